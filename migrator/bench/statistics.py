"""The tools of the judge: quantiles, a bootstrap over pairs of blocks, an exact test of errors."""

import math
import random
from collections.abc import Callable, Mapping, Sequence

from migrator.model.benchmark import Ratio

Measure = Callable[[Sequence[float]], float]
"""A number that describes sorted values."""
Pair = tuple[Sequence[float], Sequence[float]]
"""Values of the legacy side and of the new side from two neighbouring blocks."""

_TAIL = 0.025  # each end of a 95% interval


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value that ``share`` of the sorted values do not exceed, between neighbours linear."""
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def bootstrap(
    pairs: Sequence[Pair],
    measures: Mapping[str, Measure],
    source: random.Random,
    resamples: int,
) -> tuple[Ratio, ...]:
    """The ratio new/legacy of each measure, with the interval that resampled pairs span.

    Whole pairs are drawn, not single values: what happens in one block is not independent, and
    what the machine did in a pair met both sides.
    """
    # Sorted here once: sorting them joined is then only merging.
    ready = [(sorted(legacy), sorted(new)) for legacy, new in pairs]
    drawn = [_ratios(source.choices(ready, k=len(ready)), measures) for _ in range(resamples)]
    found = _ratios(ready, measures)
    columns = [sorted(column) for column in zip(*drawn, strict=True)]
    return tuple(
        Ratio(name, value, quantile(column, _TAIL), quantile(column, 1 - _TAIL))
        for name, value, column in zip(measures, found, columns, strict=True)
    )


def _ratios(pairs: Sequence[Pair], measures: Mapping[str, Measure]) -> list[float]:
    legacy = sorted([value for old, _ in pairs for value in old])
    new = sorted([value for _, fresh in pairs for value in fresh])
    return [_ratio(measure(new), measure(legacy)) for measure in measures.values()]


def _ratio(new: float, legacy: float) -> float:
    if legacy:
        return new / legacy
    return math.inf if new else 1.0


def chance_of_errors(errors: int, requests: int, other_errors: int, other_requests: int) -> float:
    """How likely at least so many of all errors fall on this side by chance (Fisher's test)."""
    drawn = errors + other_errors
    worse = sum(
        math.comb(requests, here) * math.comb(other_requests, drawn - here)
        for here in range(errors, min(drawn, requests) + 1)
    )
    return worse / math.comb(requests + other_requests, drawn)
