"""``next(cursor)`` is ``await anext(cursor)``."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.atoms import DriverMethod
from migrator.translate.edits import Edits
from migrator.translate.recipe import recipe


@recipe(ast.Call)
def first(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``next(...)`` with or without a default; ``iter(...)`` below it becomes ``aiter``."""
    names = analysis.full_names(node.func) & {"builtins.next", "builtins.iter"}
    if not names or not node.args:
        return
    name = "anext" if names == {"builtins.next"} else "aiter"

    def change(edits: Edits, _is_async: Colours) -> None:
        edits.replace_node(node.func, name)
        for handler in _stop_handlers(node, analysis) if name == "anext" else ():
            edits.replace_node(handler, "StopAsyncIteration")

    awaited = node if name == "anext" else None
    yield from analysis.loops(node.args[0], node, f"{min(names)[9:]}()", change, awaited=awaited)


@recipe(ast.Call)
def method(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``cursor.next()`` ends with StopAsyncIteration, too."""
    atoms = analysis.type_of(node.func)
    if not any(isinstance(a, DriverMethod) and a.name == "next" for a in atoms):
        return
    handlers = list(_stop_handlers(node, analysis))

    def change(edits: Edits, _is_async: Colours) -> None:
        for handler in handlers:
            edits.replace_node(handler, "StopAsyncIteration")

    if handlers:
        yield Need(node, analysis.owner(node), "next()", always=True, change=change)


@recipe(ast.Attribute)
def driven(node: ast.Attribute, analysis: Analysis) -> Iterable[Need]:
    """``rows.send(x)``, ``rows.close()``: an async generator has other names for them."""
    functions = analysis.iteration(node.value).generators
    if functions:
        analysis.refuse(
            node, f".{node.attr}", "a method of a generator that turned async",
            "read it with a loop", needs=functions,
        )  # fmt: skip
    yield from ()


@recipe(ast.Try)
def ended_elsewhere(node: ast.Try, analysis: Analysis) -> Iterable[Need]:
    """StopIteration that a function lets through is another exception once it is async."""
    caught = [n for h in node.handlers if h.type for n in ast.walk(h.type)]
    if not any(isinstance(n, ast.Name) and n.id == "StopIteration" for n in caught):
        return
    calls = [n for part in node.body for n in ast.walk(part) if isinstance(n, ast.Call)]
    functions = {a.function for call in calls for a in analysis.functions(call.func)}
    if functions:
        analysis.refuse(
            node, "except StopIteration",
            "an async function cannot raise StopIteration",
            "catch it where next() is called", needs=functions,
        )  # fmt: skip
    yield from ()


def _stop_handlers(node: ast.AST, analysis: Analysis) -> Iterable[ast.expr]:
    parent = analysis.parent(node)
    while parent is not None:
        if isinstance(parent, ast.Try):
            for handler in parent.handlers:
                for caught in ast.walk(handler.type) if handler.type else ():
                    if isinstance(caught, ast.Name) and caught.id == "StopIteration":
                        yield caught
        parent = analysis.parent(parent)
