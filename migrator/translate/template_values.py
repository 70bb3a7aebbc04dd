"""What templates may call: when any of it turned async, the templates have to await."""

import ast
from collections.abc import Callable, Iterable, Iterator

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import (
    Atom,
    Box,
    ClassRef,
    Driver,
    Func,
    Generator,
    Instance,
    Unknown,
)
from migrator.translate.colour import Palette
from migrator.translate.declarations import FunctionInfo
from migrator.translate.driver_api import CURSORS
from migrator.translate.template_reach import methods, reachable
from migrator.translate.world import World

CALLED = ("template_filter", "template_global", "template_test")
STAGES = ("context_processor", *CALLED)
LOADERS = ("user_loader", "request_loader")
RENDERING = frozenset({"flask.render_template", "flask.render_template_string"})


def wants_async_templates(analysis: Analysis, palette: Palette) -> bool:
    """Whether the environment has to be an async one.

    Context processors and the loader of ``current_user`` are awaited before a template is
    rendered (`compat/templates.py`); what they give counts, and what is not known of it.
    """
    world = analysis.world
    if any(palette.is_async(f) for f in world.registered(*CALLED)):
        return True
    if any(isinstance(atom, Unknown) for atoms in _awaited(world, palette) for atom in atoms):
        return True
    wanted = _calling(palette.is_async)
    return any(_is_lazy(atom) or wanted(atom) for atom in _within_reach(analysis))


def may_call(analysis: Analysis, asked: Callable[[FunctionInfo], bool]) -> bool:
    """Whether a template may call one of the functions that are asked for."""
    return any(map(_calling(asked), _within_reach(analysis)))


def renderers(analysis: Analysis, asked: Callable[[FunctionInfo], bool]) -> set[FunctionInfo]:
    """The functions that render a template which may call one of those that are asked for."""
    world = analysis.world
    wanted = _calling(asked)
    everywhere = any(map(wanted, reachable([*_context(world), *_users(world)], world)))
    return {
        analysis.owner(call)
        for call in _calls(world, analysis)
        if everywhere or any(map(wanted, reachable(map(world.type_of, _given(call)), world)))
    }


def _within_reach(analysis: Analysis) -> Iterator[Atom]:
    """What any template of the project gets at."""
    world = analysis.world
    return reachable([*_values(world, analysis), *_context(world), *_users(world)], world)


def _values(world: World, analysis: Analysis) -> Iterator[Iterable[Atom]]:
    for call in _calls(world, analysis):
        yield from map(world.type_of, _given(call))


def _calls(world: World, analysis: Analysis) -> Iterator[ast.Call]:
    for node in world.types:
        if node.__class__ is ast.Call and analysis.full_names(node.func) & RENDERING:
            yield node


def _given(call: ast.Call) -> Iterator[ast.AST]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)


def _users(world: World) -> Iterator[Iterable[Atom]]:
    """What ``current_user`` is, which Flask-Login gives every template."""
    for function in world.registered(*LOADERS):
        yield world.store.values.get(("return", function), ())


def _context(world: World) -> Iterator[Iterable[Atom]]:
    """What every template sees: ``g`` and what context processors return."""
    for slot, atoms in world.store.values.items():
        if slot[:2] == ("attr", "flask.g"):
            yield atoms
    for function in world.registered("context_processor"):
        yield world.store.values.get(("return", function), ())


def _awaited(world: World, palette: Palette) -> Iterator[Iterable[Atom]]:
    """What async loaders and context processors give; of them, all has to be known."""
    for function in world.registered("context_processor", *LOADERS):
        if palette.is_async(function):
            returned = world.store.values.get(("return", function), (Unknown(),))
            yield returned
            for atom in returned:
                if isinstance(atom, Box):
                    yield world.store.values.get(("elem", atom.site), ())


def _calling(asked: Callable[[FunctionInfo], bool]) -> Callable[[Atom], bool]:
    """Whether a template that has a value may call one of the functions asked for."""

    def calls(atom: Atom) -> bool:
        match atom:
            case Func(function=function):
                return asked(function)
            case Instance(cls=cls) | ClassRef(cls=cls):
                return any(map(asked, methods(cls)))
        return False

    return calls


def _is_lazy(atom: Atom) -> bool:
    return isinstance(atom, Generator) or (isinstance(atom, Driver) and atom.kind in CURSORS)
