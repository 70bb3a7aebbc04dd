"""Write the files of a project and read them again with fresh eyes, until nothing is left."""

import ast
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from migrator.errors import CouldNotRun
from migrator.model.app import STAR, NameFact
from migrator.model.translation import GeneratedFile, Reason, Translation
from migrator.translate.analysis import Analysis, Refusal
from migrator.translate.beside import beside
from migrator.translate.binding import UNDEFINED, undefined_names
from migrator.translate.call_graph import (
    find_function,
)
from migrator.translate.compat_surface import closure
from migrator.translate.compiling import Unparsable
from migrator.translate.deciding import Decided
from migrator.translate.driver_api import kind_of_class
from migrator.translate.flask_names import of_flask
from migrator.translate.grades import grade, is_left_out
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


@dataclass(frozen=True, slots=True)
class Written:
    """What was decided, the files that came of it, and what ``lint`` finds in them."""

    decided: Decided
    translation: Translation
    findings: Callable[[], list[Finding]]

    def is_right(self) -> bool:
        """Whether nothing is left in the files."""
        return not self.findings()


def rounds(decided: Decided, package: str) -> Iterator[Written]:
    """Write the files, and again without what ``lint`` finds in them, which it looks for meanwhile.

    Raises:
        CouldNotRun: something is still left after several rounds.
    """
    theirs = undefined_names(decided.analysis)
    left: list[Finding] = []
    for _ in range(_ROUNDS):
        try:
            translation, trees = _write(decided, package)
        except Unparsable as error:
            left = [error.finding]
            decided = _without(decided, left, package)
            continue
        looking = partial(_findings, decided, translation, trees, theirs, package)
        with beside(looking) as findings:
            yield Written(decided, translation, findings)
            if not (left := findings()):
                return
        decided = _without(decided, left, package)
    raise CouldNotRun(
        f"the generated code is not right: {left[0].module}:{left[0].line} "
        f"{left[0].construct}: {left[0].why}",
        "please report this with the function it is about; nothing was written",
    )


def _findings(
    decided: Decided,
    translation: Translation,
    trees: Mapping[str, ast.Module],
    theirs: Collection[str],
    package: str,
) -> list[Finding]:
    """What ``lint`` finds in the files, but names that the author binds nowhere either."""
    files = {f.path: f.content.decode() for f in translation.files}
    driver = decided.analysis.driver
    found = lint(files, package, driver, _driver_facts(decided, package), trees)
    return [f for f in found if not (f.why == UNDEFINED and f.construct in theirs)]


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
    """The names that are driver objects, or come by a star, under their new modules."""
    world = decided.analysis.world
    where = layout(package, world.modules)
    return [
        replace(fact, module=where.module(fact.module))
        for fact in world.spec.names
        if kind_of_class(fact.type) or (fact.kind == STAR and not of_flask(fact.type))
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
        elsewhere=tuple(r for r in analysis.world.spec.routes if is_left_out(r, analysis)),
    )  # fmt: skip
    return found, trees


def _left_out(analysis: Analysis) -> set[Reason]:
    return {
        Reason(f.module.file, f.line, f.qualname, "a command line command is left out")
        for f in analysis.world.command_line
    }
