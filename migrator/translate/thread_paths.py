"""Which routes pass a body in a worker thread: in the view, in a hook, where the user is loaded."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.model.route import RouteSpec
from migrator.model.translation import Reason
from migrator.translate.analysis import Analysis
from migrator.translate.call_graph import CallGraph, find_function
from migrator.translate.declarations import FunctionInfo
from migrator.translate.template_values import RENDERING, STAGES
from migrator.translate.touching import Touching, touching

AROUND = frozenset(
    {"before_request", "after_request", "teardown_request", "teardown_appcontext"}
    | {"url_value_preprocessor"}
)
"""The stages whose hooks run for every request of their scope."""
LOADERS = ("user_loader", "request_loader", "user_lookup_loader")


@dataclass(slots=True)
class ThreadPaths:
    """The project's calls, with what Flask calls by itself: loaders, context processors."""

    analysis: Analysis
    graph: CallGraph
    touching: Touching = field(default_factory=Touching)
    rendering: frozenset[FunctionInfo] = frozenset()


def thread_paths(analysis: Analysis, graph: CallGraph) -> ThreadPaths:
    """What is needed to follow the ways of requests; nothing where no thread is used."""
    if not analysis.threaded.bodies:
        return ThreadPaths(analysis, graph)
    owners = analysis.world.declared.owners
    rendering = {
        owners[node]
        for node, names in analysis.named.items()
        if node in owners and names & RENDERING
    }
    return ThreadPaths(analysis, graph, touching(analysis), frozenset(rendering))


def reasons_in_threads(
    route: RouteSpec, views: Iterable[FunctionInfo], paths: ThreadPaths
) -> set[Reason]:
    """Why a route is not async all the way: the reasons of each body on its path."""
    because = paths.analysis.threaded.because
    if not because:
        return set()
    reached = _reached([*views, *hooks_around(route, paths.analysis)], paths)
    return {reason for f in reached if f in because for reason in because[f]}


def called_at_start(analysis: Analysis, graph: CallGraph) -> bool:
    """Whether a body runs while the application is put together, too."""
    edges = (edge for body in analysis.threaded.bodies for edge in graph.into.get(body, ()))
    return any(edge.called and edge.caller in analysis.startup for edge in edges)


def hooks_around(route: RouteSpec, analysis: Analysis) -> list[FunctionInfo]:
    """The hooks that run for every request to a route."""
    found: dict[FunctionInfo, None] = {}
    for hook in analysis.world.spec.hooks:
        inside = not hook.scope or f"{route.blueprint}.".startswith(f"{hook.scope}.")
        function = find_function(analysis.world, hook.function.module, hook.function.qualname)
        if function is not None and inside and hook.stage in AROUND:
            found[function] = None
    return list(found)


def _reached(roots: Iterable[FunctionInfo], paths: ThreadPaths) -> set[FunctionInfo]:
    world = paths.analysis.world
    reached = paths.graph.reach(list(roots))
    behind: list[FunctionInfo] = []
    if reached & paths.rendering:
        behind += world.registered(*STAGES)
    if reached & paths.touching.loading:
        behind += world.registered(*LOADERS)
    return reached | paths.graph.reach(behind)
