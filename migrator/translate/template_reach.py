"""What a template gets at from the values that it is given."""

from collections.abc import Iterable, Iterator

from migrator.translate.atoms import EMPTY, Atom, Atoms, Box, ClassRef, Func, Instance
from migrator.translate.declarations import ClassInfo, FunctionInfo
from migrator.translate.world import World


def reachable(starts: Iterable[Iterable[Atom]], world: World) -> Iterator[Atom]:
    """Each value once: those given, their items and attributes, and what their methods return."""
    seen: set[Atom] = set()
    waiting = [atom for atoms in starts for atom in atoms]
    while waiting:
        atom = waiting.pop()
        if atom not in seen:
            seen.add(atom)
            yield atom
            waiting += _behind(atom, world)


def methods(cls: ClassInfo) -> Iterator[FunctionInfo]:
    """The methods of an object, which may be one of a class that inherits from this one."""
    for info in _classes(cls):
        yield from info.methods.values()


def _behind(atom: Atom, world: World) -> Iterator[Atom]:
    values = world.store.values
    match atom:
        case Box(site=site):
            yield from values.get(("elem", site), EMPTY)
        case Func(function=function):
            yield from values.get(("return", function), EMPTY)
        case Instance(cls=cls) | ClassRef(cls=cls):
            for method in methods(cls):
                yield from values.get(("return", method), EMPTY)
            yield from _attributes(cls, world)


def _attributes(cls: ClassInfo, world: World) -> Atoms:
    owners = set(_classes(cls))
    found = (
        atoms
        for slot, atoms in world.store.values.items()
        if slot[0] == "attr" and slot[1] in owners
    )
    return EMPTY.union(*found)


def _classes(cls: ClassInfo) -> Iterator[ClassInfo]:
    return iter(dict.fromkeys(info for member in cls.family() for info in member.mro()))
