"""What the judges say: differences, and verdicts in which nothing compared is never SAME."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """SAME and DIFFERENT need at least one comparison; without one it is UNKNOWN."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    ``aspect`` is status, header, cookie, session, body, database, commands, loop or link; ``where``
    is a JSON pointer, a header name, a collection and document; ``cause`` is a SEMANTICS row where
    known; ``count`` says how many alike it stands for.
    """

    aspect: str
    where: str
    expected: str
    actual: str
    exchange: int = 0
    cause: str = ""
    source: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Excuse:
    """A tolerance that was used: its name, its reason and how often."""

    name: str
    reason: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class RouteVerdict:
    """The judgement of one rule over a recording.

    ``methods`` are those that were compared at least once; ``source`` is the view's file:line;
    ``strayed`` counts exchanges in which Flask answered another status than it was recorded with.
    """

    endpoint: str
    rule: str
    outcome: Outcome
    compared: int
    methods: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    source: str = ""
    why: str = ""
    strayed: int = 0


@dataclass(frozen=True, slots=True)
class ReplayVerdict:
    """The judgement of a replay, worst outcome first.

    ``left_out`` counts the exchanges that were not played, as nothing that was judged needs them.
    """

    outcome: Outcome
    compared: int
    routes: tuple[RouteVerdict, ...]
    end_state: tuple[Difference, ...] = ()
    unmatched: tuple[RouteVerdict, ...] = ()
    seconds: float = 0.0
    left_out: int = 0
