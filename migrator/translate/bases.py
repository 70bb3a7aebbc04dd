"""What a class has from its bases, and what its body makes of the names in it."""

from migrator.translate.atoms import Atoms, Func
from migrator.translate.declarations import ClassInfo

_BARE_BASES = frozenset({"abc.ABC", "builtins.object", "typing.Protocol", "typing.Generic"})


def as_method(atoms: Atoms, cls: ClassInfo) -> Atoms:
    """``find = read`` in a class body makes another method of a method."""
    owners = set(cls.mro())
    return frozenset(
        Func(atom.function, bound=True)
        if isinstance(atom, Func) and atom.function.owner in owners and not atom.function.binding
        else atom
        for atom in atoms
    )


def has_more(cls: ClassInfo) -> bool:
    """Whether a class outside of the project may give it attributes."""
    return any(info.external_bases - _BARE_BASES for info in cls.mro())


def is_enum(cls: ClassInfo) -> bool:
    """Whether the names of its body are objects of the class."""
    return cls.inherits("enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag")
