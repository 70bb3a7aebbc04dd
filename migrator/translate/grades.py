"""From refused functions to routes: whoever reaches one is refused, everybody else is not."""

from collections import defaultdict
from dataclasses import dataclass, field

from migrator.model.route import RouteSpec
from migrator.model.translation import Grade, Reason, RouteTranslation
from migrator.translate.analysis import Analysis
from migrator.translate.call_graph import CallGraph, find_function
from migrator.translate.colour import Palette
from migrator.translate.declarations import ClassInfo, FunctionInfo
from migrator.translate.defining import VIEW_CLASSES
from migrator.translate.names import alias_of
from migrator.translate.routes import is_computed_alone, route_decorators
from migrator.translate.startup import request_roots
from migrator.translate.template_values import renderers
from migrator.translate.thread_paths import reasons_in_threads, thread_paths

_STATIC = "static"


@dataclass(slots=True)
class Verdicts:
    """The grade of every rule, the functions that go, and why the app as a whole cannot go."""

    routes: list[RouteTranslation] = field(default_factory=list)
    dropped: dict[FunctionInfo, Reason] = field(default_factory=dict)
    blocked: tuple[Reason, ...] = ()


def grade(analysis: Analysis, graph: CallGraph, palette: Palette) -> Verdicts:
    """Judge all rules."""
    refused = _refused(analysis, palette)
    views = set(analysis.world.registered("route"))
    dropped = _spread(refused, graph, analysis, views)
    verdicts = Verdicts(dropped={f: reasons[0] for f, reasons in dropped.items()})
    verdicts.blocked = _blocked(dropped, analysis)
    scoped = _scoped_hooks(analysis)
    paths = thread_paths(analysis, graph)
    for route in analysis.world.spec.routes:
        around = _blueprints(route.blueprint)
        hooks = [f for f, scopes in scoped.items() if scopes & around]
        reasons = verdicts.blocked or _reasons(route, hooks, dropped, graph, analysis)
        slower = () if reasons else reasons_in_threads(route, roots_of(route, analysis), paths)
        verdicts.routes.append(
            RouteTranslation(
                route.endpoint,
                route.rule,
                route.methods,
                Grade.REFUSED if reasons else Grade.THREADED if slower else Grade.ASYNC,
                tuple(sorted({*reasons, *slower})),
            )
        )
    return verdicts


def _refused(analysis: Analysis, palette: Palette) -> dict[FunctionInfo, list[Reason]]:
    found: dict[FunctionInfo, list[Reason]] = defaultdict(list)
    for refusal in analysis.refusals:
        if refusal.holds(palette.is_async):
            function = refusal.function
            if function in analysis.startup and analysis.left.covers(refusal.reason):
                continue
            while function.kind in {"lambda", "genexp"} and function.parent is not None:
                function = function.parent
            if function.outermost not in analysis.world.command_line:
                found[function].append(refusal.reason)
    return found


def _spread(
    refused: dict[FunctionInfo, list[Reason]],
    graph: CallGraph,
    analysis: Analysis,
    views: set[FunctionInfo],
) -> dict[FunctionInfo, list[Reason]]:
    """A refused function takes along all who mention it; views of it stay on Flask.

    A template names nothing that is seen here: whoever hands it a method that goes, goes too.
    """
    dropped = {f: sorted(set(reasons)) for f, reasons in refused.items()}
    waiting = list(dropped)
    while waiting:
        function = waiting.pop()
        left = analysis.left.nodes
        callers = [edge.caller for edge in graph.into[function] if edge.node not in left]
        if function.owner is not None and function not in views:
            callers += sorted(renderers(analysis, {function}.__contains__), key=repr)
        if function not in views and function.parent and function.parent.kind != "module":
            callers.append(function.parent)
        for caller in callers:
            registers_only = function in views and caller in analysis.startup
            if caller not in dropped and not registers_only:
                dropped[caller] = dropped[function]
                waiting.append(caller)
    return dropped


def _blocked(dropped: dict[FunctionInfo, list[Reason]], analysis: Analysis) -> tuple[Reason, ...]:
    """The reasons that hold for the whole app: its factory, a module body, a hook of all routes."""
    scoped = _scoped_hooks(analysis)
    views = set(analysis.world.registered("route"))
    everywhere = [f for f in request_roots(analysis.world) if f not in views and f not in scoped]
    reasons: list[Reason] = []
    for function, why in dropped.items():
        if function in analysis.startup or function in everywhere:
            if function in analysis.startup and _is_unused(function, analysis):
                continue
            reasons += why
    return tuple(sorted(set(reasons)))


def _is_unused(function: FunctionInfo, analysis: Analysis) -> bool:
    return function.kind != "module" and function not in analysis.used_at_startup


def _blueprints(name: str) -> set[str]:
    """A blueprint and those it is nested in, whose hooks Flask runs too: a.b is in a."""
    parts = name.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts) + 1)}


