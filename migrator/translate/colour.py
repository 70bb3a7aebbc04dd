"""Which functions turn async, and why: a fixpoint over needs."""

import ast
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.translate.analysis import Analysis, Need
from migrator.translate.call_graph import CallGraph
from migrator.translate.declarations import FunctionInfo
from migrator.translate.startup import can_wait

_AWAITABLE_DUNDERS = frozenset({"__call__"})


@dataclass(slots=True)
class Palette:
    """The async functions, each with the need that made it so."""

    because: dict[FunctionInfo, Need | None] = field(default_factory=dict)
    locked: dict[FunctionInfo, str] = field(default_factory=dict)

    def is_async(self, function: FunctionInfo) -> bool:
        """Whether a function turned async."""
        return function in self.because

    def chain(self, function: FunctionInfo) -> list[Need]:
        """From a function down to the operation that is awaited."""
        steps: list[Need] = []
        seen: set[FunctionInfo] = set()
        while function not in seen and (need := self.because.get(function)) is not None:
            seen.add(function)
            steps.append(need)
            if need.always:
                break
            function = next(f for f in sorted(need.functions, key=repr) if self.is_async(f))
        return steps


def colour(  # noqa: C901 (one fixpoint)
    needs: Iterable[Need], analysis: Analysis, graph: CallGraph
) -> Palette:
    """Spread async from the operations to all who call them."""
    bodies = analysis.threaded.bodies
    needs = [need for need in needs if need.owner not in bodies]
    palette = Palette(locked=_locked(analysis, graph))
    by_owner: dict[FunctionInfo, list[Need]] = defaultdict(list)
    users: dict[FunctionInfo, set[FunctionInfo]] = defaultdict(set)
    for need in needs:
        by_owner[need.owner].append(need)
        for function in need.functions:
            users[function].add(need.owner)
    groups = _groups(needs, analysis)
    waiting: list[FunctionInfo] = []

    def turn(function: FunctionInfo, need: Need | None) -> None:
        if function in palette.because or function in palette.locked:
            return
        for member in (function, *sorted(groups.get(function, ()), key=repr)):
            if member not in palette.because and member not in palette.locked:
                palette.because[member] = need
                waiting.extend(users[member])

    for view in (*analysis.world.registered("route"), *analysis.threaded.entries):
        if view.kind != "lambda":
            turn(view, None)
    waiting += by_owner
    while waiting:
        owner = waiting.pop()
        if owner in palette.because or owner in palette.locked:
            continue
        active = [n for n in by_owner[owner] if n.holds(palette.is_async)]
        if active and not (owner.kind == "lambda" and not _is_tail(owner, active)):
            turn(owner, next((n for n in active if n.always), active[0]))
    for owner in palette.because:
        if palette.because[owner] is None:
            palette.because[owner] = next(
                (n for n in by_owner[owner] if n.holds(palette.is_async)), None
            )
    return palette


def _is_tail(owner: FunctionInfo, active: list[Need]) -> bool:
    """A lambda may hand on one awaitable as its value, but not await inside."""
    body = owner.node.body if isinstance(owner.node, ast.Lambda) else None
    return all(need.awaited is body or (need.gives and need.node is body) for need in active)


def _locked(analysis: Analysis, graph: CallGraph) -> dict[FunctionInfo, str]:
    locked = dict.fromkeys(analysis.threaded.plain, "it runs in a worker thread")
    for function in analysis.world.declared.functions.values():
        if function.kind == "module":
            locked[function] = "it runs when the module is imported"
        elif function in analysis.startup and not can_wait(function, graph, analysis.world):
            locked[function] = "it runs while the application is put together"
        elif function.owner is not None and _is_dunder(function.name):
            locked[function] = f"Python calls {function.name} synchronously"
        elif function.binding in {"setter", "deleter"}:
            locked[function] = "an assignment cannot be awaited"
        elif function.binding == "cached_property":
            locked[function] = "a cached property would keep the coroutine instead of its result"
    return locked


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__") and name not in _AWAITABLE_DUNDERS


def _groups(needs: list[Need], analysis: Analysis) -> dict[FunctionInfo, set[FunctionInfo]]:
    """Functions that turn async together: one call site for all, or overrides of one method."""
    groups: dict[FunctionInfo, set[FunctionInfo]] = {}
    for need in needs:
        if need.together and len(need.functions) > 1:
            _join(groups, need.functions)
    _join_overrides(groups, analysis)
    return groups


def overrides(analysis: Analysis) -> dict[FunctionInfo, set[FunctionInfo]]:
    """The methods that override each other."""
    groups: dict[FunctionInfo, set[FunctionInfo]] = {}
    _join_overrides(groups, analysis)
    return groups


def _join_overrides(groups: dict[FunctionInfo, set[FunctionInfo]], analysis: Analysis) -> None:
    for cls in analysis.world.declared.classes.values():
        for base in cls.mro():
            if base is not cls:
                for name in cls.methods.keys() & base.methods.keys():
                    _join(groups, {cls.methods[name], base.methods[name]})


def _join(groups: dict[FunctionInfo, set[FunctionInfo]], members: Iterable[FunctionInfo]) -> None:
    joined: set[FunctionInfo] = set()
    for member in members:
        joined |= groups.get(member, {member})
    for member in joined:
        groups[member] = joined
