"""Code that may not be left in the middle: under a thread's lock, in a generator with a finally."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.atoms import ExternalInstance
from migrator.translate.colour import Palette
from migrator.translate.declarations import FunctionInfo
from migrator.translate.names import THREAD_LOCKS

_STOPPING = frozenset({"next", "any", "all", "zip", "enumerate", "map", "filter"})
_OPERATOR = "+= ..."
_CLOSING = frozenset({"GeneratorExit", "BaseException"})
_ACQUIRED = {f"{name}.acquire" for name in THREAD_LOCKS}


def check_locks(needs: Iterable[Need], palette: Palette, analysis: Analysis) -> None:
    """Refuse to await under a ``threading.Lock``: the next request would stop the whole server."""
    world = analysis.world
    acquiring = {
        world.declared.owners[node]
        for node, names in analysis.named.items()
        if node in world.declared.owners and not names.isdisjoint(_ACQUIRED)
    }
    for need in needs:
        if not palette.is_async(need.owner):
            continue
        if need.owner in acquiring or _is_under_lock(need.node, analysis):
            analysis.refuse(
                need.node, need.construct,
                "it would wait under a lock of threads, and the next request would stop the server",
                "let the database decide (find_one_and_update, a unique index)", fits_thread=True,
            )  # fmt: skip


def _is_under_lock(node: ast.AST, analysis: Analysis) -> bool:
    owner = analysis.owner(node)
    parent = analysis.parent(node)
    while parent is not None and parent is not owner.node:
        if isinstance(parent, ast.With):
            for item in parent.items:
                for atom in analysis.type_of(item.context_expr):
                    if isinstance(atom, ExternalInstance) and atom.name in THREAD_LOCKS:
                        return True
        parent = analysis.parent(parent)
    return False


def check_early_ends(needs: Iterable[Need], palette: Palette, analysis: Analysis) -> None:
    """Refuse to leave an async generator early when it has a ``finally``: that would run later."""
    needs = list(needs)
    cleaning = _with_cleanup(needs, palette, analysis)
    for need in needs:
        generators = need.functions & cleaning
        if generators and _may_leave(need.node, analysis):
            names = ", ".join(sorted(g.qualname for g in generators))
            analysis.refuse(
                need.node, need.construct,
                f"it may leave {names} early (an exception is enough), "
                "whose finally would then run later than today",
                "make a list of it first, or do the work of the finally outside of the generator",
                fits_thread=True,
            )  # fmt: skip


def note_races(needs: Iterable[Need], palette: Palette, analysis: Analysis) -> None:
    """Tell where shared state is read, a query awaited, and the state written (SEMANTICS U7)."""
    for need in needs:
        statement = _statement(need.node, analysis)
        if not palette.is_async(need.owner) or not isinstance(statement, ast.AugAssign):
            continue
        if _is_shared(statement.target, need.owner):
            analysis.note(
                statement, f"{ast.unparse(statement.target)} {_OPERATOR}",
                "it is read before the query and written after it: a request may come between",
                "ask first, add then",
            )  # fmt: skip


def _statement(node: ast.AST, analysis: Analysis) -> ast.AST | None:
    found: ast.AST | None = node
    while found is not None and not isinstance(found, ast.stmt):
        found = analysis.parent(found)
    return found


def _is_shared(target: ast.expr, owner: FunctionInfo) -> bool:
    """Whether an assignment changes something that other requests see: a global, its parts."""
    start = target
    while isinstance(start, ast.Attribute | ast.Subscript):
        start = start.value
    if not isinstance(start, ast.Name):
        return False
    return start.id in owner.globals or (start is not target and start.id not in owner.locals)


def check_lambdas(needs: Iterable[Need], palette: Palette, analysis: Analysis) -> None:
    """Refuse a place that calls an async function or a lambda that has nothing to await."""
    needs = list(needs)
    awaiting = {need.owner for need in needs}
    for need in needs:
        called = {f for f in need.functions if f.kind == "lambda" and f not in awaiting}
        if len(need.functions) > 1 and any(map(palette.is_async, called)):
            analysis.refuse(
                need.node, need.construct, "it may call a lambda, which cannot turn async",
                "write it as a function with def", fits_thread=True,
            )  # fmt: skip


def check_generator(function: FunctionInfo, analysis: Analysis) -> None:
    """An async generator cannot return a value."""
    for node in ast.walk(function.node):
        own = analysis.world.declared.owners.get(node) is function
        if own and isinstance(node, ast.Return) and node.value is not None:
            analysis.refuse(
                node, "return", "an async generator cannot return a value",
                "leave the value out, or return a list", fits_thread=True,
            )  # fmt: skip


def _with_cleanup(needs: list[Need], palette: Palette, analysis: Analysis) -> set[FunctionInfo]:
    found = {
        analysis.owner(node)
        for node in analysis.world.declared.of_kind(ast.Yield, ast.YieldFrom)
        if _is_guarded(node, analysis)
    }
    found = {function for function in found if palette.is_async(function)}
    while grown := {
        need.owner
        for need in needs
        if need.owner.is_generator and need.functions & found and need.owner not in found
    }:
        found |= grown
    return found


def _is_guarded(node: ast.AST, analysis: Analysis) -> bool:
    """Whether something is to be done when the generator is closed at this ``yield``."""
    owner = analysis.owner(node)
    child, parent = node, analysis.parent(node)
    while parent is not None and child is not owner.node:
        if isinstance(parent, ast.With):
            return True
        if isinstance(parent, ast.Try) and child not in parent.finalbody:
            caught = child in parent.body and any(map(_catches_closing, parent.handlers))
            if parent.finalbody or caught:
                return True
        child, parent = parent, analysis.parent(parent)
    return False


def _catches_closing(handler: ast.ExceptHandler) -> bool:
    names = (
        {n.id for n in ast.walk(handler.type) if isinstance(n, ast.Name)} if handler.type else ()
    )
    return handler.type is None or not _CLOSING.isdisjoint(names)


def _may_leave(node: ast.AST, analysis: Analysis) -> bool:
    """Whether a loop may end before its generator does: by a break, a return, any exception."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in _STOPPING
        case ast.For(body=body):
            return not all(map(_cannot_fail, body))
        case ast.comprehension(ifs=ifs):
            around = analysis.parent(node)
            parts = [getattr(around, name, None) for name in ("elt", "key", "value")]
            return any(p is not None and not _is_simple(p) for p in [*parts, *ifs])
        case _:
            return False


def _cannot_fail(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass():
            return True
        case ast.Assign(targets=[ast.Name()], value=value):
            return _is_simple(value)
        case ast.Expr(value=ast.Yield(value=value)):
            return value is None or _is_simple(value)
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=ast.Name(), attr="append"), args=[given])
        ):
            return _is_simple(given)
        case _:
            return False


def _is_simple(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Constant) or (
        isinstance(node, ast.Tuple | ast.List) and all(map(_is_simple, node.elts))
    )
