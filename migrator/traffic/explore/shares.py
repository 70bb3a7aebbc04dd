"""How many requests each operation gets: one with little to change leaves its part to others."""

from collections.abc import Sequence

_PLAIN = 40
_EACH = 30
"""What an operation can use: headers and methods, and each variable, name or field it has."""


def shares(examples: int, wanted: Sequence[tuple[int, float]]) -> list[int]:
    """Of so many ``examples`` each, what operations with (parts, factor) get; at least one.

    What one cannot use is divided among those that can (max-min fairness), as long as there are any
    with parts.
    """
    factors = [factor for _, factor in wanted]
    given = [min(float(_PLAIN + _EACH * parts), examples * f) for parts, f in wanted]
    left = sum(examples * factor for factor in factors) - sum(given)
    open_ones = {place for place, (parts, _) in enumerate(wanted) if parts}
    while left >= 1 and open_ones:
        level = left / sum(factors[place] for place in open_ones)
        for place in sorted(open_ones):
            room = max(_PLAIN + _EACH * wanted[place][0] - given[place], 0.0)
            more = min(level * factors[place], room)
            given[place] += more
            left -= more
            if more == room:
                open_ones.discard(place)
    return [max(1, round(number)) for number in given]
