"""Who refers to whom: the edges that reach, colour and refusals travel along."""

import ast
from collections import defaultdict
from dataclasses import dataclass, field

from migrator.translate.atoms import Atoms, ClassRef, Func, Instance
from migrator.translate.declarations import DEFINITIONS, FunctionInfo
from migrator.translate.lookup import find_method
from migrator.translate.names import LOGIN_REQUIRED, alias_of
from migrator.translate.protocols import at_construction, behind_the_scenes
from migrator.translate.syntax import walk
from migrator.translate.world import World

_CALLABLE = frozenset({Func, ClassRef, Instance})


@dataclass(frozen=True, slots=True)
class Edge:
    """``caller`` mentions ``callee`` at ``node``; ``called`` when it calls it there."""

    caller: FunctionInfo
    callee: FunctionInfo
    node: ast.AST
    called: bool


@dataclass(slots=True)
class CallGraph:
    """All edges, from both ends."""

    out: dict[FunctionInfo, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    into: dict[FunctionInfo, list[Edge]] = field(default_factory=lambda: defaultdict(list))

    def add(self, edge: Edge) -> None:
        """Add an edge."""
        if edge.caller is not edge.callee:
            self.out[edge.caller].append(edge)
            self.into[edge.callee].append(edge)

    def reach(self, roots: list[FunctionInfo], *, calls_only: bool = False) -> set[FunctionInfo]:
        """Everything that can be reached from ``roots``, themselves included."""
        seen: set[FunctionInfo] = set()
        waiting = list(roots)
        while waiting:
            function = waiting.pop()
            if function in seen:
                continue
            seen.add(function)
            waiting += [e.callee for e in self.out[function] if e.called or not calls_only]
        return seen


def build_graph(world: World) -> CallGraph:
    """The edges of a finished inference."""
    graph = CallGraph()
    views = set(world.registered("route"))
    decorated = decorator_owners(world)
    mentioning = _mentioning(world)
    for node, owner in world.declared.owners.items():
        if node not in mentioning:
            continue
        caller = decorated.get(node, owner)
        for callee, called in _mentioned(node, world):
            if caller in world.decorated_by[callee] and callee in views:
                continue
            graph.add(Edge(caller, callee, node, called))
        if node in world.declared.functions and not isinstance(node, DEFINITIONS):
            graph.add(Edge(caller, world.declared.functions[node], node, called=True))
    for function, wrappers in world.decorated_by.items():
        for wrapper in wrappers:
            graph.add(Edge(function, wrapper, function.node, called=True))
    return graph


def decorator_owners(world: World) -> dict[ast.AST, FunctionInfo]:
    """The nodes inside decorators, which belong to the function they decorate."""
    found: dict[ast.AST, FunctionInfo] = {}
    for node, function in world.declared.functions.items():
        if isinstance(node, DEFINITIONS):
            for decorator in node.decorator_list:
                found.update(dict.fromkeys(walk(decorator), function))
    return found


def _mentioning(world: World) -> set[ast.AST]:
    """The few nodes that may give an edge, found with one look at each set of atoms."""
    callable_: dict[Atoms, bool] = {}
    found = {*world.getters, *world.setters, *world.declared.functions}
    for node, atoms in world.types.items():
        if atoms not in callable_:
            callable_[atoms] = any(a.__class__ in _CALLABLE for a in atoms)
        if callable_[atoms]:
            found.add(node)
    return found


def _mentioned(node: ast.AST, world: World) -> list[tuple[FunctionInfo, bool]]:
    found = [(getter, True) for getter in world.getters.get(node, ())]
    found += [(setter, True) for setter in world.setters.get(node, ())]
    atoms = world.type_of(node)
    if not isinstance(node, ast.expr) or not any(a.__class__ in _CALLABLE for a in atoms):
        return found
    parent = world.declared.parents.get(node)
    called = isinstance(parent, ast.Call) and parent.func is node
    found += [(method, False) for method in behind_the_scenes(node, world)]
    for atom in atoms:
        if isinstance(atom, Func):
            if called or isinstance(node, ast.Name | ast.Attribute | ast.Call):
                found.append((atom.function, called))
        elif isinstance(atom, ClassRef) and called:
            found += [(method, True) for method in at_construction(atom.cls)]
        elif isinstance(atom, Instance) and called:
            _, method = find_method(atom.cls, "__call__")
            found += [(method, True)] if method else []
    return found


def functions_after_login(world: World, graph: CallGraph) -> set[FunctionInfo]:
    """Functions that only run once ``login_required`` has let the request pass.

    The greatest set in which every way into a function comes from the set or passes the decorator.
    """
    guarded = _guarded_views(world)
    entries: dict[FunctionInfo, list[FunctionInfo | bool]] = defaultdict(list)
    registered = {item.function for item in world.registrations.values()}
    for function in world.declared.functions.values():
        for wrapper, inside in _stack(function, world, guarded, registered).items():
            entries[wrapper].append(inside)
    for callee, edges in graph.into.items():
        for edge in edges:
            if callee not in world.decorated_by[edge.caller]:
                entries[callee].append(edge.caller)
    for key in world.escapes:
        if isinstance(key[0], Func):
            entries[key[0].function].append(False)
    logged_in = {f for f in entries if entries[f]}
    while lost := {f for f in logged_in if not all(_passes(e, logged_in) for e in entries[f])}:
        logged_in -= lost
    return logged_in


def _passes(entry: FunctionInfo | bool, logged_in: set[FunctionInfo]) -> bool:  # noqa: FBT001 (a way in, not a switch)
    return entry if isinstance(entry, bool) else entry in logged_in


def _stack(
    function: FunctionInfo,
    world: World,
    guarded: set[FunctionInfo],
    registered: set[FunctionInfo],
) -> dict[FunctionInfo, FunctionInfo | bool]:
    """For the wrappers around a registered function, and itself: is the login in front of it?"""
    layers = world.layers.get(function, [])
    checks = [
        any(alias_of(getattr(a, "name", "")) in LOGIN_REQUIRED for a in layer) for layer in layers
    ]
    entered = function in registered or any(w in registered for w in world.decorated_by[function])
    if not (entered or any(checks)):
        return {}
    inside = function in guarded
    result: dict[FunctionInfo, FunctionInfo | bool] = {}
    for layer, checks_login in zip(layers, checks, strict=True):
        inside = inside or checks_login
        for atom in layer:
            if isinstance(atom, Func) and atom.function is not function:
                result[atom.function] = inside
    result[function] = inside
    return result


def _guarded_views(world: World) -> set[FunctionInfo]:
    """Views of blueprints whose own ``before_request`` hook demands a login."""
    scopes = set()
    for hook in world.spec.hooks:
        if hook.stage != "before_request":
            continue
        function = find_function(world, hook.function.module, hook.function.qualname)
        for layer in world.layers.get(function, []) if function else []:
            if any(alias_of(getattr(a, "name", "")) in LOGIN_REQUIRED for a in layer):
                scopes.add(hook.scope)
    found = set()
    for route in world.spec.routes:
        if "" in scopes or route.blueprint in scopes:
            view = find_function(world, route.view.module, route.view.qualname)
            found |= {view} if view else set()
    return found


def find_function(world: World, module: str, qualname: str) -> FunctionInfo | None:
    """A function by module and qualified name."""
    return world.declared.by_name.get((module, qualname))
