"""Is the new side as fast, slower, or can nobody tell yet: pass, fail or inconclusive."""

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from migrator.bench.statistics import Measure, Pair, bootstrap, chance_of_errors, quantile
from migrator.model.benchmark import (
    BenchmarkOutcome,
    BenchmarkResult,
    Comparison,
    Ratio,
    Sample,
)

SIDES = ("legacy", "new")
FEWEST_REQUESTS = 100  # on each side: five of them lie beyond the p95
FEWEST_PAIRS = 8
_UNLIKELY = 0.01
_MOST_LEGACY_ERRORS = 0.05
_LAG_ALLOWED = 2.0  # milliseconds
_LONGEST_ADVICE = 3600.0

_LATENCY: Mapping[str, Measure] = {
    "p50": lambda values: quantile(values, 0.50),
    "p95": lambda values: quantile(values, 0.95),
    "p99": lambda values: quantile(values, 0.99),
}
_THROUGHPUT: Mapping[str, Measure] = {"throughput": fmean}


@dataclass(frozen=True, slots=True)
class Judge:
    """How strictly to judge: ``margin`` is the p95 ratio new/legacy up to which a route passes.

    ``full_block`` is the length in seconds of a block that measures throughput.
    """

    margin: float = 1.1
    full_block: float = 0.5
    resamples: int = 1000
    seed: int = 1

    def compare(
        self,
        endpoint: str,
        rule: str,
        samples: Iterable[Sample],
        *,
        seconds: float,
        lag_p99: float = 0.0,
    ) -> Comparison:
        """The judgement of one route from its samples, which took ``seconds`` to collect."""
        phases: dict[str, list[Sample]] = defaultdict(list)
        for sample in samples:
            phases[sample.phase].append(sample)
        paced, full = phases["paced"], phases["full"]
        sides = {side: self._result(side, paced, full) for side in SIDES}
        legacy, new = sides["legacy"], sides["new"]
        pairs = _pairs(paced)
        if not pairs:
            why = "no request was answered by both sides"
            return Comparison(endpoint, rule, BenchmarkOutcome.INCONCLUSIVE, legacy, new, (), why)

        source = random.Random(self.seed)  # noqa: S311 (a statistic, not a secret)
        ratios = bootstrap(pairs, _LATENCY, source, self.resamples)
        ratios += self._throughput(full, source)
        outcome, why = (
            _by_errors(legacy, new)
            or _by_amount(legacy, new, len(pairs), seconds)
            or _by_lag(lag_p99, legacy, new)
            or _by_ratio(ratios[1], self.margin, seconds)
        )
        return Comparison(endpoint, rule, outcome, legacy, new, ratios, why)

    def _result(
        self, side: str, paced: Sequence[Sample], full: Sequence[Sample]
    ) -> BenchmarkResult:
        mine = [sample for sample in paced if sample.side == side]
        times = sorted(sample.milliseconds for sample in mine)
        measured = len({sample.block // 2 for sample in full}) * self.full_block
        return BenchmarkResult(
            side=side,
            requests=len(mine),
            errors=sum(not sample.ok for sample in mine),
            throughput=sum(_counts(full, side).values()) / measured if measured else 0.0,
            p50=quantile(times, 0.50) if times else 0.0,
            p95=quantile(times, 0.95) if times else 0.0,
            p99=quantile(times, 0.99) if times else 0.0,
        )

    def _throughput(self, full: Sequence[Sample], source: random.Random) -> tuple[Ratio, ...]:
        legacy, new = (_counts(full, side) for side in SIDES)
        numbers = {number // 2 for number in (*legacy, *new)}
        pairs: list[Pair] = [(_of_pair(legacy, n), _of_pair(new, n)) for n in sorted(numbers)]
        return bootstrap(pairs, _THROUGHPUT, source, self.resamples) if pairs else ()


Judgement = tuple[BenchmarkOutcome, str]


def _pairs(paced: Sequence[Sample]) -> list[Pair]:
    """The latencies of blocks 0 and 1, 2 and 3, ...: one of each side, near in time."""
    blocks: dict[int, dict[str, list[float]]] = defaultdict(lambda: {side: [] for side in SIDES})
    for sample in paced:
        blocks[sample.block // 2][sample.side].append(sample.milliseconds)
    both = [blocks[number] for number in sorted(blocks) if all(blocks[number].values())]
    return [(pair["legacy"], pair["new"]) for pair in both]


def _counts(full: Sequence[Sample], side: str) -> dict[int, float]:
    counts: dict[int, float] = defaultdict(float)
    for sample in full:
        if sample.side == side and sample.ok:
            counts[sample.block] += 1
    return counts


def _of_pair(counts: Mapping[int, float], number: int) -> list[float]:
    """What one side answered in its block of a pair; a block without answers counts as none."""
    return [counts.get(2 * number, 0.0) + counts.get(2 * number + 1, 0.0)]


def _by_errors(legacy: BenchmarkResult, new: BenchmarkResult) -> Judgement | None:
    """Errors are compared by their number, and no tail is fast enough to make up for them."""
    if new.errors > legacy.errors:
        chance = chance_of_errors(new.errors, new.requests, legacy.errors, legacy.requests)
        said = f"{new.errors} of {new.requests} answers of the new side have another status"
        if chance < _UNLIKELY:
            return BenchmarkOutcome.FAIL, said
        return BenchmarkOutcome.INCONCLUSIVE, f"{said}; that may be chance, run it again"
    if legacy.errors > legacy.requests * _MOST_LEGACY_ERRORS:
        said = f"{legacy.errors} of {legacy.requests} answers of Flask are not as recorded"
        return BenchmarkOutcome.INCONCLUSIVE, said
    return None


def _by_amount(
    legacy: BenchmarkResult, new: BenchmarkResult, pairs: int, seconds: float
) -> Judgement | None:
    fewest = min(legacy.requests, new.requests)
    share = min(fewest / FEWEST_REQUESTS, pairs / FEWEST_PAIRS)
    if share >= 1:
        return None
    said = f"{fewest} requests a side in {pairs} pairs of blocks are too few for a p95"
    return BenchmarkOutcome.INCONCLUSIVE, f"{said}; {_advice(seconds * (1 / share - 1))}"


def _by_lag(lag: float, legacy: BenchmarkResult, new: BenchmarkResult) -> Judgement | None:
    if lag <= max(_LAG_ALLOWED, min(legacy.p95, new.p95)):
        return None
    said = f"the load generator itself was {lag:.1f} ms late; give it a machine with less to do"
    return BenchmarkOutcome.INCONCLUSIVE, said


def _by_ratio(p95: Ratio, margin: float, seconds: float) -> Judgement:
    interval = f"p95 ratio {p95.value:.2f} ({p95.low:.2f} to {p95.high:.2f})"
    if p95.high <= margin:
        return BenchmarkOutcome.PASS, f"{interval} is within {margin:g}"
    if p95.low > margin:
        return BenchmarkOutcome.FAIL, f"{interval} is beyond {margin:g}"
    more = _advice(_seconds_to_decide(p95, margin, seconds))
    return BenchmarkOutcome.INCONCLUSIVE, f"{interval} spans {margin:g}; {more}"


def _seconds_to_decide(p95: Ratio, margin: float, seconds: float) -> float:
    """How much longer until the interval leaves the margin: it narrows with the root of time."""
    if not 0 < p95.value < math.inf or p95.low <= 0:
        return math.inf
    distance = abs(math.log(margin / p95.value))
    reach = math.log(p95.high / p95.value if p95.value < margin else p95.value / p95.low)
    return seconds * ((reach / distance) ** 2 - 1) if distance else math.inf


def _advice(seconds: float) -> str:
    if seconds > _LONGEST_ADVICE:
        return "the sides are too close to the margin to tell within an hour"
    return f"about {max(seconds, 1):.0f} s more would tell"
