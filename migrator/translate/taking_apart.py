"""What reads a value item by item where no call does: loops, ``a, b = rows``, ``x in rows``."""

import ast
from collections.abc import Iterable, Iterator

Bound = tuple[ast.expr, ast.expr]


def taken_apart(node: ast.Assign) -> Iterator[Bound]:
    """The targets that take their value apart, each with it."""
    for target, value in _bound(node.targets, node.value):
        if reads(target):
            yield target, value


def reads(target: ast.expr) -> bool:
    """Whether an assignment to ``target`` reads its value item by item."""
    match target:
        case ast.Tuple() | ast.List() | ast.Subscript(slice=ast.Slice()):
            return True
        case _:
            return False


def _bound(targets: Iterable[ast.expr], value: ast.expr) -> Iterator[Bound]:
    """What is bound to what; ``a, (b, c) = one, two`` binds two things."""
    for target in targets:
        match target, value:
            case ast.Tuple() | ast.List(), ast.Tuple() | ast.List() if _fits(target, value):
                for one, other in zip(target.elts, value.elts, strict=True):
                    yield from _bound([one], other)
            case _:
                yield target, value


def _fits(target: ast.Tuple | ast.List, value: ast.Tuple | ast.List) -> bool:
    starred = any(isinstance(part, ast.Starred) for part in (*target.elts, *value.elts))
    return len(target.elts) == len(value.elts) and not starred


def iterated(node: ast.AST) -> Iterable[ast.expr]:
    """What a statement or expression that is no call iterates synchronously."""
    match node:
        case ast.For() | ast.comprehension(is_async=0):
            yield node.iter
        case ast.Starred() | ast.AugAssign() | ast.YieldFrom():
            yield node.value
        case ast.Assign():
            yield from (value for _, value in taken_apart(node))
        case ast.Compare():
            pairs = zip(node.ops, node.comparators, strict=True)
            yield from (value for op, value in pairs if isinstance(op, ast.In | ast.NotIn))
        case _:
            return
