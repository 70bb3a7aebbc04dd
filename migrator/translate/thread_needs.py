"""What bodies in a worker thread need, and what those need who call them.

Their loops, sessions and queries stay as they are: each query is sent by the synchronous driver,
``sync(db.orders).find_one(...)``. What only the event loop can give is asked for with
``awaited(...)``. Async code calls them as ``await in_thread(f, ...)``.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.asked_names import asked_name
from migrator.translate.atoms import ClassRef, DriverMethod, Instance
from migrator.translate.declarations import FunctionInfo
from migrator.translate.driver_api import COMPAT_METHODS
from migrator.translate.edits import Edits
from migrator.translate.in_thread import thread_need
from migrator.translate.lookup import find_method
from migrator.translate.protocols import at_construction
from migrator.translate.thread_edits import SYNC
from migrator.translate.thread_facts import HOLDERS

_NO_QUERY = frozenset({"get_database", "get_default_database", "get_collection", "with_options"})


def with_threads(needs: Sequence[Need], analysis: Analysis) -> tuple[Need, ...]:
    """The needs of the project, given the bodies that stay synchronous."""
    bodies = analysis.threaded.bodies
    if not bodies:
        return tuple(needs)
    found = [n for need in needs for n in _kept(need, analysis)]
    for node, owner in analysis.world.declared.owners.items():
        if owner in bodies:
            found += _asked(node, analysis)
        elif isinstance(node, ast.Call) and owner not in analysis.startup:
            found += _handed_over(node, analysis)
    return tuple(found)


def _kept(need: Need, analysis: Analysis) -> Iterator[Need]:
    """A need as it is for its owner: in a thread, most of them are none."""
    if need.owner not in analysis.threaded.bodies or need.everywhere:
        yield need
        return
    functions = need.functions - analysis.threaded.plain
    if need.awaited is not None and functions and not any(f.is_generator for f in functions):
        yield replace(need, functions=functions, always=False, everywhere=True)


def _asked(node: ast.AST, analysis: Analysis) -> Iterator[Need]:
    """``db.orders.find`` is asked of PyMongo's own object: ``sync(db.orders).find``."""
    if not isinstance(node, ast.Attribute):
        return
    methods = [a for a in analysis.type_of(node) if isinstance(a, DriverMethod)]
    if not any(m.kind in HOLDERS and m.name not in _NO_QUERY | COMPAT_METHODS for m in methods):
        return
    receiver = node.value

    def change(edits: Edits, _is_async: Colours) -> None:
        name = asked_name(SYNC, receiver, analysis)
        edits.wrap(receiver, f"{name}(", ")")

    yield Need(receiver, analysis.owner(node), "query", always=True, everywhere=True, change=change)


def _handed_over(node: ast.Call, analysis: Analysis) -> Iterator[Need]:
    """A call of a body by async code, which must not wait for it."""
    called = set(_called(node, analysis)) & analysis.threaded.plain
    if not called:
        return
    others = {f.function for f in analysis.functions(node.func)} - called
    if others:
        analysis.refuse(
            node, f"{ast.unparse(node.func)}()",
            "it may call a function that stays in a worker thread, or one that turned async",
            "call the two from different places", needs=others, fits_thread=True,
        )  # fmt: skip
    names = ", ".join(sorted(f.qualname for f in called))
    yield thread_need(node, f"call of {names}", analysis)


def _called(node: ast.Call, analysis: Analysis) -> Iterator[FunctionInfo]:
    for atom in analysis.type_of(node.func):
        if isinstance(atom, ClassRef):
            yield from at_construction(atom.cls)
        elif isinstance(atom, Instance):
            _, method = find_method(atom.cls, "__call__")
            yield from [method] if method else []
    yield from (atom.function for atom in analysis.functions(node.func))
