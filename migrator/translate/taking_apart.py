"""Assignments that read what they are given: ``a, b = rows`` and ``items[:] = rows``."""

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
