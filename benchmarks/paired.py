"""Two sides measured in turns: the median of what each pair says, and its spread.

Absolute times drift by a factor of two on a shared machine; what neighbours say of each other
does not.
"""

from collections.abc import Callable
from statistics import median, quantiles

Measure = Callable[[], float]
Pairs = list[tuple[float, float]]


def measured_in_turns(base: Measure, other: Measure, pairs: int) -> Pairs:
    """The measurements of both sides, taken in the order AB BA AB ..."""
    found: Pairs = []
    for number in range(pairs):
        if number % 2:
            second, first = other(), base()
        else:
            first, second = base(), other()
        found.append((first, second))
    return found


def show_head(unit: str, base: str, other: str, shown: str) -> None:
    print(f"{unit:<44} {base:>9} {other:>9}   {shown} (middle half)     goal")


def show_ratio(name: str, pairs: Pairs, goal: float, *, at_least: bool = False) -> None:
    """A row with the ratio other/base; the goal is the most it may be, or the least."""
    _show(name, pairs, [other / base for base, other in pairs], goal, at_least=at_least)


def show_difference(name: str, pairs: Pairs, goal: float) -> None:
    """A row with the difference other - base."""
    _show(name, pairs, [other - base for base, other in pairs], goal)


def _show(
    name: str, pairs: Pairs, values: list[float], goal: float, *, at_least: bool = False
) -> None:
    low, middle, high = quantiles(values, n=4)
    base, other = (median(column) for column in zip(*pairs, strict=True))
    said = f"{middle:.2f} ({low:.2f} to {high:.2f})"
    verdict = "met" if (middle >= goal if at_least else middle <= goal) else "MISSED"
    sign = ">=" if at_least else "<="
    print(f"{name:<44} {base:9.1f} {other:9.1f}   {said:<24} {sign} {goal:<5g} {verdict}")
