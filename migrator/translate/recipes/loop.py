"""A loop over a cursor or an async generator becomes ``async for``."""

import ast
import re
from collections.abc import Iterable
from itertools import chain, count

from migrator.translate.analysis import Analysis, Change, Colours, Need
from migrator.translate.declarations import FunctionInfo
from migrator.translate.edits import Edits
from migrator.translate.materialise import asyncstdlib
from migrator.translate.recipe import recipe

_FOR = re.compile(r"\bfor[\s(]*$")
_YIELD_FROM = re.compile(r"yield[\s\\]+from")
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
    """``yield from rows()`` becomes a loop: an async function has none, whatever ``rows`` is."""
    owner, iteration = analysis.owner(node), analysis.iteration(node.value)
    if why := _no_statement(node, owner, analysis):
        needed = () if iteration.cursors else {owner, *iteration.generators}
        analysis.refuse(node, "yield from", why, needs=needed, fits_thread=True)
        return

    def change(edits: Edits, is_async: Colours) -> None:
        start, name = edits.start(node), _free_name(owner)
        sync = iteration.mode(is_async) == "sync"
        head = "for" if sync else "async for"
        edits.replace(start, _behind_keywords(edits.text, start), f"{head} {name} in")
        _adapt(node.value, analysis, edits, is_async)
        edits.after(edits.end(node), f":\n{edits.indentation(start)}{edits.step}yield {name}")

    def stays_sync(edits: Edits, is_async: Colours) -> None:
        if iteration.mode(is_async) == "sync":
            change(edits, is_async)

    yield from analysis.loops(node.value, node, "yield from", change)
    yield Need(node, owner, "yield from", functions=frozenset([owner]), change=stays_sync)


def _no_statement(node: ast.YieldFrom, owner: FunctionInfo, analysis: Analysis) -> str:
    """Why a loop cannot stand where ``yield from`` does."""
    if not isinstance(analysis.parent(node), ast.Expr):
        return "its value is used, which an async loop cannot give"
    line = owner.module.text.split("\n")[node.lineno - 1]
    if line.encode()[: node.col_offset].strip():
        return "an async loop needs a line of its own"
    return ""


def _behind_keywords(text: str, start: int) -> int:
    found = _YIELD_FROM.match(text, start)
    return found.end() if found else start


def _free_name(function: FunctionInfo) -> str:
    used = {n.id for n in ast.walk(function.node) if isinstance(n, ast.Name)}
    names = chain(["item"], (f"item_{number}" for number in count(2)))
    return next(name for name in names if name not in used)
