"""What an assignment, a loop or a ``with`` tells the name, attribute or item on its left."""

import ast

from migrator.translate.atoms import EMPTY, Atoms, Box, External, Instance, Plain, Unknown, only
from migrator.translate.escaping import Arguments, escape, register
from migrator.translate.expressions import evaluate
from migrator.translate.frame import Frame
from migrator.translate.lookup import elements
from migrator.translate.storing import put_on_library, store_attribute

_TEMPLATE_NAMES = (".jinja_env.filters", ".jinja_env.globals", ".jinja_env.tests")


def assign(target: ast.expr, atoms: Atoms, frame: Frame) -> None:
    """Bind a target of an assignment, a loop, a ``with``."""
    frame.note(target, atoms)
    match target:
        case ast.Name(id=name):
            frame.bind(name, atoms)
        case ast.Starred(value=value):
            frame.add(atoms, "elem", target)
            assign(value, only(Box(target)), frame)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            starred = next(
                (n for n, p in enumerate(parts) if isinstance(p, ast.Starred)), len(parts)
            )
            for index, part in enumerate(parts):
                known = _part(atoms, index, frame) if index < starred else elements(atoms, frame)
                assign(part, known, frame)
        case ast.Attribute(value=value, attr=name):
            _assign_attribute(evaluate(value, frame), name, atoms, target, frame)
        case ast.Subscript(value=value, slice=index):
            evaluate(index, frame)
            put = elements(atoms, frame) if isinstance(index, ast.Slice) else atoms
            _assign_item(evaluate(value, frame), index, put, frame)


def _part(atoms: Atoms, index: int, frame: Frame) -> Atoms:
    result: Atoms = EMPTY
    for atom in atoms:
        exact = frame.read("key", atom.site, index) if isinstance(atom, Box) else EMPTY
        result |= exact or elements(only(atom), frame)
    return result


def _assign_attribute(
    subject: Atoms, name: str, atoms: Atoms, node: ast.Attribute, frame: Frame
) -> None:
    for atom in subject:
        store_attribute(atom, name, atoms, node, frame)


def _assign_item(  # noqa: C901 (one case an atom)
    subject: Atoms, index: ast.expr, atoms: Atoms, frame: Frame
) -> None:
    for atom in subject:
        match atom:
            case Box(site=site):
                frame.add(atoms, "elem", site)
                if isinstance(index, ast.Constant):
                    frame.add(atoms, "key", site, index.value)
            case External(name=name) if name.endswith(_TEMPLATE_NAMES):
                for function in atoms:
                    register(function, "template_filter", index, frame)
            case External(name=name) if isinstance(index, ast.Constant):
                frame.add(atoms, "attr", name, f"[{index.value!r}]")
            case Instance(cls=cls):
                for info in cls.mro():
                    if method := info.methods.get("__setitem__"):
                        frame.world.setters[index].add(method)
            case Plain() | Unknown():
                if isinstance(index, ast.Constant):
                    put_on_library(atoms, f"[{index.value!r}]", frame)
                escape(Arguments([atoms]), index, "an item of a library's object", frame)
            case _:
                pass
