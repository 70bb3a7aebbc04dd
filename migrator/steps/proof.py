"""Gather all evidence about a project's routes, with what has changed since it was made."""

from dataclasses import dataclass

from migrator.gate.decide import Benchmarked, Proof
from migrator.introspect.specs import read_specs
from migrator.model.app import AppSpec
from migrator.project.project import Project
from migrator.steps.digests import current_digests, stale_parts
from migrator.steps.evidence import (
    SavedComparison,
    SavedCoverage,
    load_comparisons,
    load_coverage,
    load_gathered,
    load_given_up,
    load_grades,
)
from migrator.steps.verdicts import SavedVerdict, load_verdict


@dataclass(frozen=True, slots=True)
class Dossier:
    """What ``inspect`` saw and what scaffold, replay, bench and coverage found out since."""

    spec: AppSpec
    proof: Proof
    verdict: SavedVerdict | None
    comparisons: tuple[SavedComparison, ...]
    given_up: tuple[str, ...] = ()
    coverage: SavedCoverage | None = None
    gathered: bool = False


def gather(project: Project) -> Dossier:
    """The dossier of a project as it stands now.

    Raises:
        SpecStale: the application was never inspected.
    """
    spec = read_specs(project.route_specs)
    now = current_digests(project)
    loaded = {name: digest for name, digest in now.items() if name != "approvals"}
    verdict, comparisons = load_verdict(project), load_comparisons(project)
    proof = Proof(
        grades=load_grades(project),
        verdict=verdict.verdict if verdict else None,
        stale=stale_parts(verdict.digests, now) if verdict else (),
        stale_parts={
            rule: stale_parts(part.digests, now)
            for part in (verdict.parts if verdict else ())
            for rule in part.rules
        },
        benchmarks=tuple(
            Benchmarked(item.comparison, stale_parts(item.digests, loaded)) for item in comparisons
        ),
    )
    chosen = (load_given_up(project), load_coverage(project, now), load_gathered(project))
    return Dossier(spec, proof, verdict, comparisons, *chosen)
