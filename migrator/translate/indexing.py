"""What ``x[index]`` gives."""

import ast

from migrator.translate.atoms import (
    EMPTY,
    PLAIN,
    UNKNOWN,
    Atom,
    Atoms,
    Box,
    ClassRef,
    Driver,
    External,
    Instance,
    Nothing,
    Plain,
    Unknown,
    only,
)
from migrator.translate.bases import is_enum
from migrator.translate.driver_api import attribute_kind, kind_of_class
from migrator.translate.frame import Frame
from migrator.translate.lookup import ON_LIBRARY, find_method
from migrator.translate.names import alias_of


def item(subject: Atoms, index: ast.expr, node: ast.AST, frame: Frame) -> Atoms:
    """What ``x[index]`` may be."""
    result: Atoms = EMPTY
    for atom in subject:
        result |= _item(atom, index, node, frame)
    return result


def _item(  # noqa: C901, PLR0911, PLR0912 (one case an atom)
    atom: Atom, index: ast.expr, node: ast.AST, frame: Frame
) -> Atoms:
    match atom:
        case Driver(kind="grid_cursor"):
            return only(Driver("grid_file"))
        case Driver(kind="cursor"):
            return only(atom) if isinstance(index, ast.Slice) else PLAIN
        case Driver(kind=kind):
            found = attribute_kind(kind, "")
            return PLAIN if found == "plain" else only(Driver(found))
        case Box(site=site) if isinstance(index, ast.Constant):
            return frame.read("key", site, index.value) or frame.read("elem", site)
        case Box(site=site):
            return only(atom) if isinstance(index, ast.Slice) else frame.read("elem", site)
        case External(name=name) if kind_of_class(name):
            return only(atom)
        case External(name="typing.Annotated") if isinstance(index, ast.Tuple):
            return frozenset().union(*(frame.world.type_of(part) for part in index.elts))
        case External(name=name) if isinstance(index, ast.Constant):
            return frame.read("attr", alias_of(name), f"[{index.value!r}]") or PLAIN
        case Instance(cls=cls):
            _, method = find_method(cls, "__getitem__")
            if method is None:
                return PLAIN
            frame.world.getters[node].add(method)
            return frame.read("return", method)
        case ClassRef(cls=cls) if is_enum(cls):
            return only(Instance(cls))
        case ClassRef(cls=cls):
            _, method = find_method(cls, "__class_getitem__")
            return frame.read("return", method) if method else only(atom)
        case Plain() if isinstance(index, ast.Constant):
            return PLAIN | frame.read(*ON_LIBRARY, f"[{index.value!r}]")
        case Unknown():
            return UNKNOWN
        case Nothing():
            return EMPTY
        case _:
            return PLAIN
