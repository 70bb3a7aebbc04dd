"""Calls that block for long go to a thread, ``time.sleep`` to the loop."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.blocking import SLEEP, goes_alone
from migrator.translate.edits import Edits
from migrator.translate.in_thread import is_streamed, thread_need
from migrator.translate.recipe import recipe


@recipe(ast.Call)
def in_thread(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """A password check, a call over the network: beside the event loop."""
    names = {name for name in analysis.full_names(node.func) if goes_alone(name)}
    if not names or is_streamed(node) or analysis.owner(node) in analysis.startup:
        return
    yield thread_need(node, min(names), analysis)


@recipe(ast.Call, names=(SLEEP,))
def sleep(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``time.sleep(1)`` would stop every request."""
    if analysis.owner(node) in analysis.startup:
        return

    def change(edits: Edits, _is_async: Colours) -> None:
        analysis.ask(node, "import asyncio")
        edits.replace_node(node.func, "asyncio.sleep")

    yield Need(node, analysis.owner(node), "time.sleep()", always=True, awaited=node, change=change)
