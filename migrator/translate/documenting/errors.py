"""The statuses that a view may end with by ``abort``, by ``raise NotFound`` or by a missing key."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus

from migrator.translate.analysis import Analysis
from migrator.translate.call_graph import CallGraph
from migrator.translate.declarations import FunctionInfo
from migrator.translate.documenting.expressions import keyword, whole_number

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ABORTS = frozenset({"flask.abort", "werkzeug.exceptions.abort"})
_OR_404 = frozenset({"find_one_or_404", "get_or_404", "first_or_404"})
_WERKZEUG = "werkzeug.exceptions."


@dataclass(eq=False)
class Errors:
    """What each function of the project may raise of HTTP's errors."""

    analysis: Analysis
    graph: CallGraph

    @cached_property
    def own(self) -> dict[FunctionInfo, set[int]]:
        """The statuses that a function's own lines name."""
        found: dict[FunctionInfo, set[int]] = defaultdict(set)
        declared = self.analysis.world.declared
        for node in declared.of_kind(ast.Call):
            if status := self._aborts(node):
                found[declared.owners[node]].add(status)
        for stop in declared.of_kind(ast.Raise):
            if stop.exc is not None:
                found[declared.owners[stop]] |= self._raised(stop.exc)
        return found

    @cached_property
    def views(self) -> set[FunctionInfo]:
        """All views: what one of them does is not the doing of another with its decorator."""
        return set(self.analysis.world.registered("route"))

    def of(self, functions: Iterable[FunctionInfo]) -> set[int]:
        """The statuses of these functions."""
        return {status for function in functions for status in self.own.get(function, ())}

    def reached(self, view: FunctionInfo) -> set[FunctionInfo]:
        """What a request of ``view`` may call, its wrappers included."""
        seen: set[FunctionInfo] = set()
        waiting = [view]
        while waiting:
            function = waiting.pop()
            if function in seen or (function in self.views and function is not view):
                continue
            seen.add(function)
            waiting += [edge.callee for edge in self.graph.out[function] if edge.called]
        return seen

    def _aborts(self, call: ast.Call) -> int:
        if self.analysis.full_names(call.func) & _ABORTS:
            given = call.args[0] if call.args else keyword(call, "code")
            return whole_number(given) or 0
        match call.func:
            case ast.Attribute(attr=attr) if attr in _OR_404:
                return int(HTTPStatus.NOT_FOUND)
            case _:
                return 0

    def _raised(self, raised: ast.expr) -> set[int]:
        cls = raised.func if isinstance(raised, ast.Call) else raised
        names = self.analysis.full_names(cls)
        return {
            int(HTTPStatus[word])
            for name in names
            if name.startswith(_WERKZEUG)
            and (word := _WORD.sub("_", name.removeprefix(_WERKZEUG)).upper())
            in HTTPStatus.__members__
        }
