"""Whether bodies in worker threads and the rest of a program stay out of each other's way."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.translate.atoms import Driver, Func
from migrator.translate.blocking_ways import around, is_started, starts_threads
from migrator.translate.colour import Palette
from migrator.translate.declarations import FunctionInfo
from migrator.translate.template_values import may_call
from migrator.translate.thread_facts import AT_CONSTRUCTION, HOLDERS, ThreadFacts
from migrator.translate.thread_locks import asks_under_lock
from migrator.translate.world import Escape

_CALLS_AT_ONCE = (
    "builtins.", "functools.", "itertools.", "heapq.", "re.", "collections.", "operator.", "json.",
    "bisect.", "copy.", "pandas.", "bson.",
)  # fmt: skip
"""Code that calls a function before it returns, in the same thread."""
_ONLY_SHOWS = ("logging.", "builtins.print", "builtins.repr", "builtins.str", "builtins.bool")


def is_apart(members: frozenset[FunctionInfo], facts: ThreadFacts, palette: Palette) -> bool:
    """Whether no template, no lock, no other thread and no library leads across the border."""
    borders = _Borders(members, facts, palette)
    asked = members - {f for f in members if f.name in AT_CONSTRUCTION}
    if may_call(facts.analysis, asked.__contains__):
        return False
    if asks_under_lock(members, facts, palette):
        return False
    return not borders.ask_elsewhere() and all(map(borders.may_leave, borders.leaving()))


@dataclass(frozen=True, slots=True)
class _Borders:
    """The functions in threads, and what is known of the whole project."""

    members: frozenset[FunctionInfo]
    facts: ThreadFacts
    palette: Palette

    def ask_elsewhere(self) -> bool:
        """Whether one asks the event loop where none waits: in an own thread, at the start."""
        analysis, graph = self.facts.analysis, self.facts.graph
        roots = [
            function
            for function in self.members
            for edge in graph.into.get(function, ())
            if is_started(edge.node, analysis)
            or (edge.called and around(edge.caller) in analysis.startup)
        ]
        reached = graph.reach(roots) & self.members
        return any(self.facts.asks_loop(f, self.members, self.palette) for f in reached)

    def leaving(self) -> Iterator[Escape]:
        """What is handed to libraries: their functions, and from them functions and drivers."""
        for escape in self.facts.analysis.world.escapes.values():
            atom, inside = escape.atom, around(escape.where) in self.members
            if (
                isinstance(atom, Func)
                and (
                    atom.function in self.members
                    or (inside and self.palette.is_async(atom.function))
                )
            ) or (inside and isinstance(atom, Driver) and atom.kind in HOLDERS):
                yield escape

    def may_leave(self, escape: Escape) -> bool:
        """Whether the library does with it in this thread what it does today."""
        if isinstance(escape.atom, Driver):
            return escape.to.startswith(_ONLY_SHOWS)
        if not isinstance(escape.atom, Func) or escape.atom.function not in self.members:
            return False
        at_once = escape.to.startswith(_CALLS_AT_ONCE) or _is_sort(escape.node)
        return at_once or starts_threads(escape.to)


def _is_sort(node: ast.AST) -> bool:
    """``items.sort(key=f)``."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "sort"
        and not node.args
        and {k.arg for k in node.keywords} <= {"key", "reverse"}
    )
