"""Where the project calls each of its functions, and which it mentions without calling them."""

import ast
from dataclasses import dataclass, field

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import Func
from migrator.translate.declarations import FunctionInfo


@dataclass(slots=True)
class CallSites:
    """What expressions of the project do with its functions, found in one pass over their types."""

    calls: dict[FunctionInfo, list[ast.Call]] = field(default_factory=dict)
    handed_on: set[FunctionInfo] = field(default_factory=set)
    read: set[FunctionInfo] = field(default_factory=set)

    def only_calls(self, function: FunctionInfo) -> list[ast.Call]:
        """All calls of a function; none of one that is also handed on without being called."""
        return [] if function in self.handed_on else self.calls.get(function, [])

    def is_mentioned(self, function: FunctionInfo) -> bool:
        """Whether an expression may stand for it, or calls it by reading a property."""
        return function in self.calls or function in self.handed_on or function in self.read


def call_sites(analysis: Analysis) -> CallSites:
    """The call sites of a finished inference."""
    if analysis.call_sites is None:
        found = analysis.call_sites = CallSites()
        for node, atoms in analysis.world.types.items():
            functions = {atom.function for atom in atoms if isinstance(atom, Func)}
            parent = analysis.parent(node) if functions else None
            if isinstance(parent, ast.Call) and parent.func is node:
                for function in functions:
                    found.calls.setdefault(function, []).append(parent)
            else:
                found.handed_on |= functions
        found.read = set().union(*analysis.world.getters.values())
    return analysis.call_sites
