"""Which calls give something to await, and whether somebody awaits it."""

import ast

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import Atom, Driver, DriverMethod, Func
from migrator.translate.declarations import FunctionInfo
from migrator.translate.driver_api import API, ASKING
from migrator.translate.flask_names import is_awaited
from migrator.translate.names import AWAITED, DOCUMENT_AT, IN_THREAD, LOAD_CURRENT_USER, SENT

_ASYNCSTDLIB = ("any", "all", "list", "sorted", "min", "max", "sum", "dict", "set", "tuple")
_AWAITED = frozenset(
    {
        LOAD_CURRENT_USER, DOCUMENT_AT, SENT, IN_THREAD, "builtins.anext", "asyncio.sleep",
        "asyncio.to_thread", "asyncio.gather", "asyncio.wait_for", "anyio.to_thread.run_sync",
        "starlette.concurrency.run_in_threadpool", "fastapi.concurrency.run_in_threadpool",
    }
    | {f"asyncstdlib.{name}" for name in _ASYNCSTDLIB}
)  # fmt: skip
_SCHEDULING = frozenset(
    {
        "gather", "create_task", "ensure_future", "wait_for", "shield", "run", "wait",
        "as_completed", "run_until_complete", "start_soon", "run_coroutine_threadsafe",
    }
)  # fmt: skip
_CARRYING = (
    ast.Starred, ast.List, ast.Tuple, ast.ListComp, ast.GeneratorExp, ast.comprehension,
    ast.IfExp, ast.keyword, ast.Dict, ast.DictComp,
)  # fmt: skip


def wants_await(node: ast.Call, analysis: Analysis) -> bool:
    """Whether the call gives something to await."""
    names = analysis.full_names(node.func)
    if names & _AWAITED or any(map(is_awaited, names)):
        return True
    return any(_gives_awaitable(atom, analysis) for atom in analysis.type_of(node.func))


def asks_server(node: ast.Attribute, analysis: Analysis) -> bool:
    """Whether reading it gives a coroutine: a property of PyMongo Async that waits for a server."""
    if node.attr not in ASKING or analysis.driver != "pymongo-async":
        return False
    atoms = analysis.type_of(node.value)
    return any(isinstance(atom, Driver) and atom.kind == "client" for atom in atoms)


def _gives_awaitable(atom: Atom, analysis: Analysis) -> bool:
    match atom:
        case DriverMethod(kind=kind, name=name):
            known = API[kind].get(name)
            return known is not None and known.awaited(analysis.driver)
        case Func(function=function):
            return is_coroutine(function, analysis) or _hands_on(function, analysis)
        case _:
            return False


def _hands_on(function: FunctionInfo, analysis: Analysis) -> bool:
    """Whether a plain function returns something to await; its callers await it then."""
    if function not in analysis.giving:
        analysis.giving[function] = False
        analysis.giving[function] = isinstance(function.node, ast.FunctionDef) and any(
            isinstance(node, ast.Return)
            and isinstance(node.value, ast.Call)
            and analysis.world.declared.owners.get(node) is function
            and wants_await(node.value, analysis)
            for node in ast.walk(function.node)
        )
    return analysis.giving[function]


def is_coroutine(function: FunctionInfo, analysis: Analysis) -> bool:
    """Whether calling it gives a coroutine; an async generator is looped over instead."""
    if function in analysis.world.threaded:
        return True
    return isinstance(function.node, ast.AsyncFunctionDef) and not function.is_generator


def is_awaited_there(node: ast.AST, analysis: Analysis) -> bool:
    """Awaited on the spot, or handed on to one who awaits: a lambda, a task, a later line."""
    parent = analysis.parent(node)
    if isinstance(parent, ast.Await | ast.Lambda):
        return True
    if isinstance(parent, ast.Call) and AWAITED in analysis.full_names(parent.func):
        return True
    return _is_scheduled(node, analysis) or _is_handed_on(node, analysis)


def _is_scheduled(node: ast.AST, analysis: Analysis) -> bool:
    """Whether it goes, maybe in a list, to ``asyncio.gather``, ``create_task`` and the like."""
    child, parent = node, analysis.parent(node)
    while isinstance(parent, _CARRYING):
        child, parent = parent, analysis.parent(parent)
    if isinstance(parent, ast.Await):
        return True
    if not isinstance(parent, ast.Call) or parent.func is child:
        return False
    name = getattr(parent.func, "attr", getattr(parent.func, "id", ""))
    if name == "append" and isinstance(parent.func, ast.Attribute):
        return _is_awaited_later(parent.func.value, analysis)
    return name in _SCHEDULING


def _is_handed_on(node: ast.AST, analysis: Analysis) -> bool:
    """Bound to a name that is awaited later, or returned by a plain function that is awaited."""
    child, parent = node, analysis.parent(node)
    while isinstance(parent, _CARRYING):
        child, parent = parent, analysis.parent(parent)
    owner = analysis.owner(node)
    while owner.kind == "genexp" and owner.parent is not None:
        owner = owner.parent
    match parent:
        case ast.Assign(targets=[ast.Name() as target], value=value) if value is child:
            return _is_awaited_later(target, analysis)
        case ast.Return(value=value) if value is node and isinstance(owner.node, ast.FunctionDef):
            return _is_called(owner, analysis)
        case _:
            return False


def _is_awaited_later(target: ast.AST, analysis: Analysis) -> bool:
    owner = analysis.owner(target)
    return any(
        isinstance(analysis.parent(name), ast.Await | ast.AsyncFor | ast.For)
        or _is_scheduled(name, analysis)
        for name in ast.walk(owner.node)
        if isinstance(name, ast.Name)
        and isinstance(name.ctx, ast.Load)
        and isinstance(target, ast.Name)
        and name.id == target.id
        and name is not target
    )


def _is_called(function: FunctionInfo, analysis: Analysis) -> bool:
    return any(
        atom.function is function
        for node in analysis.world.declared.of_kind(ast.Call)
        for atom in analysis.functions(node.func)
    )
