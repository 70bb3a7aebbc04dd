"""What an import statement binds: modules and names of the project, or of a library."""

import ast

from migrator.translate.atoms import UNKNOWN, Atoms, External, ModuleRef, only
from migrator.translate.frame import Frame
from migrator.translate.lookup import of_module
from migrator.translate.project_source import absolute_name


def run_import(node: ast.Import | ast.ImportFrom, frame: Frame) -> None:
    """Bind the names of an import statement."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            frame.bind(alias.asname or name, module_atoms(name, frame))
        return
    base = absolute_name(frame.function.module, node)
    for alias in node.names:
        if alias.name == "*":
            _star(base, frame)
            continue
        frame.bind(alias.asname or alias.name, _member(base, alias.name, frame))


def module_atoms(name: str, frame: Frame) -> Atoms:
    """A module of the project, or of a library."""
    if name in frame.world.modules or any(m.startswith(f"{name}.") for m in frame.world.modules):
        return only(ModuleRef(name))
    return only(External(name))


def _member(base: str, name: str, frame: Frame) -> Atoms:
    if alias := frame.world.aliases.get(f"{base}.{name}"):
        return only(External(alias))
    if base in frame.world.modules or f"{base}.{name}" in frame.world.modules:
        return of_module(base, name, frame)
    return only(External(f"{base}.{name}"))


def _star(base: str, frame: Frame) -> None:
    """All names of a module: the text says which a project's has, a running app the library's."""
    given = frame.world.stars.get(frame.function.module.name, {})
    body = frame.world.declared.bodies.get(base)
    if base not in frame.world.modules and not given:
        frame.add(UNKNOWN, "stars", frame.function.module.name)
    for name in sorted(body.locals if body else ()):
        if not name.startswith("_"):
            frame.function.locals.add(name)
            frame.bind(name, frame.module_name(base, name))
    for name, library in given.items():
        frame.function.locals.add(name)
        frame.bind(name, _member(library, name, frame))
