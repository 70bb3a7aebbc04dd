"""An exchange that both sides answered, and what the judge said of it."""

from dataclasses import dataclass

from migrator.model.exchange import Exchange
from migrator.model.verdict import Difference, Excuse


@dataclass(frozen=True, slots=True)
class JudgedExchange:
    """An exchange that both sides answered, and what the judge said of it.

    ``differences`` may have some of the databases after it, by ``judge_end_state``; ``is_mended``
    says that the databases were made equal again before the next exchange; ``status`` is what Flask
    answered this time, 0 where nobody asked it. ``unsure`` are differences that may be noise, and
    ``why`` says what is not known of them.
    """

    exchange: Exchange
    differences: tuple[Difference, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    is_mended: bool = False
    status: int = 0
    unsure: tuple[Difference, ...] = ()
    why: str = ""

    @property
    def is_strayed(self) -> bool:
        """Whether Flask answered another status than it was recorded with."""
        return self.status not in (0, self.exchange.answer.status)
