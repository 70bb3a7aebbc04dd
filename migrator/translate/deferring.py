"""Queries of the startup are handed to ``at_startup``: alone, or with the ``try`` around them."""

import ast

from migrator.translate.analysis import Analysis, Need
from migrator.translate.declarations import FunctionInfo
from migrator.translate.edits import Edits
from migrator.translate.lifting import can_be_lifted, free_name, guarded, lift, split

_LOOPS = (ast.For, ast.While, ast.AsyncFor)


def defer(need: Need, analysis: Analysis, edits: Edits, lifted: dict[ast.AST, str]) -> None:
    """Put off a need until the server starts; ``lifted`` are the blocks that went already."""
    block = guarded(need, analysis.world)
    tree = need.owner.module.tree
    if block is not None and tree is not None:
        whole = can_be_lifted(block, analysis.world)
        place = block if whole else need.node
        if place not in lifted:
            analysis.ask(block, "compat.startup:at_startup")
            lifted[place] = free_name(tree, set(lifted.values()))
            if whole:
                lift(block, lifted[place], edits)
            elif isinstance(block, ast.Try):
                edits.unawaited.add(need.node)
                split(need, block, lifted[place], edits)
        return
    edits.unawaited.add(need.node)
    if isinstance(need.awaited, ast.Call):
        _hand_over(need.awaited, need.owner, analysis, edits)


def _hand_over(call: ast.Call, owner: FunctionInfo, analysis: Analysis, edits: Edits) -> None:
    analysis.ask(call, "compat.startup:at_startup")
    if isinstance(call.func, ast.Name) and not (call.args or call.keywords):
        edits.before(edits.start(call), "at_startup(")
        edits.replace(edits.end(call.func), edits.end(call) - 1, "")
        return
    if not _is_rebound(call, owner, analysis):
        edits.wrap(call, "at_startup(lambda: ", ")")
        return
    analysis.ask(call, "from functools import partial")
    edits.before(edits.start(call), "at_startup(partial(")
    opening = edits.text.index("(", edits.closing(call.func))
    gap = ", " if call.args or call.keywords else ""
    edits.replace(edits.closing(call.func), opening + 1, gap)
    edits.after(edits.end(call), ")")


def _is_rebound(call: ast.Call, owner: FunctionInfo, analysis: Analysis) -> bool:
    """Whether a name in the call may mean something else by the time the server starts."""
    parent = analysis.parent(call)
    while parent is not None and parent is not owner.node:
        if isinstance(parent, _LOOPS):
            return True
        parent = analysis.parent(parent)
    names = {n.id for n in ast.walk(call) if isinstance(n, ast.Name)} & owner.locals
    bound = [
        n.id
        for n in ast.walk(owner.node)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and n.id in names
    ]
    return owner.kind != "module" and any(
        bound.count(name) > 1 and name not in owner.globals for name in names
    )
