"""Take all decisions about a project, before anything is written: colours, threads, refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from migrator.model.app import AppSpec
from migrator.model.translation import Reason
from migrator.translate.analysis import Analysis, Need
from migrator.translate.app_facts import check_app
from migrator.translate.call_graph import (
    CallGraph,
    build_graph,
    functions_after_login,
)
from migrator.translate.checks import check_colours, check_facts, check_places
from migrator.translate.colour import Palette, colour
from migrator.translate.gathering import plan_gathering
from migrator.translate.grades import Verdicts, grade
from migrator.translate.in_thread import check_threads, plan_threads
from migrator.translate.independent import tell_independent_reads
from migrator.translate.inference import infer
from migrator.translate.leaving_out import leave_out
from migrator.translate.library_methods import note_library_methods
from migrator.translate.nesting import room_for_nesting
from migrator.translate.project_source import read_project
from migrator.translate.recipe import load, needs_of
from migrator.translate.run_time_code import check_run_time_code
from migrator.translate.startup import started_functions, startup_functions
from migrator.translate.surface import check_names
from migrator.translate.sync_drivers import check_sync_drivers
from migrator.translate.template_values import wants_async_templates
from migrator.translate.thread_choice import is_wanted, more_threads, unsound, without_settled
from migrator.translate.thread_facts import ThreadFacts, look
from migrator.translate.thread_needs import with_threads
from migrator.translate.threaded import Threaded
from migrator.translate.world import World, build_world


@dataclass(frozen=True, slots=True)
class Decided:
    """A project with all decisions taken, before anything is written."""

    analysis: Analysis
    graph: CallGraph
    palette: Palette
    needs: tuple[Need, ...]
    verdicts: Verdicts


def decide(spec: AppSpec, root: Path, driver: str, *, gather: bool = False) -> Decided:
    """Read the project and decide what turns async, what is refused, what waits together."""
    load()
    world = build_world(spec, read_project(spec, root))
    world.root = root
    return _decided(world, driver, gather=gather)


@room_for_nesting()
def _decided(world: World, driver: str, *, gather: bool) -> Decided:
    infer(world)
    graph = build_graph(world)
    analysis = Analysis(world, driver)
    analysis.startup = startup_functions(world, graph)
    analysis.used_at_startup = started_functions(world, graph)
    analysis.after_login = functions_after_login(world, graph)
    needs = tuple(needs_of(world.declared.owners, analysis))
    check_places(needs, analysis)
    check_facts(analysis)
    check_run_time_code(analysis)
    check_sync_drivers(analysis)
    check_app(analysis)
    leave_out(analysis)
    check_names(analysis)
    needs, palette = _coloured(needs, analysis, graph)
    _check_modules(analysis)
    note_library_methods(analysis)
    analysis.async_templates = wants_async_templates(analysis, palette)
    if gather:
        analysis.gathers = plan_gathering(analysis, palette, graph)
    else:
        tell_independent_reads(analysis, palette)
    return Decided(analysis, graph, palette, needs, grade(analysis, graph, palette))


def _coloured(
    needs: Sequence[Need], analysis: Analysis, graph: CallGraph
) -> tuple[tuple[Need, ...], Palette]:
    """Who turns async, who stays in a worker thread, and what is refused for it."""
    refusals, notes = list(analysis.refusals), list(analysis.notes)
    facts: ThreadFacts | None = None
    while True:
        analysis.refusals[:], analysis.notes[:] = refusals, notes
        used, palette = _colour_once(needs, analysis, graph)
        if facts is None and not is_wanted(palette, analysis):
            return used, palette
        facts = facts or look(needs, analysis, graph)
        more = more_threads(palette, facts)
        if more is None and (lost := unsound(palette, facts)):
            facts.hopeless |= lost
            more = Threaded()
        if more is None:
            analysis.refusals[:] = without_settled(analysis.refusals, analysis)
            return used, palette
        analysis.threaded = more


def _colour_once(
    needs: Sequence[Need], analysis: Analysis, graph: CallGraph
) -> tuple[tuple[Need, ...], Palette]:
    needs = with_threads(needs, analysis)
    threads = plan_threads(needs, analysis, graph)
    needs = (*(need for need in needs if need not in threads.met), *threads.needs)
    palette = colour(needs, analysis, graph)
    check_threads(threads, needs, palette, analysis)
    check_colours(needs, palette, analysis)
    return needs, palette


def _check_modules(analysis: Analysis) -> None:
    for source in analysis.world.modules.values():
        if source.problem:
            reason = Reason(source.file, source.problem_line, "module", source.problem)
            analysis.notes.append(reason)
