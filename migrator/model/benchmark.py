"""What the load test measured, and the judgement of the ratio."""

from dataclasses import dataclass
from enum import StrEnum


class BenchmarkOutcome(StrEnum):
    """Pass, fail, or an honest "not enough evidence"."""

    PASS = "pass"  # noqa: S105 (not a password)
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Sample:
    """One request under load: block number, side, milliseconds from its due time, success.

    ``phase`` is ``paced`` (due at fixed times) or ``full`` (as fast as the side answers).
    """

    block: int
    side: str
    route: str
    milliseconds: float
    ok: bool = True
    phase: str = "paced"


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """One side of one route: latencies in milliseconds, throughput per second, errors."""

    side: str
    requests: int
    errors: int
    throughput: float
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """new/legacy with a bootstrap interval: below 1 is faster for latency, better above for rps."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides of one route and what the ratio means."""

    endpoint: str
    rule: str
    outcome: BenchmarkOutcome
    legacy: BenchmarkResult
    new: BenchmarkResult
    ratios: tuple[Ratio, ...]
    why: str = ""
