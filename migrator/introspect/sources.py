"""The project's own Python files, read without running them."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

_NOT_THE_APP = frozenset(
    {"tests", "test", "migrations", "node_modules", "docs", "generated_app", "build", "dist"}
)


def trees(root: Path, mentioning: re.Pattern[bytes]) -> Iterator[tuple[Path, ast.Module]]:
    """The syntax trees of the files of ``python_files`` in which the pattern is found.

    What Python cannot read is left out.
    """
    for path in python_files(root):
        tree = _parsed(path, mentioning)
        if tree is not None:
            yield path, tree


def python_files(root: Path) -> Iterator[Path]:
    """The Python files under ``root``: no tests, no virtual environments, no libraries."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if _is_searched(Path(folder, name)))
        yield from (Path(folder, name) for name in sorted(files) if _is_code(name))


def _parsed(path: Path, mentioning: re.Pattern[bytes]) -> ast.Module | None:
    try:
        data = path.read_bytes() if path.is_file() else b""  # a pipe would be waited for
        return ast.parse(data) if mentioning.search(data) else None
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def top_level(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements that run on import, also those under ``if`` and ``try``."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        statement = waiting.pop(0)
        yield statement
        if _is_main_guard(statement):
            continue
        for part in ("body", "orelse", "finalbody"):
            if isinstance(statement, ast.If | ast.Try | ast.With):
                waiting += getattr(statement, part, [])


def dotted(node: ast.AST) -> str:
    """``a.b.c`` for a chain of names and attributes, else empty."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute) if dotted(value):
            return f"{dotted(value)}.{attribute}"
    return ""


def _is_searched(folder: Path) -> bool:
    is_hidden = folder.name.startswith((".", "__"))
    is_library = folder.name in {"site-packages", "dist-packages"}
    return not (
        is_hidden or is_library or folder.name in _NOT_THE_APP or (folder / "pyvenv.cfg").exists()
    )


def _is_code(name: str) -> bool:
    is_test = name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"
    return name.endswith(".py") and not is_test


def _is_main_guard(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "__name__" in ast.dump(statement.test)
