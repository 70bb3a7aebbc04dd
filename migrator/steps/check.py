"""Check in CI what the cutover stands on: specs, generated files, evidence of what is live."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from migrator import __version__
from migrator.errors import ExitCode, MigratorError, worst
from migrator.gate.decide import decide, patterns
from migrator.model.ledger import Stage
from migrator.project.files import dump_json
from migrator.project.project import Project
from migrator.report.junit import junit
from migrator.report.problem import Problem
from migrator.report.sarif import sarif
from migrator.steps import inspect as inspecting
from migrator.steps import scaffold as scaffolding
from migrator.steps.approve import complaints
from migrator.steps.placements import Placement
from migrator.steps.road import Road, survey

Say = Callable[[str], None]

_SHOWN = 10
_SERVING = frozenset({Stage.LIVE, Stage.CANARY})


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked and what is wrong; ``road`` is None where nothing could be read."""

    problems: tuple[Problem, ...]
    road: Road | None
    serving: tuple[str, ...]

    @property
    def exit_code(self) -> ExitCode:
        """The worst of all problems."""
        return worst(*(problem.exit_code for problem in self.problems))

    @property
    def progress(self) -> Mapping[str, int]:
        """How many rules have each milestone behind them."""
        return self.road.progress if self.road else {}


def check(project: Project, say: Say) -> Checked:
    """Look at everything; a check that cannot be made is a problem and not the end."""
    problems = _guarded("spec", lambda: _specs(project, say))
    problems += _guarded("generated", lambda: _generated(project, say))
    problems += _guarded("approval", lambda: _approvals(project))
    standing = stand(project)
    return Checked((*problems, *standing.problems), standing.road, standing.serving)


def stand(project: Project) -> Checked:
    """Look at the evidence of what FastAPI answers, on what there is on disk."""
    try:
        road = survey(project)
    except MigratorError as error:
        return Checked((_problem("evidence", error),), None, ())
    problems = (*_evidence(road, _prefix(project)), *_orphans(road.orphans))
    return Checked(problems, road, tuple(_serving(road)))


def junit_text(checked: Checked) -> str:
    """The verdicts of all rules and the other problems as JUnit XML."""
    verdict = checked.road.dossier.proof.verdict if checked.road else None
    routes = (*verdict.routes, *verdict.unmatched) if verdict else ()
    return junit(routes, checked.serving, checked.problems)


def sarif_text(project: Project, checked: Checked) -> str:
    """What was refused or runs in threads as SARIF."""
    grades = checked.road.dossier.proof.grades if checked.road else ()
    return dump_json(sarif(grades, __version__, _prefix(project)))


def _prefix(project: Project) -> str:
    """The path from the project's root to the application's sources, for file names in CI."""
    source = project.settings.source.strip("./")
    return f"{source}/" if source else ""


def _specs(project: Project, say: Say) -> Iterator[Problem]:
    seen = inspecting.inspect(project, say)
    for change in inspecting.changes_since(project, seen):
        message = f"route_specs/ is out of date: {change}"
        yield Problem("spec", message, ExitCode.EVIDENCE, "route_specs/app.json")


def _approvals(project: Project) -> Iterator[Problem]:
    for complaint in complaints(project):
        yield Problem("approval", complaint, ExitCode.DIFFERENT, project.approvals_file.name)


def _generated(project: Project, say: Say) -> Iterator[Problem]:
    """A fresh scaffold, merged with what people changed by hand, writes what stands there."""
    if not project.scaffold_file.is_file():
        return
    done = scaffolding.scaffold(project, say=say, dry_run=True)
    out = project.settings.out
    for path, conflicts in done.placed.conflicts.items():
        parts = _listed([conflict.part for conflict in conflicts if conflict.part])
        message = f"{path} was changed by hand and cannot be merged: {parts or 'the whole file'}"
        yield Problem("generated", message, ExitCode.DIFFERENT, f"{out}/{path}")
    others = [*done.changes.written, *done.changes.removed]
    if others:
        message = f"not what scaffold writes now, run `migrator scaffold`: {_listed(others)}"
        yield Problem("generated", message, ExitCode.EVIDENCE, f"{out}/{others[0]}")


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _evidence(road: Road, prefix: str) -> Iterator[Problem]:
    """Every pattern that FastAPI answers must still have the evidence that let it through."""
    rules = patterns(road.dossier.spec.routes)
    for pattern in _serving(road):
        routes = rules[pattern]
        decision = decide(pattern, routes, road.dossier.proof, Stage.LIVE, without_bench=True)
        against = [(reason, ExitCode.DIFFERENT) for reason in decision.reasons]
        missing = [(reason, ExitCode.EVIDENCE) for reason in decision.stale]
        place = routes[0].view.place
        file, line = (f"{prefix}{place.file}", place.line) if place else ("", 0)
        for reason, code in against + missing:
            yield Problem("verdict", f"{pattern} is live: {reason}", code, file, line, pattern)


def _serving(road: Road) -> Iterable[str]:
    return dict.fromkeys(rule.route.rule for rule in road.rules if rule.placement.stage in _SERVING)


def _orphans(orphans: Mapping[str, Placement]) -> Iterator[Problem]:
    for pattern, placement in sorted(orphans.items()):
        message = f"{pattern} is {placement} in cutover.json, but the app has no such rule"
        yield Problem("cutover", message, ExitCode.DIFFERENT, "cutover.json")


def _guarded(name: str, look: Callable[[], Iterable[Problem]]) -> list[Problem]:
    """The problems that ``look`` finds, or the one that keeps it from looking."""
    try:
        return list(look())
    except MigratorError as error:
        return [_problem(name, error)]


def _problem(name: str, error: MigratorError) -> Problem:
    hint = f" ({error.hint})" if error.hint else ""
    return Problem(name, f"{error.message}{hint}", error.exit_code)
