"""The nodes of a syntax tree, without the small change: contexts (``Load``) and operators (``+``).

``ast.walk`` asks every field of every node; a table of the fields that hold nodes is four times as
fast, and half of all nodes are contexts that nobody asks about.
"""

import ast
from collections.abc import Iterable

_NO_NODES = frozenset(
    {
        "id", "ctx", "attr", "arg", "names", "kind", "op", "ops", "level", "module", "asname",
        "is_async", "conversion", "simple", "type_comment", "tag", "lineno", "rest", "kwd_attrs",
        "type_ignores",
    }
)  # fmt: skip
_TEXT = (ast.Constant, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.alias)


_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {}


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields of a kind of node that can hold nodes."""
    skipped = set(_NO_NODES)
    if issubclass(kind, _TEXT):
        skipped |= {"value"} if issubclass(kind, ast.Constant) else {"name"}
    if issubclass(kind, ast.Import | ast.ImportFrom):
        skipped -= {"names"}
    _FIELDS[kind] = tuple(name for name in kind._fields if name not in skipped)
    return _FIELDS[kind]


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes directly below ``node``, in the order of the text."""
    found: list[ast.AST] = []
    kind = node.__class__
    for name in _FIELDS[kind] if kind in _FIELDS else _fields(kind):
        value = getattr(node, name, None)
        if value.__class__ is list:
            found += [n for n in value if n is not None] if None in value else value
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def walk(*nodes: ast.AST) -> Iterable[ast.AST]:
    """The nodes themselves and all below them, those further up first."""
    found = list(nodes)
    for node in found:
        found += children(node)
    return found
