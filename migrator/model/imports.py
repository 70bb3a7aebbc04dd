"""What a module imports, by its syntax tree."""

import ast

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def imported_modules(tree: ast.Module) -> frozenset[str]:
    """The first parts of all absolute imports, at whatever depth."""
    found: set[str] = set()
    nodes: list[ast.AST] = [tree]
    for node in nodes:  # statements only: an expression imports nothing
        for block in _BLOCKS:
            nodes += getattr(node, block, ())
        found |= imported_by(node)
    return frozenset(found)


def imported_by(node: ast.AST) -> set[str]:
    """The first parts of what a statement imports absolutely; none if it is no import."""
    match node:
        case ast.Import(names=names):
            return {alias.name.partition(".")[0] for alias in names}
        case ast.ImportFrom(module=str(module), level=0):
            return {module.partition(".")[0]}
        case _:
            return set()
