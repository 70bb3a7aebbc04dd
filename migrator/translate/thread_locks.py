"""A lock of threads that is held while the event loop is asked would stop the server for good."""

import ast
from collections.abc import Iterable

from migrator.translate.atoms import ExternalInstance
from migrator.translate.colour import Palette
from migrator.translate.declarations import FunctionInfo
from migrator.translate.names import THREAD_LOCKS
from migrator.translate.thread_facts import ThreadFacts, needs_loop

_ACQUIRED = frozenset(f"{name}.acquire" for name in THREAD_LOCKS)


def asks_under_lock(members: frozenset[FunctionInfo], facts: ThreadFacts, palette: Palette) -> bool:
    """Whether one of ``members`` may ask the loop while it, or who calls it, holds a lock."""
    asking = {f for f in members if facts.asks_loop(f, members, palette)}
    if not asking or not members & facts.lock_users:
        return False
    asking = _with_callers(asking, members, facts)
    for function in members & facts.lock_users:
        for node in _held(function, facts):
            called = {f.function for f in facts.analysis.functions(node)}
            if called & asking:
                return True
        held = set(_held(function, facts))
        needs = [n for f in members for n in facts.needs[f] if n.node in held]
        if any(needs_loop(need, members, palette) for need in needs):
            return True
    return False


def _with_callers(
    asking: set[FunctionInfo], members: frozenset[FunctionInfo], facts: ThreadFacts
) -> set[FunctionInfo]:
    found, waiting = set(asking), list(asking)
    while waiting:
        for edge in facts.graph.into.get(waiting.pop(), ()):
            if edge.caller in members and edge.caller not in found:
                found.add(edge.caller)
                waiting.append(edge.caller)
    return found


def _held(function: FunctionInfo, facts: ThreadFacts) -> Iterable[ast.AST]:
    """The code that runs under a lock: in its ``with``, or all of it when it calls acquire()."""
    analysis = facts.analysis
    nodes = list(ast.walk(function.node))
    if any(not analysis.full_names(n).isdisjoint(_ACQUIRED) for n in nodes):
        return nodes
    return [
        inside
        for node in nodes
        if isinstance(node, ast.With) and any(_is_lock(i.context_expr, facts) for i in node.items)
        for inside in ast.walk(node)
    ]


def _is_lock(node: ast.expr, facts: ThreadFacts) -> bool:
    return any(
        isinstance(a, ExternalInstance) and a.name in THREAD_LOCKS
        for a in facts.analysis.type_of(node)
    )
