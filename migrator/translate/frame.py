"""One function while it is being looked at: its names and what they may be at this point."""

import ast
import builtins
from dataclasses import dataclass, field
from functools import cache

from migrator.translate.atoms import EMPTY, PLAIN, UNKNOWN, Atoms, External, ModuleRef, only
from migrator.translate.declarations import ClassInfo, FunctionInfo
from migrator.translate.world import World

Env = dict[str, Atoms]
_MODULE_NAMES = frozenset({"__name__", "__file__", "__doc__", "__package__", "__path__"})


@cache
def _builtin(name: str) -> Atoms:
    return only(External(f"builtins.{name}")) if hasattr(builtins, name) else EMPTY


@dataclass(slots=True)
class Frame:
    """A function, its local names at the current statement, and the class body it is in."""

    world: World
    function: FunctionInfo
    env: Env = field(default_factory=dict)
    cls: ClassInfo | None = None

    def child(self, env: Env | None = None) -> "Frame":
        """The same function with names of its own: a branch, a comprehension."""
        return Frame(self.world, self.function, dict(self.env if env is None else env), self.cls)

    def read(self, *slot: object) -> Atoms:
        """What the store knows about a slot; this function is looked at again when it grows."""
        return self.world.store.read(slot, self.function)

    def add(self, atoms: Atoms, *slot: object) -> None:
        """Tell the store about a slot."""
        self.world.store.add(slot, atoms)

    def name(self, name: str) -> Atoms:
        """What a name may be here: local, of a function around, of the module, builtin."""
        function = self.function
        module = function.module.name
        if function.kind == "module":
            fixed = self.world.store.fixed.get(("global", module, name))
            if fixed and not self._is_module_yet(name):
                return fixed
        if name in self.env and name not in function.globals:
            return self.env[name]
        scope: FunctionInfo | None = function
        while scope is not None and scope.kind != "module" and name not in scope.globals:
            if name in scope.locals and name not in scope.nonlocals:
                return self.read("local", scope, name)
            scope = scope.parent
        return self.module_name(module, name)

    def _is_module_yet(self, name: str) -> bool:
        """``card = card.Card()`` below ``from models import card``: bound anew only later."""
        known = self.env.get(name, EMPTY)
        return bool(known) and all(isinstance(atom, ModuleRef) for atom in known)

    def module_name(self, module: str, name: str) -> Atoms:
        """What a module's name may be."""
        body = self.world.declared.bodies.get(module)
        if body is not None and (name in body.locals or self._is_set_elsewhere(module, name)):
            return self.read("global", module, name)
        if name in _MODULE_NAMES:
            return PLAIN
        if found := _builtin(name):
            return found
        return self.read("global", module, name) | self.read("stars", module)

    def _is_set_elsewhere(self, module: str, name: str) -> bool:
        return ("global", module, name) in self.world.store.values or (
            ("global", module, name) in self.world.store.fixed
        )

    def bind(self, name: str, atoms: Atoms, scope: FunctionInfo | None = None) -> None:
        """Give a name a value."""
        if self.cls is not None:
            self.env[name] = atoms
            self.add(atoms, "attr", self.cls, name)
            return
        home = scope or self.function
        if name in home.globals or (home.kind == "module"):
            self.add(atoms, "global", home.module.name, name)
            if home.kind == "module":
                self.env[name] = atoms
            return
        if name in home.nonlocals:
            self._bind_nonlocal(name, atoms)
            return
        self.env[name] = atoms
        self.add(atoms, "local", home, name)

    def _bind_nonlocal(self, name: str, atoms: Atoms) -> None:
        scope = self.function.parent
        while scope is not None and name not in scope.locals:
            scope = scope.parent
        if scope is not None:
            self.add(atoms, "local", scope, name)

    def merge(self, *branches: "Frame") -> None:
        """Continue with what any of the branches may have left."""
        first, *others = branches
        env = dict(first.env)
        for branch in others:
            for name, atoms in branch.env.items():
                known = env.get(name, EMPTY)
                if known is not atoms:
                    env[name] = known | atoms
        self.env = env

    def note(self, node: ast.AST, atoms: Atoms) -> Atoms:
        """Remember the type of an expression."""
        return self.world.note(node, atoms)


__all__ = ["UNKNOWN", "Env", "Frame"]
