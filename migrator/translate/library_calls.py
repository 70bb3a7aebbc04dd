"""What Python's library hands on: objects that go into a call and come out of it again."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migrator.translate.atoms import EMPTY, PLAIN, Atoms, Box, ClassRef, Func, Instance, only
from migrator.translate.calling import call_all
from migrator.translate.escaping import Arguments, escape
from migrator.translate.lookup import elements

if TYPE_CHECKING:
    from migrator.translate.builtin_calls import Rule
    from migrator.translate.frame import Frame

_GIVES_DATA = (
    "builtins.", "flask.", "flask_", "logging.", "json.", "bson.", "werkzeug.", "typing.", "abc.",
    "functools.wraps", "dataclasses.dataclass", "pymongo.",
)  # fmt: skip


def handed_back(arguments: Arguments, node: ast.AST, to: str, frame: Frame) -> Atoms:
    """What unknown code gives: data, one of the project's objects it got, or a box of them."""
    inside = escape(arguments, node, to, frame)
    if to.startswith(_GIVES_DATA):
        return PLAIN
    found: Atoms = frozenset(a for a in inside if isinstance(a, Instance))
    found |= frozenset(Instance(a.cls) for a in inside if isinstance(a, ClassRef))
    if not found:
        return PLAIN
    frame.add(found | PLAIN, "elem", node)
    return PLAIN | found | only(Box(node))


def kept(full_name: str, arguments: Arguments, frame: Frame) -> Atoms:
    """``g.get("loja")``, ``app.config.pop("LOJA")``: what was stored there under that name."""
    holder, _, method = full_name.rpartition(".")
    key = arguments.nodes[0] if arguments.nodes else None
    if method not in {"get", "pop", "setdefault"} or not isinstance(key, ast.Constant):
        return EMPTY
    found = frame.read("attr", holder, str(key.value))
    found |= frame.read("attr", holder, f"[{key.value!r}]")
    return found and found | arguments.get(1)


def _box(found: Atoms, node: ast.AST, frame: Frame, shape: str = "list") -> Atoms:
    frame.add(found, "elem", node)
    return only(Box(node, shape))


def _chained(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    found = (elements(atoms, frame) for atoms in [*arguments.positional, arguments.star])
    return _box(frozenset().union(*found), node, frame)


def _flattened(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    return _box(elements(elements(arguments.get(0), frame), frame), node, frame)


def _same_elements(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    return _box(elements(arguments.get(0), frame), node, frame)


def _second_elements(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    found = elements(arguments.get(1), frame)
    called = [a for a in arguments.get(0) if isinstance(a, Func)]
    call_all(frozenset(called), Arguments(positional=[found]), node, frame)
    key = arguments.named.get("key", EMPTY)
    call_all(key, Arguments(positional=[found]), node, frame)
    return _box(found, node, frame)


def _keys(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    return _box(arguments.get(1), node, frame, "dict")


def _one(arguments: Arguments, _node: ast.AST, frame: Frame) -> Atoms:
    return elements(arguments.get(0), frame) or PLAIN


def _pairs(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    """Tuples whose places are the arguments, as ``zip`` gives them."""
    pair = (node, "pair")
    for index, atoms in enumerate(arguments.positional):
        found = elements(atoms, frame) | arguments.named.get("fillvalue", EMPTY)
        frame.add(found, "key", pair, index)
        frame.add(found, "elem", pair)
    return _box(only(Box(pair, "tuple")), node, frame)


def _grouped(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    found, pair, group = elements(arguments.get(0), frame), (node, "pair"), (node, "group")
    call_all(arguments.get(1, "key"), Arguments(positional=[found]), node, frame)
    frame.add(found, "elem", group)
    frame.add(PLAIN, "key", pair, 0)
    frame.add(only(Box(group)), "key", pair, 1)
    return _box(only(Box(pair, "tuple")), node, frame)


def _defaults(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    """``defaultdict(factory, more)``: the values are what the factory gives."""
    escape(arguments, node, "collections.defaultdict", frame)
    made = call_all(arguments.get(0), Arguments(), node, frame)
    made |= elements(arguments.get(1), frame, values=True)
    return _box(made, node, frame, "dict")


def _first(arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    return arguments.get(0)


def _put(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    escape(arguments, node, "queue", frame)
    frame.add(arguments.get(0), "elem", "queue")
    return PLAIN


def _taken(_arguments: Arguments, _node: ast.AST, frame: Frame) -> Atoms:
    return frame.read("elem", "queue") or PLAIN


def _set(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    escape(arguments, node, "contextvars.ContextVar.set", frame)
    frame.add(arguments.get(0), "elem", "context")
    return PLAIN


def _got(arguments: Arguments, _node: ast.AST, frame: Frame) -> Atoms:
    return (frame.read("elem", "context") or PLAIN) | arguments.get(0)


def _reduced(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    """The function gets what it gave before, or the first item, and each item."""
    escape(arguments, node, "functools.reduce", frame)
    items = elements(arguments.get(1), frame)
    total = items | arguments.get(2) | frame.read("elem", (node, "total"))
    given = Arguments(positional=[total, items])
    frame.add(call_all(arguments.get(0), given, node, frame), "elem", (node, "total"))
    return total or PLAIN


def _type(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    if len(arguments.positional) > 1:
        escape(arguments, node, "builtins.type", frame)
    found = frozenset(ClassRef(a.cls) for a in arguments.get(0) if isinstance(a, Instance))
    return found or PLAIN


_QUEUES = ("Queue", "LifoQueue", "SimpleQueue", "PriorityQueue")
LIBRARY: dict[str, Rule] = {
    "itertools.chain": _chained,
    "itertools.chain.from_iterable": _flattened,
    "itertools.product": _pairs,
    "itertools.zip_longest": _pairs,
    "itertools.groupby": _grouped,
    "collections.defaultdict": _defaults,
    "dataclasses.replace": _first,
    "random.choice": _one,
    "builtins.dict.fromkeys": _keys,
    "builtins.type": _type,
    "functools.reduce": _reduced,
    "contextvars.ContextVar.set": _set,
    "contextvars.ContextVar.get": _got,
    **dict.fromkeys(
        ["itertools.islice", "itertools.cycle", "collections.deque", "random.sample",
         "random.choices"],
        _same_elements,
    ),
    **dict.fromkeys(
        ["itertools.takewhile", "itertools.dropwhile", "itertools.filterfalse", "heapq.nsmallest",
         "heapq.nlargest"],
        _second_elements,
    ),
    **{f"queue.{q}.{m}": _put for q in _QUEUES for m in ("put", "put_nowait")},
    **{f"queue.{q}.{m}": _taken for q in _QUEUES for m in ("get", "get_nowait")},
}  # fmt: skip
