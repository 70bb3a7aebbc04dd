"""What each rule reaches, derived from the decisions of the scaffold itself."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from migrator.model.place import Place
from migrator.model.reach import BlockingCall, Reached, RouteReach, SharedFunction
from migrator.model.translation import RouteTranslation
from migrator.translate.analysis import Analysis
from migrator.translate.call_graph import CallGraph
from migrator.translate.deciding import Decided
from migrator.translate.declarations import FunctionInfo
from migrator.translate.grades import roots_of
from migrator.translate.thread_paths import LOADERS, hooks_around
from migrator.translate.touching import Touching, touching

_NAMED = frozenset({"function"})


@dataclass(slots=True)
class _Project:
    """What the look at one rule needs: the decisions, and what each function does itself."""

    analysis: Analysis
    graph: CallGraph
    touching: Touching
    callees: dict[FunctionInfo, list[FunctionInfo]]

    def next_to(self, function: FunctionInfo) -> list[FunctionInfo]:
        known = self.callees.get(function)
        if known is None:
            known = list(dict.fromkeys(e.callee for e in self.graph.out.get(function, ())))
            if function in self.touching.loading:
                known += self.analysis.world.registered(*LOADERS)
            self.callees[function] = known
        return known


def project_reach(decided: Decided) -> tuple[tuple[RouteReach, ...], tuple[SharedFunction, ...]]:
    """The reach of every rule, and the functions that several views reach, most used first."""
    analysis = decided.analysis
    project = _Project(analysis, decided.graph, touching(analysis), {})
    found, own = [], []
    for route, graded in zip(analysis.world.spec.routes, decided.verdicts.routes, strict=True):
        views, hooks = roots_of(route, analysis), hooks_around(route, analysis)
        own.append({f.label for f in _ways(views, project) if f.kind in _NAMED and f not in views})
        found.append(_reach(graded, [*views, *hooks], hooks, project))
    users = Counter(name for names in own for name in names)
    routes = [
        replace(route, shared=tuple(sorted(name for name in names if users[name] > 1)))
        for route, names in zip(found, own, strict=True)
    ]
    shared = [SharedFunction(name, count) for name, count in users.items() if count > 1]
    return tuple(routes), tuple(sorted(shared, key=lambda item: (-item.routes, item.name)))


def _ways(
    roots: Iterable[FunctionInfo], project: _Project
) -> dict[FunctionInfo, FunctionInfo | None]:
    """Everything reached, nearest first, each with the function that mentions it."""
    found: dict[FunctionInfo, FunctionInfo | None] = dict.fromkeys(roots)
    waiting = list(found)
    for function in waiting:
        for callee in project.next_to(function):
            if callee not in found:
                found[callee] = function
                waiting.append(callee)
    return found


def _reach(
    graded: RouteTranslation,
    roots: list[FunctionInfo],
    hooks: list[FunctionInfo],
    project: _Project,
) -> RouteReach:
    ways = _ways(roots, project)
    viewed = _ways([root for root in roots if root not in hooks], project)
    words = project.touching.words
    calls = [
        BlockingCall(wait.construct, wait.kind, wait.place, _chain(function, ways))
        for function in ways
        for wait in sorted(project.touching.waits.get(function, ()))
    ]
    return RouteReach(
        graded.endpoint,
        graded.rule,
        graded.methods,
        graded.grade,
        reasons=graded.reasons,
        touches=tuple(sorted(set().union(*(words.get(f, ()) for f in ways)))),
        functions=tuple(_described(f, ways, words) for f in ways if f.kind in _NAMED),
        hooks=tuple(f.label for f in hooks),
        around=tuple(f.label for f in ways if f.kind in _NAMED and f not in viewed),
        blocking=tuple(calls),
    )


def _described(
    function: FunctionInfo,
    ways: dict[FunctionInfo, FunctionInfo | None],
    words: dict[FunctionInfo, set[str]],
) -> Reached:
    """A function with what it touches, lambdas and generator expressions in it included."""
    inside = [f for f in ways if f is function or _is_part(f, function)]
    touched = set().union(*(words.get(f, ()) for f in inside))
    end = getattr(function.node, "end_lineno", 0) or 0
    place = Place(function.module.file, function.line, end)
    return Reached(function.label, place, tuple(sorted(touched)))


def _is_part(function: FunctionInfo, of: FunctionInfo) -> bool:
    step: FunctionInfo | None = function
    while step is not None and step.kind not in _NAMED:
        step = step.parent
    return step is of


def _chain(
    function: FunctionInfo, ways: dict[FunctionInfo, FunctionInfo | None]
) -> tuple[str, ...]:
    names = []
    step: FunctionInfo | None = function
    while step is not None:
        if step.kind in _NAMED or ways[step] is None:
            names.append(step.label)
        step = ways[step]
    return tuple(names[::-1])
