"""``next(cursor)`` is ``await anext(cursor)``."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.atoms import DriverMethod
from migrator.translate.edits import Edits
from migrator.translate.materialise import asyncstdlib
from migrator.translate.recipe import recipe


@recipe(ast.Call, names=("builtins.next", "builtins.iter"))
def first(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``next(...)`` with or without a default; ``iter(...)`` below it becomes ``aiter``."""
    names = analysis.full_names(node.func) & {"builtins.next", "builtins.iter"}
    if not node.args:
        return
    if names == {"builtins.iter"} and len(node.args) > 1:
        functions = [f.function for f in analysis.functions(node.args[0])]
        if functions:
            analysis.refuse(
                node, "iter(function, sentinel)", "its function turned async, and it cannot await",
                "write a loop", needs=functions, fits_thread=True,
            )  # fmt: skip
        return
    name = "anext" if names == {"builtins.next"} else "aiter"

    def change(edits: Edits, is_async: Colours) -> None:
        mixed = analysis.iteration(node.args[0]).mode(is_async) == "mixed"
        either = f"{asyncstdlib(node, analysis)}.iter" if mixed else ""
        if name == "aiter":
            edits.replace_node(node.func, either or name)
            return
        edits.replace_node(node.func, name)
        if either:
            edits.wrap(node.args[0], f"{either}(", ")")
        _rename_handlers(node, analysis, edits)

    awaited = node if name == "anext" else None
    yield from analysis.loops(node.args[0], node, f"{min(names)[9:]}()", change, awaited=awaited)


@recipe(ast.Call)
def method(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``cursor.next()`` ends with StopAsyncIteration, too."""
    atoms = analysis.type_of(node.func)
    if not any(isinstance(a, DriverMethod) and a.name == "next" for a in atoms):
        return

    def change(edits: Edits, _is_async: Colours) -> None:
        _rename_handlers(node, analysis, edits)

    if any(_stop_handlers(node, analysis)):
        yield Need(node, analysis.owner(node), "next()", always=True, change=change)


@recipe(ast.Attribute)
def driven(node: ast.Attribute, analysis: Analysis) -> Iterable[Need]:
    """``rows.send(x)``, ``rows.close()``: an async generator has other names for them."""
    functions = analysis.iteration(node.value).generators
    if functions:
        analysis.refuse(
            node, f".{node.attr}", "a method of a generator that turned async",
            "read it with a loop", needs=functions, fits_thread=True,
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
            "catch it where next() is called", needs=functions, fits_thread=True,
        )  # fmt: skip
    yield from ()


def _rename_handlers(node: ast.AST, analysis: Analysis, edits: Edits) -> None:
    """``except StopIteration`` around ``node``; both names where something else may raise it."""
    for caught, block in _stop_handlers(node, analysis):
        is_alone = not isinstance(analysis.parent(caught), ast.Tuple)
        text = "StopAsyncIteration"
        if _may_raise_the_other(block, analysis):
            text = "(StopIteration, StopAsyncIteration)" if is_alone else f"StopIteration, {text}"
        edits.replace_node(caught, text)


def _may_raise_the_other(block: ast.Try, analysis: Analysis) -> bool:
    """Whether a ``next()`` of something plain, or a function of the project, stands there too."""
    calls = [n for part in block.body for n in ast.walk(part) if isinstance(n, ast.Call)]
    for call in calls:
        plain = call.args and not analysis.is_lazy(call.args[0])
        if "builtins.next" in analysis.full_names(call.func) and plain:
            return True
        if analysis.functions(call.func):
            return True
    return False


def _stop_handlers(node: ast.AST, analysis: Analysis) -> Iterable[tuple[ast.expr, ast.Try]]:
    parent = analysis.parent(node)
    while parent is not None:
        if isinstance(parent, ast.Try):
            for handler in parent.handlers:
                for caught in ast.walk(handler.type) if handler.type else ():
                    if isinstance(caught, ast.Name) and caught.id == "StopIteration":
                        yield caught, parent
        parent = analysis.parent(parent)
