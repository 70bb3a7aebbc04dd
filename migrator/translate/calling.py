"""What a call gives, and what it tells the parameters of the function that is called."""

import ast

from migrator.translate.atoms import (
    EMPTY,
    PLAIN,
    UNKNOWN,
    Atom,
    Atoms,
    Box,
    BoxMethod,
    ClassRef,
    Driver,
    DriverMethod,
    External,
    Func,
    Generator,
    Identity,
    Instance,
    Unknown,
    driver,
    only,
)
from migrator.translate.declarations import FunctionInfo
from migrator.translate.driver_api import API
from migrator.translate.escaping import Arguments, escape, register
from migrator.translate.frame import Frame


def call_all(callee: Atoms, arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    """What calling any of ``callee`` may give."""
    result: Atoms = EMPTY
    for atom in callee:
        found = call(atom, arguments, node, frame)
        result = result | found if result else found
    return result


def call(  # noqa: C901, PLR0911 (one case an atom)
    atom: Atom, arguments: Arguments, node: ast.AST, frame: Frame
) -> Atoms:
    """What calling ``atom`` may give."""
    match atom:
        case Func(function=function, bound=bound):
            return call_function(function, arguments, frame, bound=bound)
        case ClassRef(cls=cls):
            from migrator.translate.constructing import construct

            return construct(cls, arguments, frame)
        case DriverMethod(kind=kind, name=name):
            return _operation(kind, name, arguments, node, frame)
        case External(name=name):
            from migrator.translate.externals import call_external

            return call_external(name, arguments, node, frame)
        case BoxMethod(box=box, name=name):
            return _box_method(box, name, arguments, node, frame)
        case Identity(register=stage):
            for target in arguments.get(0):
                register(target, stage, node, frame)
            return arguments.get(0)
        case Instance(cls=cls):
            from migrator.translate.lookup import find_method

            _, method = find_method(cls, "__call__")
            return call_function(method, arguments, frame, bound=True) if method else UNKNOWN
        case Unknown():
            escape(arguments, node, "a call that cannot be followed", frame)
            return UNKNOWN
        case Driver():
            return PLAIN
        case _:
            from migrator.translate.library_calls import handed_back

            return handed_back(arguments, node, "a library", frame)


def call_function(
    function: FunctionInfo, arguments: Arguments, frame: Frame, *, bound: bool = False
) -> Atoms:
    """Bind the arguments to the parameters; what the function returns."""
    bind(function, arguments, frame, bound=bound)
    if function.is_generator:
        return only(Generator(function))
    return frame.read("return", function)


def bind(function: FunctionInfo, given: Arguments, frame: Frame, *, bound: bool) -> None:
    """Tell the parameters of ``function`` what a call passes."""
    declared = function.arguments
    if declared is None:
        return
    names = [a.arg for a in [*declared.posonlyargs, *declared.args]][1 if bound else 0 :]
    for name, atoms in zip(names, given.positional, strict=False):
        frame.add(atoms, "param", function, name)
    for atoms in given.positional[len(names) :]:
        frame.add(atoms, "elem", ("vararg", function))
    if given.star:
        for name in names[len(given.positional) :]:
            frame.add(given.star, "param", function, name)
        frame.add(given.star, "elem", ("vararg", function))
    keywords = {a.arg for a in [*declared.args, *declared.kwonlyargs]}
    for name, atoms in given.named.items():
        if name in keywords:
            frame.add(atoms, "param", function, name)
        else:
            frame.add(atoms, "elem", ("kwarg", function))
            frame.add(atoms, "key", ("kwarg", function), name)
    if given.double_star:
        for name in keywords - set(given.named):
            frame.add(given.double_star, "param", function, name)
        frame.add(given.double_star, "elem", ("kwarg", function))


def _operation(kind: str, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    operation = API[kind].get(name)
    if operation is None:
        return PLAIN
    if name == "with_transaction":
        return _transaction(kind, arguments, node, frame)
    return driver(operation.result) if operation.result else PLAIN


def _transaction(kind: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    inner = Arguments(positional=[only(Driver(kind))])
    return call_all(arguments.get(0, "callback"), inner, node, frame)


_GROWING = frozenset({"append", "add", "appendleft", "insert"})
_EXTENDING = frozenset({"extend", "update", "extendleft"})
_COMBINING = frozenset({"union", "difference", "intersection", "symmetric_difference"})
_TAKING = frozenset({"pop", "popleft", "get", "setdefault", "__getitem__"})


def _box_method(box: Box, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    from migrator.translate.lookup import elements

    if name in _GROWING:
        frame.add(arguments.get(1 if name == "insert" else 0), "elem", box.site)
    elif name in _EXTENDING:
        for atoms in [*arguments.positional, *arguments.named.values()]:
            frame.add(elements(atoms, frame, values=box.shape == "dict"), "elem", box.site)
    elif name == "sort":
        _call_key(arguments, only(box), node, frame)
    else:
        return _from_box(box, name, arguments, node, frame)
    return PLAIN


def _from_box(box: Box, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    """What a method of a box gives: one of its elements, or another box of them."""
    from migrator.translate.lookup import elements

    inside = frame.read("elem", box.site)
    if name in _TAKING:
        default = arguments.get(1)
        if name == "setdefault":
            frame.add(default, "elem", box.site)
        key = arguments.nodes[0] if arguments.nodes else None
        exact = frame.read("key", box.site, key.value) if isinstance(key, ast.Constant) else EMPTY
        return (exact or inside or PLAIN) | default
    if name in {"values", "copy"}:
        frame.add(inside, "elem", node)
        return only(Box(node, "list" if name == "values" else box.shape))
    if name in _COMBINING:
        for atoms in [only(box), *arguments.positional]:
            frame.add(elements(atoms, frame), "elem", node)
        return only(Box(node, "set"))
    if name not in {"items", "popitem"}:
        return PLAIN
    pair = Box((node, "pair"), "tuple")
    frame.add(only(pair), "elem", node)
    frame.add(PLAIN, "key", pair.site, 0)
    frame.add(inside, "key", pair.site, 1)
    frame.add(inside | PLAIN, "elem", pair.site)
    return only(pair) if name == "popitem" else only(Box(node))


def _call_key(arguments: Arguments, subject: Atoms, node: ast.AST, frame: Frame) -> None:
    from migrator.translate.lookup import elements

    inner = Arguments(positional=[elements(subject, frame)])
    call_all(arguments.named.get("key", EMPTY), inner, node, frame)
