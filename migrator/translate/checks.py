"""What cannot stand once the colours are known: each is refused with its place and reason."""

import ast
from collections.abc import Iterable

from migrator.model.translation import Reason
from migrator.translate.analysis import Analysis, Need, Refusal
from migrator.translate.asking_early import is_asked_early
from migrator.translate.atoms import (
    ClassRef,
    Driver,
    DriverMethod,
    ExternalInstance,
    Func,
    Instance,
)
from migrator.translate.blocking_ways import starts_threads
from migrator.translate.colour import Palette
from migrator.translate.declarations import FunctionInfo
from migrator.translate.driver_api import API
from migrator.translate.laziness import check_half_way
from migrator.translate.library_methods import calling_base
from migrator.translate.lifting import can_be_lifted, can_be_split, guarded
from migrator.translate.startup import is_statement
from migrator.translate.store import Slot
from migrator.translate.strangers import package_of
from migrator.translate.suspending import (
    check_early_ends,
    check_generator,
    check_lambdas,
    check_locks,
    note_races,
)
from migrator.translate.thread_entries import SYNC_STAGES, is_about_calls
from migrator.translate.world import Escape, World

_OPEN_TO_DRIVERS = ("builtins.", "logging.", "bson.", "flask.jsonify", "flask.render_template")
_AWAITS = ("flask.Response", "flask.stream_with_context", "flask.render_template")


def check_facts(analysis: Analysis) -> None:
    """Refuse a driver object that the project does not make itself: it would stay a sync one."""
    world = analysis.world
    for slot, atoms in world.store.fixed.items():
        made = world.store.values.get(slot, frozenset())
        if not any(isinstance(a, Driver) for a in atoms) or _hangs_on_known(slot, world):
            continue
        if not any(isinstance(a, Driver) for a in made):
            body = world.declared.bodies[str(slot[1])]
            _refuse(
                analysis, body, body.node, f"{slot[1]}.{slot[2]}",
                "it is a PyMongo object at run time, but where it is made could not be followed",
                "make it with MongoClient in a module of the project",
            )  # fmt: skip


def _hangs_on_known(slot: Slot, world: World) -> bool:
    """Whether a fact like ``mongo.db`` is about an object whose attributes are followed."""
    head, dot, _ = str(slot[2]).partition(".")
    holders = world.store.values.get(("global", slot[1], head), frozenset())
    known = (Instance, ClassRef, ExternalInstance)
    return bool(dot) and any(isinstance(a, known) for a in holders)


def check_places(needs: Iterable[Need], analysis: Analysis) -> None:
    """Refuse a need inside an f-string whose place Python 3.11 does not know."""
    for need in needs:
        node, within = need.node, False
        while (parent := analysis.parent(node)) is not None and not within:
            node, within = parent, isinstance(parent, ast.JoinedStr)
        if within and not _stands_there(need):
            analysis.refuse(
                need.node,
                "f-string",
                "its parts cannot be found in the text with this Python",
                "give the value a name in front of the f-string",
                needs=() if need.always else need.functions,
            )


def _stands_there(need: Need) -> bool:
    place = need.awaited or need.node
    source = ast.get_source_segment(need.owner.module.text, place)
    try:
        return source is not None and ast.unparse(ast.parse(source.strip())) == ast.unparse(place)
    except SyntaxError:
        return False


def check_colours(needs: Iterable[Need], palette: Palette, analysis: Analysis) -> None:
    """Refuse what turned async where it cannot be."""
    threaded = analysis.threaded
    needs = [n for n in needs if n.owner not in threaded.bodies and n.holds(palette.is_async)]
    for need in needs:
        _check_need(need, palette, analysis)
    check_locks(needs, palette, analysis)
    check_lambdas(needs, palette, analysis)
    check_early_ends(needs, palette, analysis)
    check_half_way(needs, analysis)
    note_races(needs, palette, analysis)
    for function in palette.because.keys() - threaded.entries:
        _check_function(function, analysis)
    for escape in analysis.world.escapes.values():
        _check_escape(escape, palette, analysis)
    for item in analysis.world.registrations.values():
        if item.stage in SYNC_STAGES and palette.is_async(item.function):
            _refuse(analysis, item.where, item.node, item.stage, "it is called synchronously")


