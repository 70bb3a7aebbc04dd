"""What templates may call: when any of it turned async, the templates have to await."""

import ast
from collections.abc import Callable, Iterable

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import Atom, Box, Func, Instance
from migrator.translate.colour import Palette
from migrator.translate.declarations import FunctionInfo
from migrator.translate.names import CURRENT_USER, LOGIN_MANAGER
from migrator.translate.world import World

STAGES = ("context_processor", "template_filter", "template_global", "template_test")
RENDERING = frozenset({"flask.render_template", "flask.render_template_string"})
_DEPTH = 4


def wants_async_templates(analysis: Analysis, palette: Palette) -> bool:
    """Whether the environment has to be an async one."""
    world = analysis.world
    if any(palette.is_async(f) for f in world.registered(*STAGES)) or _has_login(world):
        return True
    return any(map(analysis.is_lazy, _values(world, analysis))) or may_call(
        analysis, palette.is_async
    )


def may_call(analysis: Analysis, asked: Callable[[FunctionInfo], bool]) -> bool:
    """Whether a template may call one of the functions that are asked for."""
    world = analysis.world
    given = (world.type_of(node) for node in _values(world, analysis))
    return any(_has(atoms, world, asked, _DEPTH) for atoms in (*given, *_context(world)))


def renderers(analysis: Analysis, asked: Callable[[FunctionInfo], bool]) -> set[FunctionInfo]:
    """The functions that render a template which may call one of those that are asked for."""
    world = analysis.world
    calls = list(_calls(world, analysis))
    everywhere = any(
        _has(atoms, world, asked, _DEPTH) for atoms in (*_context(world), *_users(world))
    )
    return {
        analysis.owner(call)
        for call in calls
        if everywhere
        or any(_has(world.type_of(node), world, asked, _DEPTH) for node in _given(call))
    }


def _has_login(world: World) -> bool:
    return any(
        getattr(atom, "name", "") in {LOGIN_MANAGER, CURRENT_USER}
        for atoms in world.types.values()
        for atom in atoms
    )


def _values(world: World, analysis: Analysis) -> Iterable[ast.AST]:
    for call in _calls(world, analysis):
        yield from _given(call)


def _calls(world: World, analysis: Analysis) -> Iterable[ast.Call]:
    for node in world.types:
        if node.__class__ is ast.Call and analysis.full_names(node.func) & RENDERING:
            yield node


def _given(call: ast.Call) -> Iterable[ast.AST]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)


def _users(world: World) -> Iterable[Iterable[Atom]]:
    """What ``current_user`` is, which Flask-Login gives every template."""
    for function in world.registered("user_loader", "request_loader"):
        yield world.store.values.get(("return", function), ())


def _context(world: World) -> Iterable[Iterable[Atom]]:
    """What every template sees: ``g`` and what context processors return."""
    for slot, atoms in world.store.values.items():
        if slot[:2] == ("attr", "flask.g"):
            yield atoms
    for function in world.registered("context_processor"):
        yield world.store.values.get(("return", function), ())


def _has(
    atoms: Iterable[Atom], world: World, asked: Callable[[FunctionInfo], bool], depth: int
) -> bool:
    for atom in atoms:
        match atom:
            case Func(function=function) if asked(function):
                return True
            case Instance(cls=cls):
                methods = (
                    m for info in cls.family() for c in info.mro() for m in c.methods.values()
                )
                if any(map(asked, methods)):
                    return True
            case Box(site=site) if depth:
                inner = world.store.values.get(("elem", site), ())
                if _has(inner, world, asked, depth - 1):
                    return True
            case _:
                pass
    return False
