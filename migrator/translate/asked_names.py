"""The names under which a module gets what it asks for: never one that the author has bound."""

import ast
from functools import lru_cache

from migrator.translate.analysis import Analysis
from migrator.translate.flask_names import NAMES, of_flask
from migrator.translate.names import alias_of
from migrator.translate.syntax import walk

_MOST_MODULES = 64


def asked_name(statement: str, node: ast.AST, analysis: Analysis) -> str:
    """Ask for ``module:name`` in the module of ``node``; the name it gets there."""
    name = statement.rpartition(":")[2]
    here = local_name(name, analysis.owner(node).module.tree, statement)
    analysis.ask(node, statement if here == name else f"{statement} as {here}")
    return here


def local_name(name: str, tree: ast.Module | None, statement: str = "") -> str:
    """The name under which a module may import something called ``name``.

    An import of Flask's that becomes this very ``statement`` is not in its way.
    """
    bound = _bound(tree) if tree is not None else {}
    is_free = name not in bound or (statement and bound[name] == statement)
    return name if is_free else f"{name}_here"


@lru_cache(_MOST_MODULES)
def _bound(tree: ast.Module) -> dict[str, str]:
    """The names that a module binds anywhere; of those from Flask, what they become."""
    found: set[str] = set()
    ours: dict[str, str] = {}
    for node in walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name):
                found.add(name)
            case ast.ImportFrom(module=str(module), names=names) if of_flask(module):
                ours |= {a.asname or a.name: _became(f"{module}.{a.name}") for a in names}
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {(a.asname or a.name).partition(".")[0] for a in names}
            case _:
                pass
    return {**ours, **dict.fromkeys(found, "")}


def _became(full_name: str) -> str:
    """The statement that an import of Flask's becomes."""
    target = NAMES.get(full_name) or NAMES.get(alias_of(full_name))
    return f"compat.{target.module}:{target.name}" if target is not None else ""
