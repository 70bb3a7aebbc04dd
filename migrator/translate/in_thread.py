"""Functions of the project that block: they run whole in a worker thread, or step by step, or not.

A function that waits for nothing asynchronous is called as ``await in_thread(send, ...)`` wherever
a request calls it. One that must be async itself, or that Flask calls, has its blocking calls moved
one by one where what they give is followed. What is left would stop every other request.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.asked_names import asked_name
from migrator.translate.atoms import ExternalInstance
from migrator.translate.blocking import OBJECTS, SLEEP, URLOPEN, blocks, goes_alone
from migrator.translate.blocking_ways import (
    BLOCKS,
    Ways,
    around,
    background,
    blocking_name,
    reached_by_calls,
    wants_one_thread,
)
from migrator.translate.call_graph import CallGraph
from migrator.translate.colour import Palette, colour
from migrator.translate.declarations import DEFINITIONS, FunctionInfo
from migrator.translate.edits import Edits
from migrator.translate.startup import request_roots

_EXPECTED = ("werkzeug.security.", "flask_bcrypt.", SLEEP)
_TODO = "put it into a function of its own that awaits nothing: that runs in a worker thread"


def thread_need(node: ast.Call, construct: str, analysis: Analysis) -> Need:
    """``f(x)`` as ``await in_thread(f, x)``."""

    def change(edits: Edits, _is_async: Colours) -> None:
        _hand_to(asked_name("compat.threads:in_thread", node, analysis), node, edits)

    return Need(node, analysis.owner(node), construct, always=True, awaited=node, change=change)


def with_need(around_it: ast.With, node: ast.Call, construct: str, analysis: Analysis) -> Need:
    """``with f(x) as y:`` as ``async with opened_in_thread(f, x) as y:``."""

    def change(edits: Edits, _is_async: Colours) -> None:
        edits.before(edits.start(around_it), "async ")
        _hand_to(asked_name("compat.threads:opened_in_thread", node, analysis), node, edits)

    return Need(node, analysis.owner(node), construct, always=True, change=change)


def _hand_to(name: str, node: ast.Call, edits: Edits) -> None:
    opening = edits.closing(node.func)
    edits.before(edits.start(node), f"{name}(")
    gap = edits.text.index("(", opening) + 1
    edits.replace(opening, gap, ", " if node.args or node.keywords else "")


def is_streamed(node: ast.Call) -> bool:
    """Whether ``requests.get(url, stream=True)`` gives an answer that is still being read."""
    return any(
        k.arg == "stream" and not (isinstance(k.value, ast.Constant) and not k.value.value)
        for k in node.keywords
    )


@dataclass(slots=True)
class Threads:
    """Which functions go to a thread, what that needs, and how a request gets to each function.

    ``functions`` have their first blocking call; ``met`` are needs that a thread meets already.
    """

    functions: dict[FunctionInfo, ast.Call] = field(default_factory=dict)
    needs: list[Need] = field(default_factory=list)
    met: set[Need] = field(default_factory=set)
    left: list[tuple[ast.Call, FunctionInfo]] = field(default_factory=list)
    ways: Ways = field(default_factory=Ways)


def plan_threads(needs: Sequence[Need], analysis: Analysis, graph: CallGraph) -> Threads:
    """Decide for each function that blocks as a whole where it runs.

    What no request waits for (a thread's target, a task of a queue) stays as it is.
    """
    plan = Threads()
    nodes = analysis.world.declared.of_kind(ast.Call)
    calls = [node for node in nodes if _blocks_as_a_whole(node, analysis)]
    blocking_needs = [need for need in needs if _is_for_the_loop(need, analysis)]
    if not calls and not blocking_needs:
        return plan
    plan.ways = reached_by_calls(request_roots(analysis.world), graph, analysis)
    beside = background(plan.ways, graph, analysis)
    plan.met = {need for need in blocking_needs if around(need.owner) in beside}
    held: dict[FunctionInfo, list[ast.Call]] = defaultdict(list)
    for node in calls:
        owner = around(analysis.owner(node))
        if owner in analysis.threaded.bodies:
            continue
        if owner in plan.ways.callers and owner not in analysis.startup:
            held[owner].append(node)
    if not held:
        return plan
    own = plan.met | {need for need in blocking_needs if around(need.owner) in held}
    palette = colour([need for need in needs if need not in own], analysis, graph)
    for function, blocking in held.items():
        if can_run_in_thread(function, palette, analysis):
            plan.functions[function] = blocking[0]
        else:
            _step_by_step(blocking, function, palette, analysis, plan)
    plan.met |= {need for need in own if around(need.owner) in plan.functions}
    for need in needs:
        _hand_over(need, analysis, plan)
        if need.functions & plan.functions.keys() and need not in plan.met:
            plan.met.add(need)
            plan.needs.append(
                replace(need, functions=frozenset(need.functions - plan.functions.keys()))
            )
    return plan


def _is_for_the_loop(need: Need, analysis: Analysis) -> bool:
    """Whether a need is only there to leave the event loop alone."""
    return (
        need.always and isinstance(need.node, ast.Call) and bool(blocking_name(need.node, analysis))
    )


def _blocks_as_a_whole(node: ast.Call, analysis: Analysis) -> bool:
    names = [name for name in analysis.full_names(node.func) if blocks(name) and name != SLEEP]
    return bool(names) and (is_streamed(node) or not any(map(goes_alone, names)))


def can_run_in_thread(function: FunctionInfo, palette: Palette, analysis: Analysis) -> bool:
    """Whether it stays a plain function that only the project calls, and by itself."""
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
        and not world.decorated_by.get(function)
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
        around_it = _only_with(node, analysis)
        needed = with_need(around_it, node, name, analysis) if around_it else None
        plan.needs.append(needed or thread_need(node, name, analysis))


def _is_step(node: ast.Call, analysis: Analysis) -> bool:
    """Whether what it gives is followed, and a ``with`` around it is left in a thread too."""
    names = analysis.full_names(node.func)
    if wants_one_thread(node, analysis):
        return False
    if URLOPEN in names:
        return not _is_given_away(analysis.owner(node), analysis)
    if isinstance(analysis.parent(node), ast.withitem):
        return bool(names & OBJECTS) and _only_with(node, analysis) is not None
    return any(n in OBJECTS or n.rpartition(".")[0] in OBJECTS for n in names)


def _only_with(node: ast.Call, analysis: Analysis) -> ast.With | None:
    """The ``with`` that enters what ``node`` gives, and nothing else."""
    item = analysis.parent(node)
    statement = analysis.parent(item) if isinstance(item, ast.withitem) else None
    if isinstance(statement, ast.With) and len(statement.items) == 1:
        return statement
    return None


def _is_given_away(owner: FunctionInfo, analysis: Analysis) -> bool:
    """Whether ``json.load(answer)`` or a loop would read it, where no call is seen."""
    world = analysis.world
    return any(
        ExternalInstance(URLOPEN) in analysis.type_of(node)
        for node, inside in world.declared.owners.items()
        if around(inside) is around(owner)
        and isinstance(node, ast.expr)
        and not isinstance(
            world.declared.parents.get(node), ast.Attribute | ast.withitem | ast.Assign
        )
        and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    )


def _hand_over(need: Need, analysis: Analysis, plan: Threads) -> None:
    """A call of a function that goes to a thread, from one that does not."""
    node = need.node
    if not need.functions & plan.functions.keys() or not isinstance(node, ast.Call):
        return
    if need.owner in analysis.threaded.bodies:
        return
    owner = around(need.owner)
    called = {f.function for f in analysis.functions(node.func)}
    if (
        not called & plan.functions.keys()
        or owner in plan.functions
        or owner not in plan.ways.callers
    ):
        return
    if need.owner in analysis.startup:
        return
    others = need.functions - plan.functions.keys()
    if others:
        analysis.refuse(
            node, f"{ast.unparse(node.func)}()",
            "it may call a function that blocks, in a worker thread, or one that turned async",
            "call the two from different places", needs=others, fits_thread=True,
        )  # fmt: skip
    names = ", ".join(sorted(f.qualname for f in called))
    plan.needs.append(thread_need(node, f"call of {names}", analysis))


def check_threads(
    plan: Threads, needs: Iterable[Need], palette: Palette, analysis: Analysis
) -> None:
    """Refuse what would block the event loop; say what runs in a thread."""
    for need in needs:
        if isinstance(need.node, ast.Call) and _is_for_the_loop(need, analysis):
            name = blocking_name(need.node, analysis)
            if not name.startswith(_EXPECTED):
                analysis.note(need.node, name, "it blocks, so it runs in a worker thread")
    for function, node in plan.functions.items():
        name = blocking_name(node, analysis)
        if palette.is_async(function):
            plan.left.append((node, function))
        else:
            analysis.note(node, name, f"it blocks, so {function.name} runs in a worker thread")
    for node, function in plan.left:
        shown, path = f"{ast.unparse(node.func)}()", plan.ways.said(function)
        fits = not wants_one_thread(node, analysis)
        analysis.refuse(node, shown, f"{BLOCKS}, in {path}", _TODO, fits_thread=fits)
