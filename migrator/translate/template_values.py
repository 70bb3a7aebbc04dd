"""What templates may call: when any of it turned async, the templates have to await."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import Atom, Box, Func, Instance
from migrator.translate.colour import Palette
from migrator.translate.names import CURRENT_USER, LOGIN_MANAGER
from migrator.translate.world import World

_STAGES = ("context_processor", "template_filter", "template_global", "template_test")
_RENDERING = frozenset({"flask.render_template", "flask.render_template_string"})
_DEPTH = 4


def wants_async_templates(analysis: Analysis, palette: Palette) -> bool:
    """Whether the environment has to be an async one."""
    world = analysis.world
    if any(palette.is_async(f) for f in world.registered(*_STAGES)) or _has_login(world):
        return True
    return any(
        analysis.is_lazy(node) or _may_await(world.type_of(node), world, palette, _DEPTH)
        for node in _values(world, analysis)
    ) or any(_may_await(atoms, world, palette, _DEPTH) for atoms in _context(world))


def _has_login(world: World) -> bool:
    return any(
        getattr(atom, "name", "") in {LOGIN_MANAGER, CURRENT_USER}
        for atoms in world.types.values()
        for atom in atoms
    )


def _values(world: World, analysis: Analysis) -> Iterable[ast.AST]:
    for node in world.types:
        if node.__class__ is ast.Call and analysis.full_names(node.func) & _RENDERING:
            yield from node.args
            yield from (keyword.value for keyword in node.keywords)


def _context(world: World) -> Iterable[Iterable[Atom]]:
    """What every template sees: ``g`` and what context processors return."""
    for slot, atoms in world.store.values.items():
        if slot[:2] == ("attr", "flask.g"):
            yield atoms
    for function in world.registered("context_processor"):
        yield world.store.values.get(("return", function), ())


def _may_await(atoms: Iterable[Atom], world: World, palette: Palette, depth: int) -> bool:
    for atom in atoms:
        match atom:
            case Func(function=function) if palette.is_async(function):
                return True
            case Instance(cls=cls):
                methods = (
                    m for info in cls.family() for c in info.mro() for m in c.methods.values()
                )
                if any(map(palette.is_async, methods)):
                    return True
            case Box(site=site) if depth:
                inner = world.store.values.get(("elem", site), ())
                if _may_await(inner, world, palette, depth - 1):
                    return True
            case _:
                pass
    return False
