"""A loop over a cursor or an async generator becomes ``async for``."""

import ast
import re
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Change, Colours, Need
from migrator.translate.edits import Edits
from migrator.translate.materialise import asyncstdlib
from migrator.translate.recipe import recipe

_FOR = re.compile(r"\bfor[\s(]*$")
_NEAR = 80
"""Where ``for`` stands, in characters before its target, unless there are comments between."""


@recipe(ast.For)
def statement(node: ast.For, analysis: Analysis) -> Iterable[Need]:
    """``for doc in db.items.find():``."""

    def change(edits: Edits, is_async: Colours) -> None:
        edits.before(edits.start(node), "async ")
        _adapt(node.iter, analysis, edits, is_async)

    yield from analysis.loops(node.iter, node, "for over a cursor or async generator", change)


@recipe(ast.comprehension)
def comprehension(node: ast.comprehension, analysis: Analysis) -> Iterable[Need]:
    """``[doc["n"] for doc in db.items.find()]``."""
    yield from analysis.loops(
        node.iter, node, "comprehension over a cursor or async generator", _inside(node, analysis)
    )


def _inside(node: ast.comprehension, analysis: Analysis) -> Change:
    def change(edits: Edits, is_async: Colours) -> None:
        at = edits.start(node.target)
        near = max(0, at - _NEAR)
        found = _FOR.search(edits.text, near, at)
        if found is None or found.start() == near:
            found = _FOR.search(edits.text, 0, at)
        if found is not None:
            edits.before(found.start(), "async ")
        _adapt(node.iter, analysis, edits, is_async)

    return change


def _adapt(node: ast.expr, analysis: Analysis, edits: Edits, is_async: Colours) -> None:
    if analysis.iteration(node).mode(is_async) == "mixed":
        edits.wrap(node, f"{asyncstdlib(node, analysis)}.iter(", ")")


@recipe(ast.YieldFrom)
def yield_from(node: ast.YieldFrom, analysis: Analysis) -> Iterable[Need]:
    """``yield from rows()`` as a statement becomes a loop."""
    parent = analysis.parent(node)
    if not analysis.is_lazy(node.value):
        return
    if not isinstance(parent, ast.Expr):
        iteration = analysis.iteration(node.value)
        analysis.refuse(
            node, "yield from", "its value is used, which an async loop cannot give",
            needs=iteration.generators, fits_thread=True,
        )  # fmt: skip
        return

    def change(edits: Edits, is_async: Colours) -> None:
        start = edits.start(node)
        indent = " " * parent.col_offset
        edits.replace(start, edits.start(node.value), "async for item in ")
        _adapt(node.value, analysis, edits, is_async)
        edits.after(edits.end(parent), f":\n{indent}    yield item")

    yield from analysis.loops(node.value, node, "yield from", change)
