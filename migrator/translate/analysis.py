"""What recipes ask: the type of an expression, how something is iterated, who awaits what."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.model.translation import Reason
from migrator.translate.atoms import (
    Atom,
    Atoms,
    Driver,
    External,
    Func,
    Generator,
    Nothing,
)
from migrator.translate.declarations import FunctionInfo
from migrator.translate.driver_api import CURSORS
from migrator.translate.edits import Edits
from migrator.translate.left_out import LeftOut
from migrator.translate.names import alias_of
from migrator.translate.threaded import Threaded
from migrator.translate.world import World

if TYPE_CHECKING:
    from migrator.translate.call_sites import CallSites
    from migrator.translate.documenting.bindings import Bindings

Change = Callable[[Edits, "Colours"], None]
Colours = Callable[[FunctionInfo], bool]
"""Whether a function turned async."""
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Need:
    """Something that can only be done in async code.

    It is needed ``always`` or once one of ``functions`` turned async. ``awaited`` is the expression
    that gets ``await``; ``change`` makes the other edits. ``together``: all of ``functions`` turn
    async when one does, because the same place calls them all. ``everywhere``: a body that stays
    synchronous needs it as well. ``gives``: with its change, ``node`` is something to await.
    """

    node: ast.AST
    owner: FunctionInfo
    construct: str
    always: bool = False
    functions: frozenset[FunctionInfo] = frozenset()
    awaited: ast.expr | None = None
    change: Change | None = None
    together: bool = False
    everywhere: bool = False
    gives: bool = False

    def holds(self, is_async: Colours) -> bool:
        """Whether it is needed, given who is async."""
        return self.always or any(map(is_async, self.functions))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A function that cannot be translated, and why.

    With ``fits_thread`` only async code is spoken against: as it stands, in a worker thread, it
    does what it does today; or ``instead`` of it, another function does.
    """

    function: FunctionInfo
    reason: Reason
    needs: frozenset[FunctionInfo] = frozenset()
    always: bool = True
    fits_thread: bool = False
    instead: FunctionInfo | None = None

    def holds(self, is_async: Colours) -> bool:
        """Whether it stands; some only when another function turned async."""
        return self.always or any(map(is_async, self.needs))


@dataclass(frozen=True, slots=True)
class Iteration:
    """What is iterated: cursors, generators of the project, or anything else."""

    cursors: bool = False
    generators: frozenset[FunctionInfo] = frozenset()
    others: bool = False

    def mode(self, is_async: Colours) -> str:
        """``sync``, ``cursor``, ``async`` or ``mixed``."""
        live = [g for g in self.generators if is_async(g)]
        if not self.cursors and not live:
            return "sync"
        if self.others or len(live) != len(self.generators):
            return "mixed"
        if live:
            return "mixed" if self.cursors else "async"
        return "cursor"


@dataclass(frozen=True, slots=True)
class Gather:
    """Reads of one function whose values get these names: by statements, or under keys.

    ``told`` is the note about them.
    """

    qualname: str
    names: tuple[str, ...]
    told: Reason


