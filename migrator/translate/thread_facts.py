"""What the rules about worker threads ask of a project, looked up once."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from migrator.translate.analysis import Analysis, Need
from migrator.translate.atoms import (
    Atoms,
    Box,
    Driver,
    DriverMethod,
    ExternalInstance,
    Generator,
)
from migrator.translate.blocking_ways import around
from migrator.translate.call_graph import CallGraph
from migrator.translate.colour import Palette, overrides
from migrator.translate.declarations import FunctionInfo
from migrator.translate.names import THREAD_LOCKS
from migrator.translate.thread_entries import wrappers

_LAZY = frozenset(
    {
        "cursor", "command_cursor", "change_stream", "session", "transaction",
        "grid_file", "grid_cursor",
    }
)  # fmt: skip
_OF_ONE_THREAD = frozenset(
    {
        "threading.local", "threading.get_ident", "threading.get_native_id",
        "threading.current_thread", "threading.main_thread", "contextvars.ContextVar",
        "werkzeug.local.Local", "gevent.local.local",
    }
)  # fmt: skip
HOLDERS = frozenset({"client", "database", "collection"})
"""Objects that both drivers have for the same thing: ``sync`` gives one for the other."""
AT_CONSTRUCTION = frozenset({"__init__", "__new__", "__post_init__"})
_DEPTH = 3
Functions = dict[FunctionInfo, list[FunctionInfo]]


@dataclass(slots=True)
class ThreadFacts:
    """Nodes, nested functions and needs by function, and who shares what."""

    analysis: Analysis
    graph: CallGraph
    nodes: dict[FunctionInfo, list[ast.AST]] = field(default_factory=lambda: defaultdict(list))
    needs: dict[FunctionInfo, list[Need]] = field(default_factory=lambda: defaultdict(list))
    children: Functions = field(default_factory=lambda: defaultdict(list))
    siblings: dict[FunctionInfo, set[FunctionInfo]] = field(default_factory=dict)
    wrappers: set[FunctionInfo] = field(default_factory=set)
    lazy_attributes: dict[str, set[FunctionInfo]] = field(default_factory=lambda: defaultdict(set))
    lock_users: set[FunctionInfo] = field(default_factory=set)
    is_bound_to_threads: bool = False
    hopeless: set[FunctionInfo] = field(default_factory=set)

    def asks_loop(
        self, function: FunctionInfo, members: Iterable[FunctionInfo], palette: Palette
    ) -> bool:
        """Whether the body would ask the event loop for something: ``awaited(...)``."""
        return any(map(lambda n: needs_loop(n, members, palette), self.needs[function]))  # noqa: C417


def needs_loop(need: Need, members: Iterable[FunctionInfo], palette: Palette) -> bool:
    """Whether a need of a synchronous body can only be met on the event loop."""
    if need.awaited is None:
        return False
    return need.everywhere or any(palette.is_async(f) and f not in members for f in need.functions)


def look(needs: Iterable[Need], analysis: Analysis, graph: CallGraph) -> ThreadFacts:
    """Group what the inference found by function."""
    world = analysis.world
    found = ThreadFacts(analysis, graph, siblings=overrides(analysis), wrappers=wrappers(world))
    for node, owner in world.declared.owners.items():
        found.nodes[owner].append(node)
        if isinstance(node, ast.Attribute) and is_lazy(world.type_of(node), analysis):
            found.lazy_attributes[node.attr].add(around(owner))
        if _is_lock(node, analysis):
            found.lock_users.add(around(owner))
    for need in needs:
        found.needs[need.owner].append(need)
    for function in world.declared.functions.values():
        if function.parent is not None:
            found.children[function.parent].append(function)
    found.is_bound_to_threads = any(
        not names.isdisjoint(_OF_ONE_THREAD) for names in analysis.named.values()
    )
    return found


def is_lazy(
    atoms: Atoms,
    analysis: Analysis,
    matters: Callable[[FunctionInfo], bool] = lambda _: True,
    depth: int = _DEPTH,
) -> bool:
    """Whether a value is, or holds, what only one of the two drivers can read on."""
    for atom in atoms:
        match atom:
            case Driver(kind=kind) if kind in _LAZY:
                return True
            case DriverMethod():
                return True
            case Generator(function=function) if matters(function):
                return True
            case Box(site=site) if depth:
                inside = analysis.world.store.values.get(("elem", site), frozenset())
                if is_lazy(inside, analysis, matters, depth - 1):
                    return True
            case _:
                pass
    return False


def _is_lock(node: ast.AST, analysis: Analysis) -> bool:
    return isinstance(node, ast.expr) and any(
        isinstance(a, ExternalInstance) and a.name in THREAD_LOCKS for a in analysis.type_of(node)
    )
