"""Put imports in front of a module's own, behind its docstring and its ``__future__``."""

import ast
import re
from collections.abc import Iterable

from migrator.translate.edits import Edits


def with_imports(text: str, lines: Iterable[str]) -> str:
    """The module's text with these lines before its first import; the same text without any."""
    if not (added := "".join(f"{line}\n" for line in lines)):
        return text
    position = _first_import(ast.parse(text), Edits(text, {}))
    return text[:position] + added + text[position:]


def _first_import(tree: ast.Module, edits: Edits) -> int:
    body = list(tree.body)
    position = 0
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        position = _after_line(edits, body.pop(0))
    while body and isinstance(body[0], ast.ImportFrom) and body[0].module == "__future__":
        position = _after_line(edits, body.pop(0))
    if body and isinstance(body[0], ast.Import | ast.ImportFrom):
        return edits.start(body[0])
    return position


def _after_line(edits: Edits, node: ast.AST) -> int:
    found = re.compile(r"[^\n]*\n?").match(edits.text, edits.end(node))
    return found.end() if found else edits.end(node)
