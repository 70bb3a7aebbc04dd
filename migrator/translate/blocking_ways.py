"""How a request gets to a blocking call: through which functions of the project."""

import ast
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.translate.analysis import Analysis
from migrator.translate.blocking import ONE_THREAD, blocks
from migrator.translate.call_graph import CallGraph, build_graph
from migrator.translate.declarations import FunctionInfo

BLOCKS = "it blocks every other request"
_STARTERS = (
    "threading.", "concurrent.futures.", "multiprocessing.", "atexit.", "celery.", "rq.",
    "apscheduler.", "schedule.",
)  # fmt: skip
_STARTING = frozenset({"submit", "add_job", "enqueue", "apply_async", "delay", "send_task"})
_CALLING = ("builtins.", "functools.reduce", "itertools.")


@dataclass(frozen=True, slots=True)
class Ways:
    """The functions that are reached by calls, each with who calls it (None: Flask does)."""

    callers: dict[FunctionInfo, FunctionInfo | None] = field(default_factory=dict)

    def said(self, function: FunctionInfo) -> str:
        """``order > notify > send``: from the function that Flask calls down to this one."""
        found: list[str] = []
        step: FunctionInfo | None = function
        while step is not None:
            found.append(step.qualname)
            step = self.callers.get(step)
        return " > ".join(found[::-1])


def blocking_name(node: ast.Call, analysis: Analysis) -> str:
    """The name in the table of what ``node`` calls; empty when it does not block."""
    return min((name for name in analysis.full_names(node.func) if blocks(name)), default="")


def wants_one_thread(node: ast.Call, analysis: Analysis) -> bool:
    """Whether what it is called on may not be used by one thread after the other."""
    names = analysis.full_names(node.func)
    return any(n in ONE_THREAD or n.rpartition(".")[0] in ONE_THREAD for n in names)


def reached_by_calls(roots: Iterable[FunctionInfo], graph: CallGraph, analysis: Analysis) -> Ways:
    """What runs before one of ``roots`` returns."""
    found: dict[FunctionInfo, FunctionInfo | None] = dict.fromkeys(roots)
    indirect = _called_by_value(analysis)
    waiting = list(found)
    for function in waiting:
        edges = graph.out.get(function, ())
        called = [e.callee for e in edges if e.called or _is_called_back(e.node, analysis)]
        for callee in [*called, *indirect.get(function, ())]:
            if callee not in found and callee not in analysis.world.threaded:
                found[callee] = function
                waiting.append(callee)
    return Ways(found)


def _called_by_value(analysis: Analysis) -> dict[FunctionInfo, list[FunctionInfo]]:
    """Calls without a name: ``ACTIONS[kind](order)``."""
    found: dict[FunctionInfo, list[FunctionInfo]] = defaultdict(list)
    for node in analysis.world.declared.of_kind(ast.Call):
        if not isinstance(node.func, ast.Name | ast.Attribute):
            found[analysis.owner(node)] += [atom.function for atom in analysis.functions(node.func)]
    return found


def _is_called_back(node: ast.AST, analysis: Analysis) -> bool:
    """Whether a function that is only mentioned is called at once: ``map(send, orders)``.

    What is given to the project's own code is followed to the place where it is called.
    """
    parent = analysis.parent(node)
    while isinstance(parent, ast.keyword | ast.Starred | ast.Subscript | ast.IfExp):
        node, parent = parent, analysis.parent(parent)
    if not isinstance(parent, ast.Call):
        return not isinstance(parent, ast.stmt | ast.Attribute | None)
    if parent.func is node:
        return True
    return any(n.startswith(_CALLING) for n in analysis.full_names(parent.func))


def around(function: FunctionInfo) -> FunctionInfo:
    """The ``def`` in which a lambda or a generator expression stands."""
    while function.kind in {"lambda", "genexp"} and function.parent is not None:
        function = function.parent
    return function


def body_around(function: FunctionInfo, analysis: Analysis) -> FunctionInfo:
    """The ``def`` in which a lambda stands; or itself, where that only runs at the start."""
    found = around(function)
    at_start = found.kind == "module" or found in analysis.startup
    return function if function.kind == "lambda" and at_start else found


def background(ways: Ways, graph: CallGraph, analysis: Analysis) -> set[FunctionInfo]:
    """What surely runs beside all requests: targets of threads, tasks of queues, what these call.

    The greatest set of functions that no request waits for, are mentioned only where work is handed
    to others, and are called only from each other or from code that is put aside at the start.
    """
    world = analysis.world
    aside = analysis.startup | world.command_line
    found = {f for f in world.declared.functions.values() if f not in ways.callers}

    def is_inside(function: FunctionInfo) -> bool:
        return all(
            edge.caller in found or edge.caller in aside
            if edge.called
            else is_started(edge.node, analysis)
            for edge in graph.into.get(function, ())
        )

    while lost := {function for function in found if not is_inside(function)}:
        found -= lost
    return found


def starts_threads(full_name: str) -> bool:
    """Whether a library's function runs what it is given in a thread or process of its own."""
    return full_name.startswith(_STARTERS) or full_name.rpartition(".")[2] in _STARTING


def is_started(node: ast.AST, analysis: Analysis) -> bool:
    """``Thread(target=send)``, ``pool.submit(send)``, ``send.delay()``."""
    parent = analysis.parent(node)
    if isinstance(parent, ast.Attribute):
        return parent.attr in _STARTING
    while isinstance(parent, ast.keyword):
        parent = analysis.parent(parent)
    if not isinstance(parent, ast.Call) or parent.func is node:
        return False
    name = getattr(parent.func, "attr", "")
    known = any(n.startswith(_STARTERS) for n in analysis.full_names(parent.func))
    return known or name in _STARTING


def blocking_calls(analysis: Analysis) -> Iterable[tuple[ast.Call, str]]:
    """The calls that block in async code, or in plain functions that async code calls; and why."""
    world = analysis.world
    held = [node for node in world.declared.of_kind(ast.Call) if blocking_name(node, analysis)]
    if not held:
        return
    roots = [
        f for f in world.declared.functions.values() if isinstance(f.node, ast.AsyncFunctionDef)
    ]
    ways = reached_by_calls(roots, build_graph(world), analysis)
    for node in held:
        owner = around(analysis.owner(node))
        if owner in ways.callers:
            is_deep = ways.callers[owner] is not None
            yield node, f"{BLOCKS}, in {ways.said(owner)}" if is_deep else BLOCKS
