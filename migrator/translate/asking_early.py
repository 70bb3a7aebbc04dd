"""A question whose answer decides what is put together is asked at once, with calls that block.

A ping in a ``try`` whose handler takes another database cannot wait until the server starts. Only
questions about the server itself are asked so: work on documents that moved to the start-up would
otherwise be overtaken.
"""

import ast

from migrator.translate.analysis import Analysis, Need
from migrator.translate.asked_names import asked_name
from migrator.translate.atoms import DriverMethod
from migrator.translate.edits import Edits
from migrator.translate.thread_edits import SYNC

_COMMANDS = frozenset({"ping", "hello", "ismaster", "buildinfo", "connectionstatus"})


def is_asked_early(need: Need, analysis: Analysis) -> bool:
    """Whether the need is a question about the server in code that runs while the app is made."""
    call = need.awaited
    if need.owner not in analysis.startup or need.owner.kind == "lambda":
        return False
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    methods = {a for a in analysis.type_of(call.func) if isinstance(a, DriverMethod)}
    return bool(methods) and all(_is_about_server(atom, call) for atom in methods)


def ask_early(need: Need, analysis: Analysis, edits: Edits) -> None:
    """Ask it with ``sync(client)``."""
    if isinstance(need.awaited, ast.Call) and isinstance(need.awaited.func, ast.Attribute):
        analysis.asks_early = True
        name = asked_name(SYNC, need.awaited, analysis)
        edits.unawaited.add(need.awaited)
        edits.wrap(need.awaited.func.value, f"{name}(", ")")


def _is_about_server(method: DriverMethod, call: ast.Call) -> bool:
    match method.kind, method.name, call.args:
        case "client", "server_info", []:
            return True
        case "database", "command", [ast.Constant(value=str(name)), *_]:
            return name.lower() in _COMMANDS
        case "database", "command", [ast.Dict(keys=[ast.Constant(value=str(name)), *_]), *_]:
            return name.lower() in _COMMANDS
    return False
