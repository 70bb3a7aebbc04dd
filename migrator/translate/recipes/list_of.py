"""``list``, ``set``, ``sorted``, ``sum`` and the like over a cursor or an async generator."""

import ast
from collections.abc import Iterable
from dataclasses import replace

from migrator.translate.analysis import Analysis, Change, Colours, Need
from migrator.translate.atoms import DriverMethod
from migrator.translate.edits import Edits
from migrator.translate.laziness import TAKING_OTHERS, takes_all
from migrator.translate.materialise import (
    asyncstdlib,
    bracket,
    materialise,
    unless_other,
    unwrap_call,
)
from migrator.translate.read_on import check_read_on
from migrator.translate.recipe import recipe

_WANTS_A_LIST = {
    f"builtins.{name}"
    for name in [
        "tuple",
        "frozenset",
        "sorted",
        "dict",
        "sum",
        "min",
        "max",
        "enumerate",
        "zip",
        "map",
        "filter",
        "reversed",
    ]
}
_CALLING = {"builtins.map", "builtins.filter"}
_LAZY = {*_CALLING, "builtins.enumerate", "builtins.zip"}
_KEYED = {"builtins.sorted": "sorted", "builtins.min": "min", "builtins.max": "max"}


@recipe(ast.Call, names=("builtins.list", "builtins.set"))
def whole(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``list(cursor)`` is ``await cursor.to_list(None)``; of a generator a comprehension."""
    names = analysis.full_names(node.func) & {"builtins.list", "builtins.set"}
    if len(node.args) != 1 or node.keywords:
        return
    argument = node.args[0]
    opening, closing = ("[", "]") if names == {"builtins.list"} else ("{", "}")

    def change(edits: Edits, is_async: Colours) -> None:
        mode = analysis.iteration(argument).mode(is_async)
        if isinstance(argument, ast.GeneratorExp):
            start = edits.start(argument)
            edits.replace(edits.start(node), start + 1, opening)
            edits.replace(edits.end(argument) - 1, edits.end(node), closing)
        elif mode == "async":
            edits.replace(
                edits.start(node), edits.start(argument), f"{opening}item async for item in "
            )
            edits.replace(edits.closing(argument), edits.end(node), closing)
        elif opening == "{":
            materialise(argument, analysis, node)(edits, is_async)
        elif mode == "cursor":
            edits.await_(node)
            unwrap_call(node, argument, edits)
            edits.method(argument, ".to_list(None)")
        else:
            edits.await_(node)
            edits.replace_node(node.func, f"{asyncstdlib(node, analysis)}.list")

    of_cursors = opening == "[" and not analysis.iteration(argument).generators
    for need in analysis.loops(argument, node, f"{ast.unparse(node.func)}()", change):
        yield replace(need, gives=of_cursors)


@recipe(ast.Call, names=_WANTS_A_LIST)
def consumed(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``sorted(cursor, key=...)``, ``sum(x for x in cursor)``: the argument becomes a list."""
    names = analysis.full_names(node.func) & _WANTS_A_LIST
    if names & _CALLING and node.args and _refuse_driver(node.args[0], node, analysis):
        return
    for argument in node.args:
        if names & _LAZY and not takes_all(node, analysis):
            check_read_on(argument, node, analysis)
        construct = f"{ast.unparse(node.func)}()"
        change: Change | None = materialise(argument, analysis, node)
        if names & TAKING_OTHERS and analysis.is_lazy(argument):
            change = unless_other(argument, analysis, node, construct)
        if not isinstance(argument, ast.Starred) and change is not None:
            yield from analysis.loops(argument, node, construct, change)


def _refuse_driver(called: ast.expr, node: ast.Call, analysis: Analysis) -> bool:
    """Refuse to have ``db.items.find_one`` called by what cannot await it."""
    if not any(isinstance(atom, DriverMethod) for atom in analysis.type_of(called)):
        return False
    why = "it would not await the query"
    analysis.refuse(node, ast.unparse(node.func), why, "write a loop", fits_thread=True)
    return True


@recipe(ast.Call, names=_KEYED)
def keyed(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``sorted(items, key=f)`` with an async ``f`` is ``await a.sorted(...)``."""
    names = analysis.full_names(node.func) & set(_KEYED)
    key = next((k.value for k in node.keywords if k.arg == "key"), None)
    if key is None:
        return
    functions = frozenset(f.function for f in analysis.functions(key))
    _refuse_driver(key, node, analysis)

    def change(edits: Edits, _is_async: Colours) -> None:
        name = _KEYED[next(iter(names))]
        edits.replace_node(node.func, f"{asyncstdlib(node, analysis)}.{name}")

    if functions:
        yield Need(
            node, analysis.owner(node), "key function", functions=functions, awaited=node,
            change=change, together=True,
        )  # fmt: skip


@recipe(ast.Call, names=_CALLING)
def mapped(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``map`` and ``filter`` with an async function."""
    functions = [f.function for f in analysis.functions(node.args[0])] if node.args else []
    if functions:
        analysis.refuse(
            node,
            ast.unparse(node.func),
            "its function turned async, and it cannot await",
            "write it as a comprehension",
            needs=functions,
            fits_thread=True,
        )
    yield from ()


@recipe(ast.Call)
def sorted_in_place(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``items.sort(key=f)`` cannot await ``f``."""
    key = next((k.value for k in node.keywords if k.arg == "key"), None)
    if key is None or not isinstance(node.func, ast.Attribute) or node.func.attr != "sort":
        return
    functions = [f.function for f in analysis.functions(key)]
    _refuse_driver(key, node, analysis)
    if functions:
        analysis.refuse(
            node, ".sort(key=...)", "its key function turned async, and sort() cannot await",
            "use items = sorted(items, key=...)", needs=functions, fits_thread=True,
        )  # fmt: skip
    yield from ()


__all__ = ["bracket"]
