"""Attributes, items and elements: what ``x.name``, ``x[i]`` and ``for y in x`` give."""

import ast
from collections import deque

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
    External,
    ExternalInstance,
    Func,
    Generator,
    Instance,
    ModuleRef,
    Nothing,
    Plain,
    Super,
    Unknown,
    driver,
    driver_method,
    external,
    only,
)
from migrator.translate.bases import as_method, has_more, is_enum
from migrator.translate.declarations import ClassInfo, FunctionInfo
from migrator.translate.driver_api import (
    API,
    CURSORS,
    SYNC_PREFIX,
    attribute_kind,
)
from migrator.translate.extension_names import (
    AWAITED_METHODS,
    FLASK_FORM,
    JWT_CURRENT_USER,
    PYMONGO,
)
from migrator.translate.frame import Frame
from migrator.translate.known_users import users
from migrator.translate.names import CURRENT_USER, alias_of
from migrator.translate.strangers import package_of, trimmed

_OF_BOXES = frozenset().union(*(dir(kind) for kind in (list, dict, set, tuple, deque)))
ON_LIBRARY = ("attr", "an object of a library")
"""Where the project's objects are found that were put on objects of libraries."""
_OF_PYMONGO = {"db": "database", "cx": "client"}


def attribute(subject: Atoms, name: str, node: ast.AST, frame: Frame) -> Atoms:
    """What ``.name`` may be on any of ``subject``."""
    result: Atoms = EMPTY
    for atom in subject:
        found = _attribute(atom, name, node, frame)
        result = result | found if result else found
    return result


def _attribute(  # noqa: C901, PLR0911, PLR0912 (one case an atom)
    atom: Atom, name: str, node: ast.AST, frame: Frame
) -> Atoms:
    match atom:
        case Plain():
            put = frame.read(*ON_LIBRARY, name)
            return PLAIN | put if put else PLAIN
        case Nothing():
            return EMPTY
        case Driver(kind=kind):
            return _of_driver(kind, name)
        case Instance(cls=cls):
            return _of_instance(cls, name, node, frame)
        case ClassRef(cls=cls):
            return _of_class(cls, name, frame)
        case Super(cls=cls):
            return _of_super(cls, name, node, frame)
        case ModuleRef(name=module):
            return of_module(module, name, frame)
        case External(name=full_name):
            return _of_external(full_name, name, node, frame)
        case ExternalInstance(name=full_name):
            if full_name == PYMONGO and name in _OF_PYMONGO:
                return only(Driver(_OF_PYMONGO[name]))
            known = frame.read("attr", full_name, name)
            if not known and package_of(full_name):
                return external(trimmed(f"{full_name}.{name}"))
            return known or external(f"{full_name}.{name}")
        case Box(site=site):
            is_method = name in _OF_BOXES
            return only(BoxMethod(atom, name)) if is_method else frame.read("elem", site) | PLAIN
        case Func(function=function):
            return frame.read("fattr", function, name) or PLAIN
        case Unknown():
            return UNKNOWN
        case _:
            return PLAIN


def _of_driver(kind: str, name: str) -> Atoms:
    if name in API[kind]:
        return driver_method(kind, name)
    found = attribute_kind(kind, name)
    return PLAIN if found == "plain" else driver(found)


def _of_instance(cls: ClassInfo, name: str, node: ast.AST, frame: Frame) -> Atoms:
    if name == "__class__":
        return only(ClassRef(cls))
    result: Atoms = EMPTY
    for info in cls.family():
        owner, method = find_method(info, name)
        if method is not None and owner is not None:
            result |= _bound(method, node, frame)
            continue
        for ancestor in info.mro():
            result |= as_method(frame.read("attr", ancestor, name), info)
    if result or (result := _of_form(cls, name)):
        return result
    if find_method(cls, "__getattr__")[1] is not None:
        return UNKNOWN
    return PLAIN if has_more(cls) else EMPTY


def find_method(cls: ClassInfo, name: str) -> tuple[ClassInfo | None, FunctionInfo | None]:
    """The class of the MRO that defines a method, and the method."""
    for info in cls.mro():
        if name in info.methods:
            return info, info.methods[name]
    return None, None


def _bound(method: FunctionInfo, node: ast.AST, frame: Frame) -> Atoms:
    if method.is_property:
        frame.world.getters[node].add(method)
        return frame.read("return", method)
    value = frame.read("method", method) or only(Func(method))
    if method.binding == "staticmethod":
        return value
    return frozenset(
        Func(atom.function, bound=True) if isinstance(atom, Func) else atom for atom in value
    )


