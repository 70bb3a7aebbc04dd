"""What Python's own functions give: lists of what they read, pairs, results of key functions."""

import ast
from collections.abc import Callable

from migrator.translate.atoms import EMPTY, PLAIN, Atoms, Box, only
from migrator.translate.calling import call_all
from migrator.translate.escaping import Arguments
from migrator.translate.frame import Frame
from migrator.translate.lookup import elements

Rule = Callable[[Arguments, ast.AST, Frame], Atoms]


def _listed(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    frame.add(elements(arguments.get(0), frame), "elem", node)
    key = arguments.named.get("key", EMPTY)
    call_all(key, Arguments(positional=[elements(arguments.get(0), frame)]), node, frame)
    return only(Box(node, "list"))


def _dict(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    for name, atoms in arguments.named.items():
        frame.add(atoms, "elem", node)
        frame.add(atoms, "key", node, name)
    for atom in arguments.get(0):
        inner = elements(only(atom), frame, values=True)
        pairs = isinstance(atom, Box) and atom.shape != "dict"
        frame.add(elements(inner, frame) if pairs else inner, "elem", node)
    frame.add(arguments.double_star, "elem", node)
    return only(Box(node, "dict"))


def _enumerate(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    return _zipped([PLAIN, elements(arguments.get(0), frame)], node, frame)


def _zip(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    return _zipped([elements(atoms, frame) for atoms in arguments.positional], node, frame)


def _zipped(parts: list[Atoms], node: ast.AST, frame: Frame) -> Atoms:
    pair = (node, "pair")
    for index, atoms in enumerate(parts):
        frame.add(atoms, "key", pair, index)
        frame.add(atoms, "elem", pair)
    frame.add(only(Box(pair, "tuple")), "elem", node)
    return only(Box(node, "iterator"))


def _map(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    inner = Arguments(positional=[elements(atoms, frame) for atoms in arguments.positional[1:]])
    frame.add(call_all(arguments.get(0), inner, node, frame), "elem", node)
    return only(Box(node, "iterator"))


def _filter(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    inner = elements(arguments.get(1), frame)
    call_all(arguments.get(0), Arguments(positional=[inner]), node, frame)
    frame.add(inner, "elem", node)
    return only(Box(node, "iterator"))


def _next(arguments: Arguments, _node: ast.AST, frame: Frame) -> Atoms:
    return elements(arguments.get(0), frame) | arguments.get(1)


def _largest(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    subjects = arguments.positional
    values = elements(subjects[0], frame) if len(subjects) == 1 else frozenset().union(*subjects)
    key = arguments.named.get("key", EMPTY)
    call_all(key, Arguments(positional=[values]), node, frame)
    return values | arguments.named.get("default", EMPTY)


def _plain(_arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    return PLAIN


def _same(arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    return arguments.get(0)


_LISTS = ("list", "tuple", "set", "frozenset", "sorted", "reversed")
_ANSWERS = ("any", "all", "sum", "len", "bool", "isinstance", "print", "repr")
BUILTINS: dict[str, Rule] = {
    "builtins.dict": _dict,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.next": _next,
    "builtins.anext": _next,
    "builtins.iter": _same,
    "builtins.aiter": _same,
    "builtins.min": _largest,
    "builtins.max": _largest,
    **{f"builtins.{name}": _listed for name in _LISTS},
    **{f"builtins.{name}": _plain for name in _ANSWERS},
}