def waits_for_startup(need: Need, analysis: Analysis) -> bool:
    """Whether a need of code that stays sync can be met when the server starts."""
    if need.owner not in analysis.startup or need.owner.kind == "lambda":
        return False
    world = analysis.world
    block = guarded(need, world)
    if block is not None:
        return can_be_lifted(block, world) or can_be_split(need, block, world)
    return need.awaited is not None and is_statement(need.awaited, world)


def _check_need(need: Need, palette: Palette, analysis: Analysis) -> None:
    owner = need.owner
    if palette.is_async(owner) or waits_for_startup(need, analysis):
        return
    if is_asked_early(need, analysis):
        return
    if owner.kind == "lambda":
        _refuse(
            analysis, owner, need.node, need.construct,
            "a lambda cannot await", "write it as a function with def", fits_thread=True,
        )  # fmt: skip
        return
    why = palette.locked.get(owner, "it stays synchronous")
    todo = "do this in a function that a view calls"
    if owner in analysis.startup and guarded(need, analysis.world) is not None:
        todo = "take it out of the try, or leave it out: the client connects with the first query"
    said = f"{why}, so nothing can be awaited"
    in_request = owner not in analysis.startup
    _refuse(analysis, owner, need.node, need.construct, said, todo, fits_thread=in_request)


def _check_function(function: FunctionInfo, analysis: Analysis) -> None:
    world = analysis.world
    if function.is_generator:
        check_generator(function, analysis)
    if function in world.cached:
        _refuse(
            analysis, function, world.cached[function], "functools cache",
            "it would keep the coroutine, which can be awaited only once",
            "keep the result in a dictionary", fits_thread=True,
        )  # fmt: skip
    if (kept := world.registrations.get((function, "cached"))) is not None:
        _refuse(
            analysis, function, kept.node, "functools cache",
            "it would keep the coroutine, which can be awaited only once",
            "keep the result in a dictionary", fits_thread=True,
        )  # fmt: skip
    for name, node in world.unknown_decorators.get(function, {}).items():
        if package_of(name) in analysis.left.quiet:
            continue  # refused for what it is
        _refuse(
            analysis, function, node, f"@{name}",
            "it is not known whether this decorator accepts an async function",
            fits_thread=is_about_calls(name),
        )  # fmt: skip
    if base := calling_base(function, analysis):
        _refuse(
            analysis, function, function.node, function.qualname,
            f"{base} may call it, and would not await it", fits_thread=True,
        )  # fmt: skip
    if function in world.context_managers:
        _refuse(
            analysis, function, function.node, "contextmanager",
            "async context managers are not translated yet", fits_thread=True,
        )  # fmt: skip


def _check_escape(escape: Escape, palette: Palette, analysis: Analysis) -> None:
    match escape.atom:
        case Func(function=function) if palette.is_async(function):
            left_out = function in analysis.world.command_line
            if not left_out and not escape.to.startswith(_AWAITS):
                _refuse(
                    analysis, escape.where, escape.node, escape.to,
                    f"{function.qualname} turned async and is handed to code that will not await",
                    fits_thread=True, joined=function,
                    instead=function if starts_threads(escape.to) else None,
                )  # fmt: skip
        case DriverMethod(kind=kind, name=name) if name in API.get(kind, {}):
            if API[kind][name].awaited(analysis.driver) and not escape.to.startswith(_AWAITS):
                _refuse(
                    analysis, escape.where, escape.node, escape.to,
                    f"it is given {kind}.{name}, which it would call and not await",
                    fits_thread=True,
                )  # fmt: skip
        case Driver(kind=kind) if kind in {"client", "database", "collection"}:
            if not escape.to.startswith(_OPEN_TO_DRIVERS):
                _refuse(
                    analysis, escape.where, escape.node, escape.to,
                    f"it is given a PyMongo {kind}, which is asynchronous now",
                )  # fmt: skip
        case _:
            return


def _refuse(  # noqa: PLR0913, PLR0917 (the five parts of a reason)
    analysis: Analysis,
    function: FunctionInfo,
    node: ast.AST,
    construct: str,
    why: str,
    todo: str = "",
    *,
    fits_thread: bool = False,
    joined: FunctionInfo | None = None,
    instead: FunctionInfo | None = None,
) -> None:
    line = getattr(node, "lineno", function.line)
    reason = Reason(function.module.file, line, construct, why, todo)
    needs = frozenset([joined] if joined else [])
    analysis.refusals.append(
        Refusal(function, reason, needs, fits_thread=fits_thread, instead=instead)
    )
