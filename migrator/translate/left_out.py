"""What the generated app does without: statements and classes of extensions that stay on Flask."""

import ast
from dataclasses import dataclass, field

from migrator.model.translation import Reason
from migrator.translate.atoms import (
    Atom,
    Atoms,
    ClassRef,
    External,
    ExternalInstance,
    Func,
    Instance,
)
from migrator.translate.declarations import ClassInfo, FunctionInfo
from migrator.translate.strangers import package_of


@dataclass(slots=True)
class LeftOut:
    """The statements and classes that go, and all nodes in them.

    ``quiet`` are the packages that act on nothing by themselves, ``decorated`` the functions that
    one of them decorates or fills. ``nones`` are mentions that only hand an object on: None goes
    in its place.
    """

    statements: dict[ast.stmt, str] = field(default_factory=dict)
    classes: set[ClassInfo] = field(default_factory=set)
    quiet: set[str] = field(default_factory=set)
    decorated: set[FunctionInfo] = field(default_factory=set)
    nones: set[ast.expr] = field(default_factory=set)
    nodes: set[ast.AST] = field(default_factory=set)
    lines: dict[str, set[int]] = field(default_factory=dict)

    def covers(self, reason: Reason) -> bool:
        """Whether a reason is about nothing but what goes."""
        return reason.line in self.lines.get(reason.file, ())

    def is_gone(self, atoms: Atoms) -> bool:
        """Whether a name that may be these no longer exists."""
        return bool(atoms) and all(map(self.goes, atoms))

    def goes(self, atom: Atom) -> bool:
        """Whether an object is of an extension that is left out, or of a class that goes."""
        match atom:
            case External(name=name) | ExternalInstance(name=name):
                return package_of(name) in self.quiet
            case ClassRef(cls=cls) | Instance(cls=cls):
                return cls in self.classes
            case Func(function=function):
                return function.owner in self.classes
            case _:
                return False
