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
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return frozenset(found)
