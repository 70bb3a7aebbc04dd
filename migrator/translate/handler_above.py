"""Who, on the way up from a function to whoever asked, may handle its exceptions."""

import ast
from collections.abc import Iterator

from migrator.translate.analysis import Analysis
from migrator.translate.call_graph import CallGraph
from migrator.translate.declarations import FunctionInfo
from migrator.translate.syntax import walk

_HANDLING = (ast.Try, ast.TryStar, ast.With, ast.AsyncWith)


def handler_above(function: FunctionInfo, graph: CallGraph, analysis: Analysis) -> str:
    """The file and line of a ``try`` or ``with`` around a call that leads to it; or nothing."""
    seen, waiting = {function}, [function]
    while waiting:
        for caller, mention in _ways_into(waiting.pop(), graph, analysis):
            node = analysis.parent(mention)
            while node is not None and node is not caller.node:
                if isinstance(node, _HANDLING):
                    return f"{caller.module.file}:{node.lineno}"
                node = analysis.parent(node)
            if caller not in seen:
                seen.add(caller)
                waiting.append(caller)
    return ""


def _ways_into(
    function: FunctionInfo, graph: CallGraph, analysis: Analysis
) -> Iterator[tuple[FunctionInfo, ast.AST]]:
    """Who mentions a function, and where: its callers, and the wrappers its decorators put around.

    The graph leaves out that a wrapper calls a view, and has an edge from each function to its
    wrappers instead: no calls, and a way to the handlers of all others behind the same decorator.
    """
    decorated_by = analysis.world.decorated_by
    for edge in graph.into[function]:
        if function not in decorated_by[edge.caller] or not _is_decoration(edge.node, edge.caller):
            yield edge.caller, edge.node
    for wrapper in decorated_by[function]:
        for node in walk(wrapper.node):
            if any(found.function is function for found in analysis.functions(node)):
                yield wrapper, node


def _is_decoration(node: ast.AST, function: FunctionInfo) -> bool:
    decorators: list[ast.expr] = getattr(function.node, "decorator_list", [])
    return node is function.node or any(node in walk(decorator) for decorator in decorators)
