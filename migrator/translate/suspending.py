"""Code that may not be left in the middle: under a thread's lock, in a generator with a finally."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.atoms import External, ExternalInstance
from migrator.translate.colour import Palette
from migrator.translate.declarations import FunctionInfo
from migrator.translate.names import THREAD_LOCKS

_LEAVING = (ast.Break, ast.Return, ast.Raise)
_ACQUIRED = {f"{name}.acquire" for name in THREAD_LOCKS}


def check_locks(needs: Iterable[Need], palette: Palette, analysis: Analysis) -> None:
    """Refuse to await under a ``threading.Lock``: the next request would stop the whole server."""
    world = analysis.world
    acquiring = {
        world.declared.owners[node]
        for node, atoms in world.types.items()
        if node in world.declared.owners
        and any(isinstance(a, External) and a.name in _ACQUIRED for a in atoms)
    }
    for need in needs:
        if not palette.is_async(need.owner):
            continue
        if need.owner in acquiring or _is_under_lock(need.node, analysis):
            analysis.refuse(
                need.node, need.construct,
                "it would wait under a lock of threads, and the next request would stop the server",
                "let the database decide (find_one_and_update, a unique index)",
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
        if generators and _may_leave(need.node):
            names = ", ".join(sorted(g.qualname for g in generators))
            analysis.refuse(
                need.node, need.construct,
                f"it may leave {names} early, whose finally would then run later than today",
                "read all of it, or do the work of the finally outside of the generator",
            )  # fmt: skip


def check_read_on(node: ast.expr, around: ast.AST, analysis: Analysis) -> None:
    """Refuse to make a list of what is read on later: today it stops where it is left."""
    if not isinstance(node, ast.Name | ast.Attribute) or not analysis.is_lazy(node):
        return
    place = (node.lineno, node.col_offset)
    for other in ast.walk(analysis.owner(around).node):
        if not isinstance(other, type(node)) or (other.lineno, other.col_offset) <= place:
            continue
        if isinstance(other.ctx, ast.Load) and ast.unparse(other) == ast.unparse(node):
            iteration = analysis.iteration(node)
            analysis.refuse(
                around, ast.unparse(node),
                "it is read on later, and here it would be read to its end",
                "make a list of it first",
                needs=() if iteration.cursors else iteration.generators,
            )  # fmt: skip
            return


def check_lambdas(needs: Iterable[Need], palette: Palette, analysis: Analysis) -> None:
    """Refuse a place that calls an async function or a lambda that has nothing to await."""
    needs = list(needs)
    awaiting = {need.owner for need in needs}
    for need in needs:
        called = {f for f in need.functions if f.kind == "lambda" and f not in awaiting}
        if len(need.functions) > 1 and any(map(palette.is_async, called)):
            analysis.refuse(
                need.node, need.construct, "it may call a lambda, which cannot turn async",
                "write it as a function with def",
            )  # fmt: skip


def check_generator(function: FunctionInfo, analysis: Analysis) -> None:
    """An async generator cannot return a value."""
    for node in ast.walk(function.node):
        own = analysis.world.declared.owners.get(node) is function
        if own and isinstance(node, ast.Return) and node.value is not None:
            analysis.refuse(
                node, "return", "an async generator cannot return a value",
                "leave the value out, or return a list",
            )  # fmt: skip


def _with_cleanup(needs: list[Need], palette: Palette, analysis: Analysis) -> set[FunctionInfo]:
    found = {
        analysis.owner(node)
        for node in analysis.world.declared.owners
        if isinstance(node, ast.Yield | ast.YieldFrom) and _is_guarded(node, analysis)
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
    parent = analysis.parent(node)
    while parent is not None and parent is not owner.node:
        if isinstance(parent, ast.With) or (isinstance(parent, ast.Try) and parent.finalbody):
            return True
        parent = analysis.parent(parent)
    return False


def _may_leave(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in {"next", "any", "all", "zip"}
    return isinstance(node, ast.For) and any(
        isinstance(part, _LEAVING) for statement in node.body for part in ast.walk(statement)
    )
