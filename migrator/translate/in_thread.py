"""Functions of the project that block: they run whole in a worker thread, or step by step, or not.

A function that waits for nothing asynchronous is called as ``await in_thread(send, ...)`` wherever
a request calls it. One that must be async itself, or that Flask calls, has its blocking calls moved
one by one where what they give is followed. What is left would stop every other request.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.atoms import Func
from migrator.translate.blocking import OBJECTS, SLEEP, blocks, goes_alone
from migrator.translate.call_graph import CallGraph, build_graph
from migrator.translate.colour import Palette
from migrator.translate.declarations import DEFINITIONS, FunctionInfo
from migrator.translate.edits import Edits
from migrator.translate.startup import request_roots

BLOCKS = "it blocks every other request"
_TODO = "put it into a function of its own that awaits nothing: that runs in a worker thread"
_CALLING = ("builtins.", "functools.", "itertools.")


def thread_need(node: ast.Call, construct: str, analysis: Analysis) -> Need:
    """``f(x)`` as ``await in_thread(f, x)``."""

    def change(edits: Edits, _is_async: Colours) -> None:
        analysis.ask(node, "compat.threads:in_thread")
        opening = edits.end(node.func)
        edits.before(edits.start(node.func), "in_thread(")
        following = node.args or node.keywords
        gap = edits.text.index("(", opening) + 1
        edits.replace(opening, gap, ", " if following else "")

    return Need(node, analysis.owner(node), construct, always=True, awaited=node, change=change)


@dataclass(slots=True)
class Threads:
    """Which functions go to a thread, what that needs, and how a request gets to each function."""

    functions: dict[FunctionInfo, ast.Call] = field(default_factory=dict)
    needs: list[Need] = field(default_factory=list)
    left: list[tuple[ast.Call, FunctionInfo]] = field(default_factory=list)
    callers: dict[FunctionInfo, FunctionInfo | None] = field(default_factory=dict)

    def chain(self, function: FunctionInfo) -> list[FunctionInfo]:
        """From the function that Flask calls down to ``function``."""
        found: list[FunctionInfo] = []
        step: FunctionInfo | None = function
        while step is not None:
            found.append(step)
            step = self.callers.get(step)
        return found[::-1]


def blocking_name(node: ast.Call, analysis: Analysis) -> str:
    """The name in the table of what ``node`` calls; empty when it does not block."""
    return min((name for name in analysis.full_names(node.func) if blocks(name)), default="")


def plan_threads(
    needs: Iterable[Need], palette: Palette, analysis: Analysis, graph: CallGraph
) -> Threads:
    """Decide for each function that blocks as a whole; ``palette`` is without its needs."""
    plan = Threads()
    nodes = analysis.world.declared.owners
    calls = [n for n in nodes if isinstance(n, ast.Call) and _blocks_as_a_whole(n, analysis)]
    if not calls:
        return plan
    plan.callers = reached_by_calls(request_roots(analysis.world), graph, analysis)
    held: dict[FunctionInfo, list[ast.Call]] = defaultdict(list)
    for node in calls:
        owner = around(analysis.owner(node))
        if owner in plan.callers and owner not in analysis.startup:
            held[owner].append(node)
    for function, blocking in held.items():
        if can_run_in_thread(function, palette, analysis):
            plan.functions[function] = blocking[0]
        else:
            _step_by_step(blocking, function, palette, analysis, plan)
    for need in list(needs):
        _hand_over(need, analysis, plan)
    return plan


def _blocks_as_a_whole(node: ast.Call, analysis: Analysis) -> bool:
    names = [name for name in analysis.full_names(node.func) if blocks(name) and name != SLEEP]
    return bool(names) and not any(map(goes_alone, names))


def reached_by_calls(
    roots: Iterable[FunctionInfo], graph: CallGraph, analysis: Analysis
) -> dict[FunctionInfo, FunctionInfo | None]:
    """What runs before one of ``roots`` returns, each with who calls it (None for a root)."""
    found: dict[FunctionInfo, FunctionInfo | None] = dict.fromkeys(roots)
    indirect = _called_by_value(analysis)
    waiting = list(found)
    for function in waiting:
        edges = graph.out.get(function, ())
        called = [e.callee for e in edges if e.called or _is_called_back(e.node, analysis)]
        for callee in [*called, *indirect.get(function, ())]:
            if callee not in found:
                found[callee] = function
                waiting.append(callee)
    return found


def _called_by_value(analysis: Analysis) -> dict[FunctionInfo, list[FunctionInfo]]:
    """Calls without a name: ``ACTIONS[kind](order)``."""
    found: dict[FunctionInfo, list[FunctionInfo]] = defaultdict(list)
    for node, owner in analysis.world.declared.owners.items():
        if isinstance(node, ast.Call) and not isinstance(node.func, ast.Name | ast.Attribute):
            found[owner] += [atom.function for atom in analysis.functions(node.func)]
    return found


def _is_called_back(node: ast.AST, analysis: Analysis) -> bool:
    """Whether a function that is only mentioned is called at once: ``map(send, orders)``."""
    parent = analysis.parent(node)
    while isinstance(parent, ast.keyword | ast.Starred | ast.Subscript | ast.IfExp):
        node, parent = parent, analysis.parent(parent)
    if not isinstance(parent, ast.Call):
        return not isinstance(parent, ast.stmt | ast.Attribute | None)
    if parent.func is node:
        return True
    ours = any(isinstance(atom, Func) for atom in analysis.type_of(parent.func))
    return ours or any(n.startswith(_CALLING) for n in analysis.full_names(parent.func))


def around(function: FunctionInfo) -> FunctionInfo:
    """The ``def`` in which a lambda or a generator expression stands."""
    while function.kind in {"lambda", "genexp"} and function.parent is not None:
        function = function.parent
    return function


def can_run_in_thread(function: FunctionInfo, palette: Palette, analysis: Analysis) -> bool:
    """Whether it stays a plain function that only the project calls."""
    world = analysis.world
    registered = {item.function for item in world.registrations.values()}
    return (
        isinstance(function.node, DEFINITIONS)
        and not palette.is_async(function)
        and not function.is_generator
        and not function.binding.endswith(("property", "setter", "deleter"))
        and not (function.owner is not None and function.name.startswith("__"))
        and function not in registered
        and function not in world.context_managers
        and function not in world.command_line
    )


def _step_by_step(
    calls: list[ast.Call],
    function: FunctionInfo,
    palette: Palette,
    analysis: Analysis,
    plan: Threads,
) -> None:
    """Each call to a thread of its own; none when one of them cannot."""
    steps = [node for node in calls if _is_step(node, analysis)]
    if len(steps) < len(calls) or function in palette.locked:
        plan.left += [(node, function) for node in calls if node not in steps] or [
            (calls[0], function)
        ]
        return
    for node in calls:
        name = blocking_name(node, analysis)
        analysis.note(node, name, "it blocks, so it runs in a worker thread")
        plan.needs.append(thread_need(node, name, analysis))


def _is_step(node: ast.Call, analysis: Analysis) -> bool:
    """Whether what it gives is followed; leaving a ``with`` would block once more."""
    if isinstance(analysis.parent(node), ast.withitem):
        return False
    return any(
        n in OBJECTS or n.rpartition(".")[0] in OBJECTS for n in analysis.full_names(node.func)
    )


def _hand_over(need: Need, analysis: Analysis, plan: Threads) -> None:
    """A call of a function that goes to a thread, from one that does not."""
    node = need.node
    if not need.functions & plan.functions.keys() or not isinstance(node, ast.Call):
        return
    owner = around(need.owner)
    called = {f.function for f in analysis.functions(node.func)}
    if not called & plan.functions.keys() or owner in plan.functions or owner not in plan.callers:
        return
    if need.owner in analysis.startup:
        return
    others = need.functions - plan.functions.keys()
    if others:
        analysis.refuse(
            node, f"{ast.unparse(node.func)}()",
            "it may call a function that blocks, in a worker thread, or one that turned async",
            "call the two from different places", needs=others,
        )  # fmt: skip
    names = ", ".join(sorted(f.qualname for f in called))
    plan.needs.append(thread_need(node, f"call of {names}", analysis))


def check_threads(plan: Threads, palette: Palette, analysis: Analysis) -> None:
    """Refuse what would block the event loop; say what runs in a thread."""
    for function, node in plan.functions.items():
        name = blocking_name(node, analysis)
        if palette.is_async(function):
            plan.left.append((node, function))
        else:
            analysis.note(node, name, f"it blocks, so {function.name} runs in a worker thread")
    for node, function in plan.left:
        path = " > ".join(f.qualname for f in plan.chain(function))
        analysis.refuse(node, f"{ast.unparse(node.func)}()", f"{BLOCKS}, in {path}", _TODO)


def blocking_calls(analysis: Analysis) -> Iterable[tuple[ast.Call, str]]:
    """The calls that block in async code, or in plain functions that async code calls; and why."""
    world = analysis.world
    held = [
        node
        for node in world.declared.owners
        if isinstance(node, ast.Call) and blocking_name(node, analysis)
    ]
    if not held:
        return
    roots = [
        f for f in world.declared.functions.values() if isinstance(f.node, ast.AsyncFunctionDef)
    ]
    plan = Threads(callers=reached_by_calls(roots, build_graph(world), analysis))
    for node in held:
        owner = around(analysis.owner(node))
        if owner in plan.callers:
            path = plan.chain(owner)
            through = " > ".join(f.qualname for f in path)
            yield node, f"{BLOCKS}, in {through}" if len(path) > 1 else BLOCKS
