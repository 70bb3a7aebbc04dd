"""The statements of a syntax tree, without its expressions."""

import ast
from collections.abc import Iterable

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def statements(node: ast.AST) -> Iterable[ast.stmt]:
    """All statements below a module, a function or a block, those further up first."""
    found = [node]
    for block in found:
        for name in _BLOCKS:
            found += getattr(block, name, ())
    return (part for part in found if isinstance(part, ast.stmt))
