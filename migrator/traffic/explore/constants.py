"""Constants of the functions that a rule reaches: what a name of a request is compared with.

A condition is wrong at its bounds, so a number comes with its neighbours (boundary value analysis,
Myers, The Art of Software Testing, chapter 4).
"""

import ast
from collections.abc import Iterable, Iterator
from operator import itemgetter

_LONGEST = 40
_MOST = 24
_FAR = 1
"""What a variable is compared with is further away than what stands beside the name itself."""


def words_of(functions: Iterable[ast.AST]) -> Iterator[str]:
    """Every constant that a value may have to be, in the order of the text."""
    for function in functions:
        skipped = set(map(id, _docstrings(function)))
        for node in ast.walk(function):
            if id(node) not in skipped:
                yield from _words(node)


def tied_to(functions: Iterable[ast.AST], names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each name of a request the constants near to what is read under it, nearest first.

    A name is followed into the variables that take what was read, and into variables and parameters
    that are called like it.
    """
    wanted = frozenset(names)
    found: dict[str, list[tuple[int, str]]] = {}
    for function in functions:
        statements = [list(_inside(node)) for node in _statements(function)]
        carried = _carriers(statements, wanted)
        for nodes in statements:
            for name, place, far in _mentions(nodes, carried, wanted):
                near = ((far + away, word) for away, word in _near(nodes, place))
                found.setdefault(name, []).extend(near)
    return {name: _nearest(known, wanted) for name, known in found.items()}


_Path = tuple[ast.AST, ...]
"""A node of a statement below all that it stands in."""


def _nearest(known: list[tuple[int, str]], wanted: frozenset[str]) -> tuple[str, ...]:
    """The words by how far away they are; those of the view, which comes first, before others."""
    words = (word for _, word in sorted(known, key=itemgetter(0)) if word not in wanted)
    return tuple(dict.fromkeys(words))[:_MOST]


def _statements(function: ast.AST) -> Iterator[ast.AST]:
    """Statements, and of those that hold others what they decide by."""
    docstrings = set(map(id, _docstrings(function)))
    for node in ast.walk(function):
        match node:
            case ast.If(test=test) | ast.While(test=test):
                yield test
            case ast.For(iter=iterated) | ast.AsyncFor(iter=iterated):
                yield iterated
            case ast.match_case(pattern=pattern):
                yield pattern
            case ast.stmt() if not hasattr(node, "body") and (
                not isinstance(node, ast.Expr) or id(node.value) not in docstrings
            ):
                yield node


def _docstrings(function: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(function):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            match node.body[0]:
                case ast.Expr(value=ast.Constant(value=str()) as docstring):
                    yield docstring


def _inside(node: ast.AST, above: _Path = ()) -> Iterator[_Path]:
    path = (*above, node)
    yield path
    for child in ast.iter_child_nodes(node):
        yield from _inside(child, path)


def _carriers(statements: Iterable[list[_Path]], wanted: frozenset[str]) -> dict[str, str]:
    """The variables that are given what is read under a name."""
    found = {name: name for name in wanted}
    for nodes in statements:
        match nodes[0][0]:
            case (
                ast.Assign(targets=[ast.Name(id=variable)])
                | ast.AnnAssign(target=ast.Name(id=variable))
            ):
                read = [name for name in map(_constant, nodes) if name in wanted]
                if len(read) == 1:
                    found.setdefault(variable, read[0])
    return found


def _constant(path: _Path) -> str:
    match path[-1]:
        case ast.Constant(value=str(text)):
            return text
    return ""


def _mentions(
    nodes: Iterable[_Path], carried: dict[str, str], wanted: frozenset[str]
) -> Iterator[tuple[str, _Path, int]]:
    """Where a statement speaks of a name, and how indirectly."""
    for path in nodes:
        if _constant(path) in wanted:
            yield _constant(path), path, 0
        elif isinstance(path[-1], ast.Name) and path[-1].id in carried:
            yield carried[path[-1].id], path, _FAR


def _near(nodes: Iterable[_Path], place: _Path) -> Iterator[tuple[int, str]]:
    """The constants of a statement, and how many steps up leads to what they share with a place.

    What is compared with what stands in that place is next to it.
    """
    for path in nodes:
        if len(path) > 1 and _is_key(*path[-2:]):
            continue
        words = tuple(_words(path[-1]))
        shared = [one for one, other in zip(path, place, strict=False) if one is other]
        is_compared = any(isinstance(one, ast.Compare) for one in shared)
        yield from ((0 if is_compared else len(place) - len(shared), word) for word in words)


def _is_key(above: ast.AST, node: ast.AST) -> bool:
    """Whether a constant names a member, which is no value of anything."""
    match above:
        case ast.Dict(keys=keys):
            return node in keys
        case ast.Subscript(slice=slice_):
            return node is slice_
    return False


def _words(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=bool()):
            return
        case ast.Constant(value=int(number)):
            yield from (str(number), str(number + 1), str(number - 1))
        case ast.Constant(value=str(text)) if len(text) <= _LONGEST and text.isprintable():
            yield text