def _of_class(cls: ClassInfo, name: str, frame: Frame) -> Atoms:
    if is_enum(cls) and not name.startswith("_") and frame.read("attr", cls, name):
        return only(Instance(cls))
    result: Atoms = EMPTY
    for info in cls.family():
        _, method = find_method(info, name)
        if method is None:
            for ancestor in info.mro():
                result |= frame.read("attr", ancestor, name)
            continue
        value = frame.read("method", method) or only(Func(method))
        bound = method.binding == "classmethod"
        result |= frozenset(
            Func(atom.function, bound=bound) if isinstance(atom, Func) else atom for atom in value
        )
    if result:
        return result
    if name == "__subclasses__":
        below = Box(("subclasses", cls))
        refs = frozenset(ClassRef(sub) for sub in cls.family() if sub is not cls)
        frame.add(refs, "elem", below.site)
        return only(BoxMethod(below, "copy"))
    return PLAIN if name.startswith("__") or has_more(cls) else EMPTY


def _of_super(cls: ClassInfo, name: str, node: ast.AST, frame: Frame) -> Atoms:
    # What comes after a mixin depends on the class of the object.
    found = (_first_of(member.behind(cls), name, node, frame) for member in cls.family())
    known = frozenset[Atom]().union(*found) or _of_form(cls, name)
    return known or (only(External("builtins.object.__new__")) if name == "__new__" else PLAIN)


def _first_of(order: list[ClassInfo], name: str, node: ast.AST, frame: Frame) -> Atoms:
    for info in order:
        if name in info.methods:
            return _bound(info.methods[name], node, frame)
        if found := frame.read("attr", info, name):
            return found
    return EMPTY


def _of_form(cls: ClassInfo, name: str) -> Atoms:
    """``form.validate_on_submit`` and ``validate``, which a form has from FlaskForm."""
    full_name = f"{FLASK_FORM}.{name}"
    known = full_name in AWAITED_METHODS and cls.inherits(FLASK_FORM)
    return only(External(full_name)) if known else EMPTY


def of_module(module: str, name: str, frame: Frame) -> Atoms:
    """A name of a project module, or a module inside a package."""
    body = frame.world.declared.bodies.get(module)
    found = frame.module_name(module, name) if body is not None else EMPTY
    if any(isinstance(a, External) and a.name.startswith("builtins.") for a in found):
        found = frame.read("global", module, name)
    if f"{module}.{name}" in frame.world.modules:
        found |= only(ModuleRef(f"{module}.{name}"))
    source = frame.world.modules.get(module)
    return UNKNOWN if source is not None and source.tree is None and not found else found


def _of_external(full_name: str, name: str, node: ast.AST, frame: Frame) -> Atoms:
    full_name = alias_of(full_name)
    if full_name == CURRENT_USER:
        if name == "_get_current_object":
            return only(External(f"{CURRENT_USER}.{name}"))
        return attribute(users(frame), name, node, frame)
    if full_name == JWT_CURRENT_USER:
        return attribute(users(frame, "user_lookup_loader") or PLAIN, name, node, frame)
    known = frame.read("attr", full_name, name)
    read = f"{full_name}.{name}"
    return known or external(frame.world.aliases.get(read, read))


def _iterated(cls: ClassInfo, frame: Frame) -> Atoms:
    """What iterating over an object of a class of the project gives."""
    _, method = find_method(cls, "__iter__")
    if method is None:
        return PLAIN
    given = frame.read("return", method)
    if not any(isinstance(atom, Instance) for atom in given):
        return frame.read("yield", method) | elements(given, frame)
    _, step = find_method(cls, "__next__")  # ``return self``, for one
    return frame.read("return", step) if step else PLAIN


def elements(subject: Atoms, frame: Frame, *, values: bool = False) -> Atoms:
    """What iterating over ``subject`` gives; ``values`` of a dict instead of its keys."""
    result: Atoms = EMPTY
    for atom in subject:
        match atom:
            case Box(shape="dict") if not values:
                result |= PLAIN
            case Box(site=site):
                result |= frame.read("elem", site)
            case Generator(function=function):
                result |= frame.read("yield", function)
            case Instance(cls=cls):
                result |= _iterated(cls, frame)
            case ClassRef(cls=cls) if is_enum(cls):
                result |= only(Instance(cls))
            case Nothing():
                pass
            case Unknown():
                result |= UNKNOWN
            case Driver(kind=kind) if kind.removeprefix(SYNC_PREFIX) not in CURSORS:
                result |= only(Driver("grid_file")) if kind == "grid_cursor" else UNKNOWN
            case _:
                result |= PLAIN
    return result
