"""What the report shows, computed before the template: the template holds shape only."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

from migrator.model.benchmark import Comparison, Ratio
from migrator.model.ledger import Event
from migrator.model.translation import Reason
from migrator.model.verdict import Difference, Excuse

_OCTAVES = 2.0
"""The scale of a ratio goes from a quarter to four times."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule's row: what is known about it in words."""

    rule: str
    methods: str
    endpoint: str
    grade: str
    replay: str
    bench: str
    stage: str
    source: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that stays on Flask, and every reason."""

    rule: str
    endpoint: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference, and the command that shows it, if the recording still has the request."""

    difference: Difference
    curl: str


@dataclass(frozen=True, slots=True)
class Differing:
    """A rule, or the requests that no rule matched, with what differed."""

    name: str
    rule: str
    source: str
    note: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A ratio with its interval on a logarithmic scale, as percentages of the scale's width."""

    ratio: Ratio
    left: float
    width: float
    mark: float

    @classmethod
    def of(cls, ratio: Ratio) -> "Bar":
        """The place of ``ratio`` on the scale, cut where it leaves it."""
        low, high, value = (_place(number) for number in (ratio.low, ratio.high, ratio.value))
        return cls(ratio, low, max(high - low, 0.5), value)


@dataclass(frozen=True, slots=True)
class Load:
    """A comparison under load with its bars."""

    comparison: Comparison
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """How many rules passed a milestone, of all."""

    name: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report."""

    app: str
    made_at: str
    replayed_at: str
    stale: str
    milestones: tuple[Milestone, ...]
    rules: tuple[Rule, ...]
    refusals: tuple[Refusal, ...]
    differing: tuple[Differing, ...]
    end_state: tuple[Difference, ...]
    excuses: tuple[Excuse, ...]
    loads: tuple[Load, ...]
    events: tuple[Event, ...]
    raw: Mapping[str, Any]


def _place(value: float) -> float:
    if value <= 0:
        return 0.0
    octave = min(max(log2(value), -_OCTAVES), _OCTAVES)
    return round((octave + _OCTAVES) / (2 * _OCTAVES) * 100, 2)
