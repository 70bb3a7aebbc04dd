"""The engine: a project's facts and text in, an async FastAPI project out, or reasons why not."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.errors import CouldNotRun
from migrator.model.app import AppSpec, NameFact
from migrator.model.translation import GeneratedFile, Reason, Translation
from migrator.translate.analysis import Analysis, Need, Refusal
from migrator.translate.app_facts import check_app
from migrator.translate.binding import UNDEFINED, undefined_names
from migrator.translate.call_graph import (
    CallGraph,
    build_graph,
    find_function,
    functions_after_login,
)
from migrator.translate.checks import check_colours, check_facts, check_places
from migrator.translate.collector import collector_at_rest
from migrator.translate.colour import Palette, colour
from migrator.translate.compat_surface import closure
from migrator.translate.declarations import FunctionInfo
from migrator.translate.documenting.operations import documented
from migrator.translate.driver_api import kind_of_class
from migrator.translate.gathering import plan_gathering
from migrator.translate.grades import Verdicts, grade
from migrator.translate.guards import mentions
from migrator.translate.imports import layout
from migrator.translate.in_thread import check_threads, plan_threads
from migrator.translate.independent import tell_independent_reads
from migrator.translate.inference import infer
from migrator.translate.lint import Finding, lint
from migrator.translate.module_writer import (
    ModuleWriter,
    group_functions,
    group_needs,
    group_nodes,
)
from migrator.translate.nesting import room_for_nesting
from migrator.translate.project_source import read_project
from migrator.translate.recipe import load, needs_of
from migrator.translate.run_time_code import check_run_time_code
from migrator.translate.startup import started_functions, startup_functions
from migrator.translate.surface import check_names
from migrator.translate.sync_drivers import check_sync_drivers
from migrator.translate.template_values import wants_async_templates
from migrator.translate.thread_choice import is_wanted, more_threads, unsound, without_settled
from migrator.translate.thread_edits import SYNC
from migrator.translate.thread_facts import ThreadFacts, look
from migrator.translate.thread_needs import with_threads
from migrator.translate.thread_paths import called_at_start
from migrator.translate.threaded import Threaded
from migrator.translate.world import World, build_world

_ALWAYS = ("__init__", "startup", "strangler")
_ROUNDS = 4


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
    return _decided(build_world(spec, read_project(spec, root)), driver, gather=gather)


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
    check_names(analysis)
    needs, palette = _coloured(needs, analysis, graph)
    _check_modules(analysis)
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


def translate(
    spec: AppSpec, root: Path, *, package: str, driver: str = "motor", gather: bool = False
) -> Translation:
    """Translate a project; every file's path is posix, from the generated folder.

    The result is read again by ``lint``; a function in which something is left is refused, and
    the project written once more without it.

    Raises:
        CouldNotRun: something is still left after several rounds.
    """
    with collector_at_rest():
        decided, translation = settle(spec, root, package=package, driver=driver, gather=gather)
        about = documented(decided.analysis, decided.graph, translation.routes)
    return replace(translation, documented=about)


def settle(
    spec: AppSpec, root: Path, *, package: str, driver: str = "motor", gather: bool = False
) -> tuple[Decided, Translation]:
    """Translate a project; also the decisions that stand in the end, for those who explain them.

    Raises:
        CouldNotRun: something is still left after several rounds.
    """
    with collector_at_rest():
        return _settle(decide(spec, root, driver, gather=gather), package, driver)


def _settle(decided: Decided, package: str, driver: str) -> tuple[Decided, Translation]:
    theirs = undefined_names(decided.analysis)
    for _ in range(_ROUNDS):
        translation, trees = _write(decided, package)
        files = {f.path: f.content.decode() for f in translation.files}
        found = lint(files, package, driver, _driver_facts(decided, package), trees)
        findings = [f for f in found if not (f.why == UNDEFINED and f.construct in theirs)]
        if not findings:
            return decided, translation
        decided = _without(decided, findings, package)
    raise CouldNotRun(
        f"the generated code is not right: {findings[0].module}:{findings[0].line} "
        f"{findings[0].construct}: {findings[0].why}",
        "please report this with the function it is about; nothing was written",
    )


def _without(decided: Decided, findings: Iterable[Finding], package: str) -> Decided:
    """The same decisions with the functions refused in which ``lint`` found something."""
    analysis = decided.analysis
    layout_ = layout(package, analysis.world.modules)
    modules = {layout_.module(name): name for name in analysis.world.modules}
    for finding in findings:
        name = modules.get(finding.module, finding.module.removeprefix(f"{package}."))
        function = find_function(analysis.world, name, _without_anonymous(finding.qualname))
        function = function or analysis.world.declared.bodies[name]
        reason = Reason(function.module.file, function.line, finding.construct, finding.why)
        analysis.refusals.append(Refusal(function, reason))
    return replace(decided, verdicts=grade(analysis, decided.graph, decided.palette))


def _driver_facts(decided: Decided, package: str) -> list[NameFact]:
    """The names that are driver objects at run time, under their new modules."""
    world = decided.analysis.world
    where = layout(package, world.modules)
    return [
        replace(fact, module=where.module(fact.module))
        for fact in world.spec.names
        if kind_of_class(fact.type)
    ]


def _without_anonymous(qualname: str) -> str:
    """The ``def`` around a lambda or a generator expression."""
    parts = qualname.split(".")
    while parts and parts[-1] in {"<lambda>", "<genexpr>", "<locals>"}:
        parts.pop()
    return ".".join(parts)


@room_for_nesting()
def _write(decided: Decided, package: str) -> tuple[Translation, dict[str, ast.Module]]:
    """The translation, and the trees of those of its files that were parsed on the way."""
    analysis, verdicts = decided.analysis, decided.verdicts
    notes = tuple(sorted(set(analysis.notes) | _left_out(analysis)))
    if verdicts.blocked:
        return Translation(tuple(verdicts.routes), (), (), notes), {}
    writer = ModuleWriter(
        analysis,
        decided.palette,
        layout(package, analysis.world.modules),
        verdicts.dropped,
        group_needs(decided.needs),
        group_nodes(analysis.world.declared.owners),
        group_functions(analysis.world.declared.functions),
        mentions(analysis.world),
    )
    files: list[GeneratedFile] = []
    trees: dict[str, ast.Module] = {}
    compat: set[str] = set()
    gathered: set[Reason] = set()
    for source in analysis.world.modules.values():
        if source.tree is None:
            continue
        written = writer.write(source)
        compat |= written.compat
        gathered |= {*written.gathered}
        files.append(GeneratedFile(writer.layout.file(source.file), written.text.encode()))
        if written.tree is not None:
            trees[files[-1].path] = written.tree
    needed = closure([*compat, *_ALWAYS])
    asks_sync = any(s.startswith(SYNC) for asked in analysis.asked.values() for s in asked)
    asks_early = analysis.asks_early or called_at_start(analysis, decided.graph)
    found = Translation(
        tuple(verdicts.routes), tuple(files), needed, tuple(sorted({*notes, *gathered})),
        asks_sync=asks_sync, asks_early=asks_early,
    )  # fmt: skip
    return found, trees


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


__all__ = ["Decided", "FunctionInfo", "decide", "settle", "translate"]
