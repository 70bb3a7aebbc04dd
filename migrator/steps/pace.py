"""How fast exchanges follow one another, and when that has to be given up."""

from dataclasses import dataclass, replace

from migrator.model.exchange import Exchange
from migrator.traffic.leaning import SAFE

Rule = tuple[str, str]

_MOST_ALONE = 3
_THREADS = 4
_THREADS_IN_TIME = 32


@dataclass(frozen=True, slots=True)
class Again:
    """Why a playback in which exchanges overlapped says nothing, and the rule that wrote in it."""

    why: str
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """At most ``jobs`` exchanges at once; or each at its recorded time, ``speed`` times as fast.

    The exchanges of the rules ``alone`` never overlap with others.
    """

    jobs: int = 1
    speed: float = 0.0
    alone: frozenset[Rule] = frozenset()

    @property
    def threads(self) -> int:
        """How many requests a Flask must be able to answer at once."""
        return _THREADS_IN_TIME if self.speed else max(_THREADS, self.jobs)

    def after(self, again: Again) -> "Pace":
        """The pace at which to play anew: one rule more stands alone, or at last every one."""
        if again.rule is None or len(self.alone) >= _MOST_ALONE:
            return ONE_BY_ONE
        return replace(self, alone=self.alone | {again.rule})

    def stands_alone(self, exchange: Exchange) -> bool:
        """Whether everything before must be answered first, and everything after must wait."""
        if exchange.state or (exchange.endpoint, exchange.rule) in self.alone:
            return True
        return exchange.request.method not in SAFE


ONE_BY_ONE = Pace()
