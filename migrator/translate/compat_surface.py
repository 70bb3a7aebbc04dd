"""Which names compat really has, read from its source: it is never imported by the toolkit."""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from migrator.model.statements import statements

FOLDER = Path(__file__).parent.parent / "compat"


@cache
def module_text(module: str) -> str:
    """The source of one compat module, empty when there is none."""
    path = FOLDER / f"{module}.py"
    return path.read_text() if path.is_file() else ""


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(module_text(module))


@cache
def names_of(module: str) -> frozenset[str]:
    """The names a compat module binds at its top."""
    found: set[str] = set()
    for node in _tree(module).body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.Assign(targets=targets):
                found |= {t.id for t in targets if isinstance(t, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
            case ast.ImportFrom(names=names) | ast.Import(names=names):
                found |= {a.asname or a.name for a in names}
            case _:
                pass
    return frozenset(found)


def has(module: str, name: str) -> bool:
    """Whether compat has ``name`` in ``module``."""
    return name in names_of(module)


def closure(modules: Iterable[str]) -> tuple[str, ...]:
    """The modules and all they import from each other, sorted."""
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module in found or not module_text(module):
            continue
        found.add(module)
        waiting += _siblings(module)
    return tuple(sorted(found))


@cache
def _siblings(module: str) -> tuple[str, ...]:
    found: list[str] = []
    for node in statements(_tree(module)):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            found += (
                [node.module.partition(".")[0]] if node.module else [a.name for a in node.names]
            )
    return tuple(found)
