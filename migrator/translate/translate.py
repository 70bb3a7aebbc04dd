"""The engine: a project's facts and text in, an async FastAPI project out, or reasons why not."""

import ast
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from migrator.errors import CouldNotRun
from migrator.model.app import AppSpec, NameFact
from migrator.model.translation import GeneratedFile, Reason, Translation
from migrator.translate.analysis import Analysis, Refusal
from migrator.translate.binding import UNDEFINED, undefined_names
from migrator.translate.call_graph import (
    find_function,
)
from migrator.translate.collector import collector_at_rest
from migrator.translate.compat_surface import closure
from migrator.translate.deciding import Decided, decide
from migrator.translate.declarations import FunctionInfo
from migrator.translate.documenting.operations import documented
from migrator.translate.driver_api import kind_of_class
from migrator.translate.grades import grade
from migrator.translate.guards import mentions
from migrator.translate.imports import layout
from migrator.translate.lint import Finding, lint
from migrator.translate.module_writer import (
    ModuleWriter,
    group_functions,
    group_needs,
    group_nodes,
)
from migrator.translate.nesting import room_for_nesting
from migrator.translate.thread_edits import SYNC
from migrator.translate.thread_paths import called_at_start

_ALWAYS = ("__init__", "startup", "strangler")
_ROUNDS = 4


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
        group_nodes(analysis.world.declared),
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
        content = written.text.replace("\n", source.newline).encode()
        files.append(GeneratedFile(writer.layout.file(source.file), content))
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


def _left_out(analysis: Analysis) -> set[Reason]:
    return {
        Reason(f.module.file, f.line, f.qualname, "a command line command is left out")
        for f in analysis.world.command_line
    }


__all__ = ["Decided", "FunctionInfo", "decide", "settle", "translate"]
