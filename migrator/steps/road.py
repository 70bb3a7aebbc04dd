"""How far each rule has come: found, scaffolded, verified, benchmarked, cut over."""

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.gate.decide import Benchmarked
from migrator.model.benchmark import BenchmarkOutcome
from migrator.model.ledger import Stage
from migrator.model.route import RouteSpec
from migrator.model.translation import Grade, RouteTranslation
from migrator.model.verdict import Outcome, RouteVerdict
from migrator.project.project import Project
from migrator.steps.ledger import Ledger, read_ledger
from migrator.steps.placements import LEGACY, Placement, read_placements
from migrator.steps.proof import Dossier, gather

MILESTONES = ("found", "scaffolded", "verified", "benchmarked", "live")


@dataclass(frozen=True, slots=True)
class Milestones:
    """One rule and what is known about it; ``None`` is what was never done."""

    route: RouteSpec
    grade: RouteTranslation | None
    verdict: RouteVerdict | None
    benchmark: Benchmarked | None
    placement: Placement
    stale: tuple[str, ...] = ()

    @property
    def passed(self) -> tuple[str, ...]:
        """The milestones behind this rule; stale evidence counts for none."""
        return tuple(
            name for name, is_passed in zip(MILESTONES, self._checks(), strict=True) if is_passed
        )

    def _checks(self) -> tuple[bool, ...]:
        grade, verdict, benchmark = self.grade, self.verdict, self.benchmark
        return (
            True,
            grade is not None and grade.grade is not Grade.REFUSED,
            verdict is not None and verdict.outcome is Outcome.SAME and not self.stale,
            benchmark is not None
            and benchmark.comparison.outcome is BenchmarkOutcome.PASS
            and not benchmark.stale,
            self.placement.stage is Stage.LIVE,
        )


@dataclass(frozen=True, slots=True)
class Road:
    """The whole migration at one moment."""

    dossier: Dossier
    rules: tuple[Milestones, ...]
    ledger: Ledger
    orphans: Mapping[str, Placement]

    @property
    def stale(self) -> tuple[str, ...]:
        """What has changed since any of the rules was replayed."""
        return tuple(dict.fromkeys(name for rule in self.rules for name in rule.stale))

    @property
    def progress(self) -> dict[str, int]:
        """How many rules have each milestone behind them."""
        return {name: sum(name in rule.passed for rule in self.rules) for name in MILESTONES}


def survey(project: Project) -> Road:
    """Where every rule stands.

    Raises:
        SpecStale: the application was never inspected.
    """
    dossier = gather(project)
    placements = read_placements(project)
    grades = {
        (item.endpoint, item.rule, frozenset(item.methods)): item for item in dossier.proof.grades
    }
    routes = dossier.proof.verdict.routes if dossier.proof.verdict else ()
    verdicts = {(item.endpoint, item.rule): item for item in routes}
    benchmarks = {(i.comparison.endpoint, i.comparison.rule): i for i in dossier.proof.benchmarks}
    rules = tuple(
        Milestones(
            route,
            grades.get((route.endpoint, route.rule, frozenset(route.methods))),
            verdicts.get((route.endpoint, route.rule)),
            benchmarks.get((route.endpoint, route.rule)),
            placements.get(route.rule, LEGACY),
            dossier.proof.stale_for(route),
        )
        for route in dossier.spec.routes
    )
    known = {route.rule for route in dossier.spec.routes}
    orphans = {pattern: it for pattern, it in placements.items() if pattern not in known}
    return Road(dossier, rules, read_ledger(project), orphans)
