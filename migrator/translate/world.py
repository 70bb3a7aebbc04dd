"""Everything the inference works on and finds out about one project."""

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from migrator.model.app import STAR, AppSpec
from migrator.translate.atoms import EMPTY, Atom, Atoms, ClassRef, Driver, Instance, only
from migrator.translate.declarations import ClassInfo, Declarations, FunctionInfo
from migrator.translate.driver_api import kind_of_class
from migrator.translate.nesting import TOO_DEEP
from migrator.translate.project_source import ModuleSource
from migrator.translate.store import Store


@dataclass(frozen=True, slots=True)
class Registration:
    """A function handed to Flask or to an extension: what for, and at which node."""

    function: FunctionInfo
    stage: str
    node: ast.AST
    where: FunctionInfo


@dataclass(frozen=True, slots=True)
class Escape:
    """A value handed to code that is not the project's: ``to`` says which."""

    atom: Atom
    node: ast.AST
    to: str
    where: FunctionInfo


@dataclass(slots=True)
class World:
    """The modules, what they declare, and the growing knowledge about their values."""

    spec: AppSpec
    modules: dict[str, ModuleSource]
    root: Path = field(default_factory=Path)
    declared: Declarations = field(default_factory=Declarations)
    store: Store = field(default_factory=Store)
    types: dict[ast.AST, Atoms] = field(default_factory=dict)
    getters: dict[ast.AST, set[FunctionInfo]] = field(default_factory=lambda: defaultdict(set))
    setters: dict[ast.AST, set[FunctionInfo]] = field(default_factory=lambda: defaultdict(set))
    registrations: dict[tuple[FunctionInfo, str], Registration] = field(default_factory=dict)
    by_stage: dict[str, list[FunctionInfo]] = field(default_factory=lambda: defaultdict(list))
    escapes: dict[tuple[Atom, ast.AST], Escape] = field(default_factory=dict)
    decorated_by: dict[FunctionInfo, dict[FunctionInfo, None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    layers: dict[FunctionInfo, list[Atoms]] = field(default_factory=dict)
    unknown_decorators: dict[FunctionInfo, dict[str, ast.AST]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    context_managers: set[FunctionInfo] = field(default_factory=set)
    cached: dict[FunctionInfo, ast.AST] = field(default_factory=dict)
    command_line: set[FunctionInfo] = field(default_factory=set)
    threaded: set[FunctionInfo] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)
    stars: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """By module: the names that libraries gave it by ``import *``, and the library of each."""

    def note(self, node: ast.AST, atoms: Atoms) -> Atoms:
        """Remember what an expression may be."""
        known = self.types.get(node)
        self.types[node] = atoms if known is None else known | atoms
        return atoms

    def type_of(self, node: ast.AST) -> Atoms:
        """What an expression may be, as far as the inference saw it."""
        return self.types.get(node, EMPTY)

    def registered(self, *stages: str) -> list[FunctionInfo]:
        """The functions handed to Flask for one of ``stages``."""
        return [function for stage in stages for function in self.by_stage[stage]]

    def find_class(self, full_name: str) -> ClassInfo | None:
        """The project's class of that import path."""
        return self.declared.classes_by_name.get(full_name)


def build_world(spec: AppSpec, modules: dict[str, ModuleSource]) -> World:
    """Declare all modules and pin the module-level names whose run-time type is known."""
    world = World(spec, modules)
    for source in modules.values():
        try:
            world.declared.declare(source)
        except RecursionError:  # half of it is declared: begin again without it
            source.tree, source.problem = None, TOO_DEEP
            return build_world(spec, modules)
    for fact in spec.names:
        atom: Atom | None = None
        if fact.kind == STAR:
            world.stars[fact.module][fact.name] = fact.type
            continue
        if kind := kind_of_class(fact.type):
            atom = Driver(kind)
        elif cls := world.find_class(fact.type):
            atom = Instance(cls)
        if atom is not None and fact.module in world.declared.bodies:
            world.store.fixed["global", fact.module, fact.name] = only(atom)
    return world


__all__ = ["ClassRef", "Escape", "Registration", "World", "build_world"]
