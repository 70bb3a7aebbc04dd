"""Methods that Python calls by itself: ``len(bag)``, ``if bag``, ``bag == other``, ``f"{bag}"``."""

import ast
from collections.abc import Iterator

from migrator.translate.atoms import Atoms, ClassRef, Func, Instance
from migrator.translate.declarations import ClassInfo, FunctionInfo
from migrator.translate.world import World

_AT_CONSTRUCTION = (
    "__init__", "__new__", "__post_init__", "__del__", "__setattr__", "__getattr__",
    "__getattribute__",
)  # fmt: skip
_BY_NAME = frozenset({*_AT_CONSTRUCTION, "__call__", "__init_subclass__", "__class_getitem__"})


def at_construction(cls: ClassInfo) -> Iterator[FunctionInfo]:
    """What runs because an object of the class is made."""
    for name in _AT_CONSTRUCTION:
        for info in cls.mro():
            if name in info.methods:
                yield info.methods[name]
                break


def behind_the_scenes(node: ast.expr, world: World) -> Iterator[FunctionInfo]:
    """The special methods that using ``node`` at its place may call: nobody writes their names."""
    classes = {a.cls for a in world.type_of(node) if isinstance(a, Instance)}
    if not classes or _is_only_passed_on(node, world):
        return
    for cls in classes:
        members = {c for info in cls.family() for c in info.mro()}
        for info in sorted(members, key=repr):
            for name, method in info.methods.items():
                if name.startswith("__") and name.endswith("__") and name not in _BY_NAME:
                    yield method


def _is_only_passed_on(node: ast.expr, world: World) -> bool:
    """Whether the object is only named here: bound, returned, given to the project's own code."""
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return True
    parent = world.declared.parents.get(node)
    match parent:
        case ast.Attribute() | ast.Assign() | ast.AnnAssign() | ast.Return() | ast.Expr():
            return True
        case ast.Call(func=func) if func is node:
            return True
        case ast.keyword():
            call = world.declared.parents.get(parent)
            return isinstance(call, ast.Call) and _is_ours(world.type_of(call.func))
        case ast.Call(func=func):
            return _is_ours(world.type_of(func))
        case _:
            return False


def _is_ours(callee: Atoms) -> bool:
    return bool(callee) and all(isinstance(a, Func | ClassRef) for a in callee)
