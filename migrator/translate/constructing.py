"""What making an object of a project's class gives, and what ``__new__`` and ``__init__`` get."""

import ast
from dataclasses import replace

from migrator.translate.atoms import Atoms, ClassRef, Instance, only
from migrator.translate.calling import bind, call_function
from migrator.translate.declarations import ClassInfo, FunctionInfo
from migrator.translate.escaping import Arguments
from migrator.translate.frame import Frame
from migrator.translate.lookup import find_method
from migrator.translate.syntax import walk

OBJECT_NEW = "builtins.object.__new__"


def construct(cls: ClassInfo, arguments: Arguments, frame: Frame) -> Atoms:
    """The new object; what ``__new__`` gives instead, where the class has one."""
    _, method = find_method(cls, "__init__")
    if method is not None:
        bind(method, arguments, frame, bound=True)
    else:
        _fill(cls, arguments, frame)
    _, new = find_method(cls, "__new__")
    return only(Instance(cls)) if new is None else _given_by(new, cls, arguments, frame)


def _given_by(new: FunctionInfo, cls: ClassInfo, arguments: Arguments, frame: Frame) -> Atoms:
    given = replace(arguments, positional=[only(ClassRef(cls)), *arguments.positional])
    found = call_function(new, given, frame)
    if not _makes_objects(new):
        return found
    others = {atom for atom in found if not (isinstance(atom, Instance) and _is_of(atom.cls, new))}
    return frozenset(others) | only(Instance(cls))


def _makes_objects(new: FunctionInfo) -> bool:
    """Whether it asks another ``__new__``: if not, it never gives an object of its class."""
    return any(isinstance(n, ast.Attribute) and n.attr == "__new__" for n in walk(new.node))


def _is_of(cls: ClassInfo, new: FunctionInfo) -> bool:
    return any(new in info.methods.values() for info in cls.mro())


def new_object(arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    """What ``object.__new__(cls)`` gives."""
    return frozenset(Instance(a.cls) for a in arguments.get(0) if isinstance(a, ClassRef))


def _fill(cls: ClassInfo, arguments: Arguments, frame: Frame) -> None:
    """The fields of a dataclass, a NamedTuple, a model: its annotated names, in their order."""
    owners: dict[str, ClassInfo] = {}
    for info in reversed(list(cls.mro())):
        for node in info.node.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                owners.setdefault(node.target.id, info)
    for name, atoms in [*zip(owners, arguments.positional, strict=False), *arguments.named.items()]:
        if name in owners:
            frame.add(atoms, "attr", owners[name], name)
    for name, info in owners.items():
        frame.add(arguments.star | arguments.double_star, "attr", info, name)
