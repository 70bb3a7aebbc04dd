"""Bodies in a worker thread that others call: Flask, a class view, a decorator of the project.

``@threaded`` makes them async to whoever calls them. It stands in front of everything that cannot
handle an async function (a cache, a decorator of a library that nobody knows), and behind what can.
"""

import ast
import sys

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import Identity
from migrator.translate.declarations import DEFINITIONS, FunctionInfo
from migrator.translate.extension_names import PLAIN_FORM_CHECK, SYNC_LOADERS
from migrator.translate.world import World

SYNC_STAGES = SYNC_LOADERS | {
    "url_defaults", "url_value_preprocessor", "record", "record_once", "representation", "signal",
    PLAIN_FORM_CHECK,
}  # fmt: skip
"""Functions for these are called synchronously, also where compat calls them."""
_RETRYING = frozenset({"tenacity", "backoff", "retry", "retrying"})
_NOT_CALLED = frozenset({"cached", "command"})
_BINDING = frozenset({"", "staticmethod", "classmethod"})


def wrappers(world: World) -> set[FunctionInfo]:
    """The functions that decorators of the project put around others."""
    return {wrapper for around in world.decorated_by.values() for wrapper in around}


def is_called_by_flask(
    function: FunctionInfo, around: set[FunctionInfo], analysis: Analysis
) -> bool:
    """Whether others than the project's own call sites call it."""
    world = analysis.world
    stages = {s for s, found in world.by_stage.items() if s not in _NOT_CALLED}
    if any((function, stage) in world.registrations for stage in stages):
        return True
    return function in around or bool(world.decorated_by.get(function))


def is_about_calls(full_name: str) -> bool:
    """Whether a decorator of that name surely needs nothing of Flask: it only calls again."""
    package = full_name.partition(".")[0]
    return package in _RETRYING or package in sys.stdlib_module_names


def is_command(function: FunctionInfo, analysis: Analysis) -> bool:
    """Whether it belongs to a command of the command line, which is left out."""
    world = analysis.world
    outermost = function.outermost
    return outermost in world.command_line or (outermost, "command") in world.registrations


def can_be_entry(function: FunctionInfo, analysis: Analysis) -> bool:
    """Whether ``@threaded`` can stand in front of it, and its callers await."""
    world = analysis.world
    if function.kind != "function" or not isinstance(function.node, ast.FunctionDef):
        return False
    if function.is_generator or function.binding not in _BINDING:
        return False
    if any((function, stage) in world.registrations for stage in SYNC_STAGES):
        return False
    kept = set(_sync_only(function, analysis))
    strange = set(world.unknown_decorators.get(function, {}).values())
    return not (strange | _caching(function, analysis)) - kept


def place_of_threaded(function: FunctionInfo, analysis: Analysis) -> ast.expr | None:
    """The decorator in front of which ``@threaded`` stands; None: in front of the ``def``."""
    kept = _sync_only(function, analysis)
    return kept[0] if kept else None


def _sync_only(function: FunctionInfo, analysis: Analysis) -> list[ast.expr]:
    """The decorators next to the ``def`` that want a synchronous function."""
    if not isinstance(function.node, DEFINITIONS):
        return []
    strange = set(analysis.world.unknown_decorators.get(function, {}).values())
    strange |= _caching(function, analysis)
    found: list[ast.expr] = []
    for decorator in reversed(function.node.decorator_list):
        if decorator not in strange:
            break
        found.insert(0, decorator)
    return found


def _caching(function: FunctionInfo, analysis: Analysis) -> set[ast.expr]:
    if not isinstance(function.node, DEFINITIONS):
        return set()
    world = analysis.world
    return {
        decorator
        for decorator in function.node.decorator_list
        if world.cached.get(function) is decorator
        or Identity("cached") in analysis.type_of(decorator)
    }


__all__ = [
    "SYNC_STAGES",
    "can_be_entry",
    "is_called_by_flask",
    "place_of_threaded",
    "wrappers",
]
