"""Code that runs while the application is put together: it stays sync, its queries wait."""

import ast

from migrator.translate.call_graph import CallGraph
from migrator.translate.declarations import FunctionInfo
from migrator.translate.world import World

_SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.If, ast.For, ast.Try, ast.With, ast.Pass)


def startup_functions(world: World, graph: CallGraph) -> set[FunctionInfo]:
    """Module bodies, the factory and what only they call."""
    asked = graph.reach(request_roots(world))
    return (started_functions(world, graph) - asked) | set(world.declared.bodies.values())


def started_functions(world: World, graph: CallGraph) -> set[FunctionInfo]:
    """Everything that runs while the application is put together."""
    return graph.reach([*world.declared.bodies.values(), *_factory(world)], calls_only=True)


def _factory(world: World) -> list[FunctionInfo]:
    return [
        function
        for function in world.declared.functions.values()
        if function.qualname == world.spec.factory and function.module.name == world.spec.module
    ]


def request_roots(world: World) -> list[FunctionInfo]:
    """What Flask calls while it answers: views, hooks, handlers, loaders, filters."""
    return [
        item.function
        for item in world.registrations.values()
        if item.stage not in {"record", "record_once", "cached", "command"}
        and item.function not in world.command_line
    ]


def can_wait(function: FunctionInfo, graph: CallGraph, world: World) -> bool:
    """Whether a startup function may run as a whole when the server starts.

    It must leave nothing behind that the rest of the startup reads: no globals, no return value.
    """
    node = function.node
    if not isinstance(node, ast.FunctionDef) or function.globals or function.nonlocals:
        return False
    if function.is_generator or function.owner is not None or function in _factory(world):
        return False
    statements = [n for n in ast.walk(node) if isinstance(n, ast.stmt) and n is not node]
    for statement in statements:
        if isinstance(statement, ast.Return) and statement.value is None:
            continue
        if not isinstance(statement, (*_SIMPLE, ast.Raise, ast.Continue, ast.Break)):
            return False
        if isinstance(statement, ast.Assign) and not all(
            isinstance(t, ast.Name) for t in statement.targets
        ):
            return False
    called = [edge for edge in graph.into[function] if edge.called]
    return bool(called) and all(is_statement(edge.node, world) for edge in called)


def is_statement(node: ast.AST, world: World) -> bool:
    """Whether the call of ``node`` (or ``node`` itself) stands alone, its value unused."""
    parents = world.declared.parents
    parent = parents.get(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        parent = parents.get(parent)
    return isinstance(parent, ast.Expr)
