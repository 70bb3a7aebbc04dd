"""What a module imports, by its syntax tree."""

import ast

from migrator.model.statements import statements


def imported_modules(tree: ast.Module) -> frozenset[str]:
    """The first parts of all absolute imports, at whatever depth."""
    return frozenset[str]().union(*map(imported_by, statements(tree)))


def imported_by(node: ast.AST) -> set[str]:
    """The first parts of what a statement imports absolutely; none if it is no import."""
    match node:
        case ast.Import(names=names):
            return {alias.name.partition(".")[0] for alias in names}
        case ast.ImportFrom(module=str(module), level=0):
            return {module.partition(".")[0]}
        case _:
            return set()
