"""What ``x.name = value`` tells the attribute of a class, a module, a function or a library."""

import ast

from migrator.translate.atoms import (
    Atom,
    Atoms,
    ClassRef,
    External,
    ExternalInstance,
    Func,
    Instance,
    ModuleRef,
    Plain,
    Unknown,
)
from migrator.translate.declarations import ClassInfo, FunctionInfo
from migrator.translate.escaping import Arguments, escape
from migrator.translate.frame import Frame
from migrator.translate.lookup import ON_LIBRARY
from migrator.translate.names import alias_of


def setters_of(cls: ClassInfo, name: str = "") -> set[FunctionInfo]:
    """The setters that an assignment to ``name`` (to any name) may call on such an object."""
    return {
        setter
        for member in cls.family()
        for info in member.mro()
        for key, setter in info.setters.items()
        if key == (name or key)
    }


def store_attribute(atom: Atom, name: str, atoms: Atoms, node: ast.Attribute, frame: Frame) -> None:
    """Remember ``x.name = value``."""
    match atom:
        case Instance(cls=cls) | ClassRef(cls=cls):
            found = setters_of(cls, name)
            frame.world.setters[node] |= found
            if not found:
                frame.add(atoms, "attr", cls, name)
        case ModuleRef(name=module):
            frame.add(atoms, "global", module, name)
        case External(name=full_name) | ExternalInstance(name=full_name):
            frame.add(atoms, "attr", alias_of(full_name), name)
        case Func(function=function):
            frame.add(atoms, "fattr", function, name)
        case Plain() | Unknown():
            put_on_library(atoms, name, frame)
            escape(Arguments([atoms]), node, "an attribute of a library's object", frame)
        case _:
            return


def put_on_library(atoms: Atoms, name: str, frame: Frame) -> None:
    """Remember objects of the project that are put on an object nobody follows."""
    found = frozenset(a for a in atoms if isinstance(a, Instance | Func | ClassRef))
    if found:
        frame.add(found, *ON_LIBRARY, name)