@dataclass(slots=True)
class Analysis:
    """The finished inference, as recipes see it."""

    world: World
    driver: str
    after_login: set[FunctionInfo] = field(default_factory=set)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)
    startup: set[FunctionInfo] = field(default_factory=set)
    asked: dict[str, set[str]] = field(default_factory=dict)
    async_templates: bool = False
    used_at_startup: set[FunctionInfo] = field(default_factory=set)
    loaded_users: dict[FunctionInfo, frozenset[ast.AST]] = field(default_factory=dict)
    _named: dict[ast.AST, frozenset[str]] | None = None
    gathers: dict[str, tuple[Gather, ...]] = field(default_factory=dict)
    giving: dict[FunctionInfo, bool] = field(default_factory=dict)
    bindings: dict[FunctionInfo, "Bindings"] = field(default_factory=dict)
    threaded: Threaded = field(default_factory=Threaded)
    asks_early: bool = False
    left: LeftOut = field(default_factory=LeftOut)
    call_sites: "CallSites | None" = None

    def owner(self, node: ast.AST) -> FunctionInfo:
        """The function whose code ``node`` is."""
        return self.world.declared.owners[node]

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The syntax node around ``node``."""
        return self.world.declared.parents.get(node)

    def type_of(self, node: ast.AST) -> Atoms:
        """What an expression may be."""
        return self.world.type_of(node)

    @property
    def named(self) -> dict[ast.AST, frozenset[str]]:
        """Every expression that may stand for an external name, with these names."""
        if self._named is None:
            self._named = {}
            known: dict[Atoms, frozenset[str]] = {}
            for node, atoms in self.world.types.items():
                if atoms not in known:
                    known[atoms] = _external_names(atoms)
                if known[atoms]:
                    self._named[node] = known[atoms]
        return self._named

    def full_names(self, node: ast.AST) -> frozenset[str]:
        """The external names an expression may stand for."""
        return (self._named or self.named).get(node, _NOTHING)

    def written_names(self, node: ast.AST) -> set[str]:
        """The external names as the code has them: ``flask.current_app`` is not ``flask.Flask``."""
        return {a.name for a in self.type_of(node) if isinstance(a, External)}

    def functions(self, node: ast.AST) -> list[Func]:
        """The project's functions an expression may stand for."""
        found = [atom for atom in self.type_of(node) if isinstance(atom, Func)]
        return sorted(found, key=lambda f: f.function.label) if len(found) > 1 else found

    def iteration(self, node: ast.AST) -> Iteration:
        """How an expression is iterated."""
        cursors = others = False
        generators: list[FunctionInfo] = []
        for atom in self.type_of(node):
            match atom:
                case Generator(function=function):
                    generators.append(function)
                case Driver(kind=kind) if kind in CURSORS:
                    cursors = True
                case Nothing():
                    pass
                case _:
                    others = True
        return Iteration(cursors, frozenset(generators), others)

    def is_lazy(self, node: ast.AST) -> bool:
        """Whether iterating over ``node`` may have to be asynchronous."""
        return any(
            atom.kind in CURSORS if isinstance(atom, Driver) else isinstance(atom, Generator)
            for atom in self.type_of(node)
        )

    def loops(
        self,
        node: ast.expr,
        around: ast.AST,
        construct: str,
        change: Change,
        awaited: ast.expr | None = None,
    ) -> Iterable[Need]:
        """The need that arises in ``around`` from iterating over ``node``, if any."""
        if not self.is_lazy(node):
            return
        iteration = self.iteration(node)
        yield Need(
            node=around,
            owner=self.owner(around),
            construct=construct,
            always=iteration.cursors,
            functions=iteration.generators,
            awaited=awaited,
            change=change,
        )

    def ask(self, node: ast.AST, statement: str) -> None:
        """Ask for an import line in the module of ``node``."""
        self.asked.setdefault(self.owner(node).module.name, set()).add(statement)

    def refuse(  # noqa: PLR0913 (the parts of a reason, and when it holds)
        self,
        node: ast.AST,
        construct: str,
        why: str,
        todo: str = "",
        needs: Iterable[FunctionInfo] = (),
        *,
        fits_thread: bool = False,
        owner: FunctionInfo | None = None,
    ) -> None:
        """Refuse the function around ``node``, or ``owner``; with ``needs`` if one is async."""
        owner = owner or self.owner(node)
        reason = Reason(owner.module.file, getattr(node, "lineno", 1), construct, why, todo)
        needed = frozenset(needs)
        self.refusals.append(Refusal(owner, reason, needed, not needed, fits_thread))

    def note(self, node: ast.AST, construct: str, why: str, todo: str = "") -> None:
        """Tell the team something that does not stop the translation."""
        file = self.owner(node).module.file
        self.notes.append(Reason(file, getattr(node, "lineno", 1), construct, why, todo))


def _external_names(atoms: Atoms) -> frozenset[str]:
    return frozenset(alias_of(atom.name) for atom in atoms if isinstance(atom, External))


def described(atom: Atom) -> str:
    """An atom in words."""
    match atom:
        case Driver(kind=kind):
            return f"a PyMongo {kind.replace('_', ' ')}"
        case Func(function=function) | Generator(function=function):
            return f"{function.label}"
        case _:
            return type(atom).__name__.lower()
