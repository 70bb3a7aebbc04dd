"""What a module reads, quotes and imports, by name."""

import ast
from dataclasses import dataclass

from migrator.translate.syntax import walk


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a module: names that are read, texts that may be names, and its imports."""

    used: set[str]
    texts: set[str]
    imports: list[ast.Import | ast.ImportFrom]

    @property
    def imported(self) -> set[str]:
        """The names that its imports bind."""
        return {bound(alias) for node in self.imports for alias in node.names}


def words(tree: ast.Module) -> Words:
    """The words of a module."""
    found = Words(set(), set(), [])
    for node in walk(tree):
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                found.used.add(node.id)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str) and node.value.isidentifier():
                found.texts.add(node.value)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found.imports.append(node)
    return found


def bound(alias: ast.alias) -> str:
    """The name that a part of an import statement binds."""
    return (alias.asname or alias.name).partition(".")[0]
