"""Find out what every expression may be, looking at functions until nothing new turns up."""

import ast

from migrator.translate.atoms import (
    EMPTY,
    NONE,
    PLAIN,
    Atoms,
    Box,
    ClassRef,
    Driver,
    External,
    Instance,
    only,
)
from migrator.translate.declarations import FunctionInfo
from migrator.translate.driver_api import kind_of_class
from migrator.translate.expressions import evaluate
from migrator.translate.frame import Frame
from migrator.translate.nesting import room_for_nesting
from migrator.translate.statements import run_block
from migrator.translate.world import World

_DATA = frozenset(f"builtins.{n}" for n in ("str", "int", "float", "bool", "dict", "list", "bytes"))


@room_for_nesting()
def infer(world: World) -> None:
    """Fill ``world.types`` and all the other findings.

    All modules come before all functions, until no more is found: a method may be looked at only
    when the bases of its class are known, wherever they stand.
    """
    everything = [f for f in world.declared.functions.values() if f.kind != "genexp"]
    for functions in (world.declared.bodies.values(), everything):
        world.store.waiting.update(dict.fromkeys(functions))
        while (function := world.store.next()) is not None:
            look_at(function, world)


def look_at(function: FunctionInfo, world: World) -> None:
    """One pass over a function with what is known now."""
    frame = Frame(world, function)
    _bind_parameters(function, frame)
    node = function.node
    if isinstance(node, ast.Lambda):
        frame.add(evaluate(node.body, frame), "return", function)
        return
    if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
        ended = run_block(node.body, frame)
        if not ended and not function.is_generator:
            frame.add(NONE, "return", function)


def _bind_parameters(function: FunctionInfo, frame: Frame) -> None:
    declared = function.arguments
    if declared is None:
        return
    for argument in [*declared.posonlyargs, *declared.args, *declared.kwonlyargs]:
        known = frame.read("param", function, argument.arg)
        frame.bind(argument.arg, known or _announced(argument, frame))
    if declared.vararg:
        frame.bind(declared.vararg.arg, only(Box(("vararg", function), "tuple")))
    if declared.kwarg:
        frame.bind(declared.kwarg.arg, only(Box(("kwarg", function), "dict")))


def _announced(argument: ast.arg, frame: Frame) -> Atoms:
    """What an annotation says about a parameter that nobody in the project passes."""
    if argument.annotation is None or isinstance(argument.annotation, ast.Constant):
        return EMPTY
    found: Atoms = EMPTY
    for atom in evaluate(argument.annotation, frame):
        match atom:
            case External(name=name) if kind := kind_of_class(name):
                found |= only(Driver(kind))
            case External(name=name) if name in _DATA:
                found |= PLAIN
            case ClassRef(cls=cls):
                found |= only(Instance(cls))
            case Driver() | Instance():
                found |= only(atom)
            case _:
                pass
    return found
