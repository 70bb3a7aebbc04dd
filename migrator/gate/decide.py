"""Decide whether a path pattern may be cut over: every reason why not, none hidden.

A pattern is the text of a rule with all the methods and endpoints that stand on it. Its gate is
open for a canary or for live when, on evidence that fits the code, recording, specs and lock file
of now,

* each of its rules was translated (``async`` or ``threaded``),
* each was replayed and came out SAME, and each of its methods was compared at least once (HEAD
  and OPTIONS, which Flask adds by itself, only where the recording has them),
* no difference of the end states is its own or nobody's,
* it was benchmarked and every comparison passed; a caller that does without waives a benchmark
  that is missing, old or inconclusive, never one that failed. A pattern on which nothing is read
  by GET cannot be loaded without changing data, so none is asked for.

For shadow, where Flask still answers, the translation is enough.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from migrator.model.benchmark import BenchmarkOutcome, Comparison
from migrator.model.ledger import Decision, Stage
from migrator.model.route import RouteSpec
from migrator.model.translation import Grade, RouteTranslation
from migrator.model.verdict import Outcome, ReplayVerdict, RouteVerdict

_ADDED_BY_FLASK = frozenset({"HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Benchmarked:
    """A comparison under load and what has changed since it was made."""

    comparison: Comparison
    stale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """All evidence there is; ``stale`` names what has changed since the whole replay.

    ``stale_parts`` has what changed since for the rules (endpoint and text) that were replayed by
    themselves after it.
    """

    grades: tuple[RouteTranslation, ...] = ()
    verdict: ReplayVerdict | None = None
    stale: tuple[str, ...] = ()
    benchmarks: tuple[Benchmarked, ...] = ()
    stale_parts: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def stale_for(self, route: RouteSpec) -> tuple[str, ...]:
        """What has changed since this rule was replayed."""
        return self.stale_parts.get((route.endpoint, route.rule), self.stale)


def patterns(routes: Iterable[RouteSpec]) -> dict[str, tuple[RouteSpec, ...]]:
    """The rules of each path pattern, in registration order."""
    found: dict[str, tuple[RouteSpec, ...]] = {}
    for route in routes:
        found[route.rule] = (*found.get(route.rule, ()), route)
    return found


def decide(
    pattern: str, routes: Sequence[RouteSpec], proof: Proof, stage: Stage, *, without_bench: bool
) -> Decision:
    """Whether the rules of ``pattern`` may move to ``stage``.

    ``reasons`` are what evidence says against it; ``stale`` is evidence that is missing or old.
    """
    found = [*_translated(routes, proof.grades)]
    is_refused = any(not item.is_missing for item in found)
    # More evidence would not move a refused rule, so none is asked for.
    if stage is not Stage.SHADOW and not is_refused:
        found += _replayed(routes, proof)
        if without_bench:
            found += _failed(pattern, proof.benchmarks)
        elif any("GET" in route.methods for route in routes):
            found += _benchmarked(pattern, proof.benchmarks)
    reasons = tuple(item.text for item in found if not item.is_missing)
    stale = tuple(item.text for item in found if item.is_missing)
    return Decision(pattern, not found, reasons, stale)


@dataclass(frozen=True, slots=True)
class _Obstacle:
    text: str
    is_missing: bool = False


def _translated(
    routes: Sequence[RouteSpec], grades: Iterable[RouteTranslation]
) -> Iterator[_Obstacle]:
    known = {(grade.endpoint, grade.rule, frozenset(grade.methods)): grade for grade in grades}
    for route in routes:
        grade = known.get((route.endpoint, route.rule, frozenset(route.methods)))
        if grade is None:
            yield _Obstacle(f"{route.endpoint} was not scaffolded", is_missing=True)
        elif grade.grade is Grade.REFUSED:
            why = "; ".join(f"{r.file}:{r.line} {r.construct}: {r.why}" for r in grade.reasons)
            yield _Obstacle(f"{route.endpoint} stays on Flask: {why or 'refused'}")


def _replayed(routes: Sequence[RouteSpec], proof: Proof) -> Iterator[_Obstacle]:
    if proof.verdict is None:
        yield _Obstacle("nothing was replayed yet", is_missing=True)
        return
    if stale := dict.fromkeys(name for route in routes for name in proof.stale_for(route)):
        changed = ", ".join(stale)
        yield _Obstacle(f"the replay is stale: {changed} changed since", is_missing=True)
    verdicts = {(item.endpoint, item.rule): item for item in proof.verdict.routes}
    for route in routes:
        yield from _one_replayed(route, verdicts.get((route.endpoint, route.rule)))
    if proof.verdict.end_state and not _is_attributed(proof.verdict):
        first = proof.verdict.end_state[0].where
        yield _Obstacle(f"the databases differ after the replay and no route is known: {first}")


def _one_replayed(route: RouteSpec, verdict: RouteVerdict | None) -> Iterator[_Obstacle]:
    if verdict is None or verdict.outcome is Outcome.UNKNOWN or not verdict.compared:
        why = verdict.why if verdict else ""
        text = f"{route.endpoint} was not compared" + (f": {why}" if why else "")
        yield _Obstacle(text, is_missing=True)
        return
    if verdict.outcome is Outcome.DIFFERENT:
        yield _Obstacle(f"{route.endpoint} differs: {_first(verdict)}")
    unseen = set(route.methods) - _ADDED_BY_FLASK - set(verdict.methods)
    for method in sorted(unseen):
        yield _Obstacle(f"{method} of {route.endpoint} was not compared", is_missing=True)


def _first(verdict: RouteVerdict) -> str:
    if not verdict.differences:
        return "see the verdict"
    found = verdict.differences[0]
    more = len(verdict.differences) - 1
    words = f"{found.aspect} {found.where}: {found.expected} became {found.actual}"
    return words + (f" (and {more} more)" if more else "")


def _is_attributed(verdict: ReplayVerdict) -> bool:
    found = (item for route in verdict.routes for item in route.differences)
    return any(item.aspect == "database" for item in found)


def _benchmarked(pattern: str, benchmarks: Iterable[Benchmarked]) -> Iterator[_Obstacle]:
    mine = [item for item in benchmarks if item.comparison.rule == pattern]
    if not mine:
        yield _Obstacle("it was not benchmarked", is_missing=True)
    for item in mine:
        if item.stale:
            changed = ", ".join(item.stale)
            text = f"the benchmark of {item.comparison.endpoint} is stale: {changed} changed since"
            yield _Obstacle(text, is_missing=True)
        if item.comparison.outcome is not BenchmarkOutcome.PASS:
            yield _not_passed(item.comparison)


def _failed(pattern: str, benchmarks: Iterable[Benchmarked]) -> Iterator[_Obstacle]:
    for item in benchmarks:
        is_failure = item.comparison.outcome is BenchmarkOutcome.FAIL and not item.stale
        if item.comparison.rule == pattern and is_failure:
            yield _not_passed(item.comparison)


def _not_passed(comparison: Comparison) -> _Obstacle:
    said = f"the benchmark of {comparison.endpoint} says {comparison.outcome.value}"
    return _Obstacle(f"{said}: {comparison.why}".rstrip(": "))