def _scoped_hooks(analysis: Analysis) -> dict[FunctionInfo, set[str]]:
    found: dict[FunctionInfo, set[str]] = defaultdict(set)
    for hook in analysis.world.spec.hooks:
        function = find_function(analysis.world, hook.function.module, hook.function.qualname)
        if function is not None and hook.scope:
            found[function].add(hook.scope)
    return found


def _reasons(
    route: RouteSpec,
    hooks: list[FunctionInfo],
    dropped: dict[FunctionInfo, list[Reason]],
    graph: CallGraph,
    analysis: Analysis,
) -> list[Reason]:
    if (package := _static_of(route, analysis)) is not None:
        return [Reason(package, 0, route.rule, "its files are in a package, not in the project")]
    if route.view.kind == _STATIC or (route.view.kind == "third-party" and _is_static(route)):
        return []
    view = find_view(route, analysis)
    if view is None and route.view.kind == "class":
        return _reasons_of_class(route, dropped, graph, analysis)
    if view is None:
        return [_no_source(route)]
    reasons = [r for f in graph.reach([view, *hooks]) if f in dropped for r in dropped[f]]
    return reasons or _unreadable(view, analysis)


def _reasons_of_class(
    route: RouteSpec,
    dropped: dict[FunctionInfo, list[Reason]],
    graph: CallGraph,
    analysis: Analysis,
) -> list[Reason]:
    """A class view is all of its methods."""
    cls = analysis.world.find_class(f"{route.view.module}.{route.view.qualname}")
    if cls is None or not (cls.inherits(*VIEW_CLASSES) or cls in analysis.left.classes):
        return [_no_source(route)]
    return [r for f in graph.reach(_methods(cls)) if f in dropped for r in dropped[f]]


def _methods(cls: ClassInfo) -> list[FunctionInfo]:
    return [m for info in cls.mro() for m in info.methods.values()]


def roots_of(route: RouteSpec, analysis: Analysis) -> list[FunctionInfo]:
    """The function of a rule, or all methods of its class; none for a view from elsewhere."""
    view = find_view(route, analysis)
    if view is not None or route.view.kind != "class":
        return [view] if view else []
    cls = analysis.world.find_class(f"{route.view.module}.{route.view.qualname}")
    return _methods(cls) if cls else []


def is_left_out(route: RouteSpec, analysis: Analysis) -> bool:
    """Whether only an extension that stays on Flask registered the rule."""
    left = analysis.left
    if (package := _static_of(route, analysis)) is not None:
        return package.partition(".")[0] in left.quiet
    view = find_view(route, analysis)
    if view is not None:
        return view in left.decorated and not route_decorators(view, analysis)
    cls = analysis.world.find_class(f"{route.view.module}.{route.view.qualname}")
    return cls in left.classes or route.view.module.partition(".")[0] in left.quiet


def _static_of(route: RouteSpec, analysis: Analysis) -> str | None:
    """The package that the files of a blueprint are in, when they are not the project's."""
    for blueprint in analysis.world.spec.blueprints:
        if route.view.kind == _STATIC and blueprint.name == route.blueprint:
            package, colon, _ = blueprint.static_folder.partition(":")
            return package if colon else None
    return None


def _is_static(route: RouteSpec) -> bool:
    return route.endpoint == _STATIC or route.endpoint.endswith(f".{_STATIC}")


def find_view(route: RouteSpec, analysis: Analysis) -> FunctionInfo | None:
    """The function of a rule: by name, or by the place where it stands."""
    found = find_function(analysis.world, route.view.module, route.view.qualname)
    if found is not None or route.view.place is None:
        return found
    place = route.view.place
    for function in analysis.world.declared.functions.values():
        inside = function.line <= place.line <= (getattr(function.node, "end_lineno", 0) or 0)
        if function.module.file == place.file and inside and function.kind == "function":
            found = function
    return found


def _no_source(route: RouteSpec) -> Reason:
    place = route.view.place
    if route.view.kind == "unknown" and not route.view.qualname:
        return Reason(
            "",
            0,
            f"add_url_rule({route.rule!r}, endpoint={route.endpoint!r})",
            "no view function is registered for this endpoint",
            "nothing, where another rule of the same path answers; else register one",
        )
    return Reason(
        place.file if place else "",
        place.line if place else 0,
        f"{route.view.module}.{route.view.qualname}",
        f"the view is a {route.view.kind} whose source is not a function of the project",
        "keep the route on Flask",
    )


def _unreadable(view: FunctionInfo, analysis: Analysis) -> list[Reason]:
    for decorator in route_decorators(view, analysis):
        if is_computed_alone(decorator):
            return [
                Reason(
                    view.module.file,
                    decorator.lineno,
                    "route",
                    "the rule is computed and given by name, so it cannot stay as it is",
                    "give it as the first argument",
                )
            ]
    return []


__all__ = ["Verdicts", "alias_of", "find_view", "grade", "roots_of"]
