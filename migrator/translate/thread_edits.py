"""Write what bodies in worker threads need: ``@threaded``, ``awaited(...)``, names of their own."""

import ast

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.asked_names import asked_name
from migrator.translate.declarations import FunctionInfo
from migrator.translate.edits import Edits
from migrator.translate.thread_entries import place_of_threaded

SYNC = "database:sync"


def decorate_threaded(
    function: FunctionInfo, node: ast.stmt, analysis: Analysis, edits: Edits
) -> None:
    """``@threaded`` in front of the ``def``, or of what wants a synchronous function."""
    name = asked_name("compat.threads:threaded", node, analysis)
    decorator = place_of_threaded(function, analysis)
    start = edits.start(node)
    if decorator is not None:
        start = edits.text.rindex("@", 0, edits.start(decorator))
    indent = edits.text[edits.text.rfind("\n", 0, start) + 1 : start]
    edits.before(start, f"@{name}\n{indent}")


def meet_in_thread(need: Need, analysis: Analysis, edits: Edits, is_async: Colours) -> None:
    """Write what a body in a thread needs."""
    if need.awaited is not None:
        name = asked_name("compat.threads:awaited", need.node, analysis)
        edits.wrap(need.awaited, f"{name}(", ")")
    if need.change is not None:
        need.change(edits, is_async)
