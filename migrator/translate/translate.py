"""The engine: a project's facts and text in, an async FastAPI project out, or reasons why not."""

import ast
from dataclasses import dataclass
from pathlib import Path

from migrator.model.app import AppSpec
from migrator.model.translation import GeneratedFile, Reason, Translation
from migrator.translate.analysis import Analysis, Need
from migrator.translate.call_graph import CallGraph, build_graph, functions_after_login
from migrator.translate.checks import check_colours
from migrator.translate.compat_surface import closure
from migrator.translate.colour import Palette, colour
from migrator.translate.declarations import FunctionInfo
from migrator.translate.grades import Verdicts, grade
from migrator.translate.imports import layout
from migrator.translate.inference import infer
from migrator.translate.module_writer import ModuleWriter, group_needs, group_nodes
from migrator.translate.names import CURRENT_USER, LOGIN_MANAGER
from migrator.translate.project_source import read_project
from migrator.translate.recipe import load, needs_of
from migrator.translate.startup import startup_functions
from migrator.translate.surface import check_names
from migrator.translate.world import World, build_world

_ALWAYS = ("__init__", "startup", "strangler")


@dataclass(frozen=True, slots=True)
class Decided:
    """A project with all decisions taken, before anything is written."""

    analysis: Analysis
    graph: CallGraph
    palette: Palette
    needs: tuple[Need, ...]
    verdicts: Verdicts


def decide(spec: AppSpec, root: Path, driver: str) -> Decided:
    """Read the project and decide what turns async and what is refused."""
    load()
    world = build_world(spec, read_project(spec, root))
    infer(world)
    graph = build_graph(world)
    analysis = Analysis(world, driver)
    analysis.startup = startup_functions(world, graph)
    analysis.used_at_startup = graph.reach(
        [f for f in analysis.startup if f.kind == "module"], calls_only=True
    )
    analysis.after_login = functions_after_login(world, graph)
    needs = tuple(need for node in world.declared.owners for need in needs_of(node, analysis))
    palette = colour(needs, analysis, graph)
    check_names(analysis)
    check_colours(needs, palette, analysis)
    _check_modules(analysis)
    analysis.async_templates = _wants_async_templates(analysis, palette)
    return Decided(analysis, graph, palette, needs, grade(analysis, graph, palette))


def translate(spec: AppSpec, root: Path, *, package: str, driver: str = "motor") -> Translation:
    """Translate a project; every file's path is posix, from the generated folder."""
    decided = decide(spec, root, driver)
    analysis, verdicts = decided.analysis, decided.verdicts
    notes = tuple(sorted(set(analysis.notes) | _left_out(analysis)))
    if verdicts.blocked:
        return Translation(tuple(verdicts.routes), (), (), notes)
    writer = ModuleWriter(
        analysis,
        decided.palette,
        layout(package, analysis.world.modules),
        verdicts.dropped,
        group_needs(decided.needs),
        group_nodes(analysis.world.declared.owners),
    )
    files: list[GeneratedFile] = []
    compat: set[str] = set()
    for source in analysis.world.modules.values():
        if source.tree is None:
            continue
        written = writer.write(source)
        compat |= written.compat
        files.append(GeneratedFile(writer.layout.file(source.file), written.text.encode()))
    return Translation(
        tuple(verdicts.routes), tuple(files), closure([*compat, *_ALWAYS]), notes
    )


def _check_modules(analysis: Analysis) -> None:
    for source in analysis.world.modules.values():
        if source.problem:
            reason = Reason(source.file, source.problem_line, "module", source.problem)
            analysis.notes.append(reason)


def _left_out(analysis: Analysis) -> set[Reason]:
    return {
        Reason(f.module.file, f.line, f.qualname, "a command line command is left out")
        for f in analysis.world.command_line
    }


def _wants_async_templates(analysis: Analysis, palette: Palette) -> bool:
    """Templates await when something they may call does: filters, processors, the user."""
    world = analysis.world
    stages = ("context_processor", "template_filter", "template_global", "template_test")
    if any(palette.is_async(f) for f in world.registered(*stages)):
        return True
    uses_login = any(
        getattr(atom, "name", "") in {LOGIN_MANAGER, CURRENT_USER}
        for atoms in world.types.values()
        for atom in atoms
    )
    return uses_login or _renders_lazily(world, analysis)


def _renders_lazily(world: World, analysis: Analysis) -> bool:
    """A cursor handed to a template is iterated there."""
    for node in world.types:
        if isinstance(node, ast.Call) and analysis.full_names(node.func) & {
            "flask.render_template",
            "flask.render_template_string",
        }:
            values = [*node.args, *(k.value for k in node.keywords)]
            if any(analysis.is_lazy(value) for value in values):
                return True
    return False


__all__ = ["Decided", "FunctionInfo", "decide", "translate"]
