"""How much work an explanation may cost: a budget of steps, so that it is the same everywhere.

Whether two bodies are equal is decided before, by their bytes; only saying why not is capped.
"""

MOST_WORK = 40_000_000
"""Bytes looked at, each level of a body anew: some seconds."""
MOST_PAIRINGS = 20
"""Arrays whose items DeepDiff pairs, which takes up to a second for each."""
_LEAST_DEPTH = 8


class Work:
    """Carries what is left for one pair of bodies, the larger of which has ``size`` bytes."""

    def __init__(self, size: int) -> None:
        self._deepest = max(_LEAST_DEPTH, MOST_WORK // max(size, 1))
        self._pairings = MOST_PAIRINGS

    def is_too_deep(self, pointer: str) -> bool:
        """Whether looking below a JSON pointer would compare the whole body once too often."""
        return pointer.count("/") >= self._deepest

    def may_pair(self) -> bool:
        """Whether the items of one more array may be paired; it counts."""
        self._pairings -= 1
        return self._pairings >= 0
