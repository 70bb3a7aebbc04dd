"""Benchmarks, grades and coverage on disk, with the digests of what they were made from."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.errors import UsageError
from migrator.model.benchmark import Comparison
from migrator.model.codec import from_json, to_json
from migrator.model.coverage import Coverage
from migrator.model.translation import RouteTranslation
from migrator.project.files import dump_json, load_json, write_atomic
from migrator.project.project import Project
from migrator.steps.digests import current_digests, stale_parts

FORMAT = 1
COVERED = ("legacy", "recording", "spec")
"""The digests that coverage is bound to: the generated app takes no part in it."""


@dataclass(frozen=True, slots=True)
class SavedComparison:
    """The last comparison of one route under load, when it was made, and from what."""

    comparison: Comparison
    at: str
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SavedCoverage:
    """What the recording reached, when that was measured, and what has changed since."""

    coverage: Coverage
    at: str
    stale: tuple[str, ...] = ()


def save_comparisons(
    project: Project,
    comparisons: Iterable[Comparison],
    at: str,
    digests: Mapping[str, str] | None = None,
) -> None:
    """Keep the comparisons of a benchmark; those of other routes stay as they were."""
    taken = dict(digests if digests is not None else current_digests(project))
    fresh = [SavedComparison(item, at, taken) for item in comparisons]
    replaced = {(item.comparison.endpoint, item.comparison.rule) for item in fresh}
    kept = [
        saved
        for saved in load_comparisons(project)
        if (saved.comparison.endpoint, saved.comparison.rule) not in replaced
    ]
    ordered = sorted(fresh + kept, key=lambda s: (s.comparison.rule, s.comparison.endpoint))
    data = {"format": FORMAT, "comparisons": [to_json(saved) for saved in ordered]}
    write_atomic(project.benchmark_file, dump_json(data))


def load_comparisons(project: Project) -> tuple[SavedComparison, ...]:
    """The last comparison of each benchmarked route."""
    if not project.benchmark_file.is_file():
        return ()
    data = load_json(project.benchmark_file, FORMAT)
    with readable(project.benchmark_file):
        return tuple(from_json(SavedComparison, item) for item in data["comparisons"])


def save_coverage(project: Project, found: Coverage, at: str, digests: Mapping[str, str]) -> None:
    """Keep what a recording reaches; ``digests`` are those taken before it was played."""
    made_from = {name: digests[name] for name in COVERED}
    data = {"format": FORMAT, "at": at, "digests": made_from, "coverage": to_json(found)}
    write_atomic(project.coverage_file, dump_json(data))


def load_coverage(project: Project, now: Mapping[str, str]) -> SavedCoverage | None:
    """What the recording reached when that was last measured, held against the digests of now."""
    if not project.coverage_file.is_file():
        return None
    data = load_json(project.coverage_file, FORMAT)
    with readable(project.coverage_file):
        stale = stale_parts(data["digests"], {name: now[name] for name in COVERED})
        return SavedCoverage(from_json(Coverage, data["coverage"]), str(data["at"]), stale)


def load_grades(project: Project) -> tuple[RouteTranslation, ...]:
    """What the last ``scaffold`` said of each rule; empty when it never ran."""
    if not project.scaffold_file.is_file():
        return ()
    data = load_json(project.scaffold_file, FORMAT)
    with readable(project.scaffold_file):
        return tuple(from_json(RouteTranslation, route) for route in data["routes"])


def load_given_up(project: Project) -> tuple[str, ...]:
    """The behaviours of Flask that the generated app was written without; mostly none."""
    if not project.scaffold_file.is_file():
        return ()
    names = load_json(project.scaffold_file, FORMAT).get("give_up", [])
    return tuple(str(name) for name in names)


def load_chosen(project: Project, names: Iterable[str]) -> dict[str, Any]:
    """Those of the settings that the generated app was written with that were kept."""
    if not project.scaffold_file.is_file():
        return {}
    record = load_json(project.scaffold_file, FORMAT)
    return {name: record[name] for name in names if name in record}


def load_gathered(project: Project) -> bool:
    """Whether the generated app was written with independent reads gathered."""
    if not project.scaffold_file.is_file():
        return False
    return bool(load_json(project.scaffold_file, FORMAT).get("gather"))


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say which file has another shape than it should.

    Raises:
        UsageError: what is read inside has.
    """
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(
            f"{path} does not have the expected shape: {error}",
            "delete it and run the verb that writes it again",
        ) from error
