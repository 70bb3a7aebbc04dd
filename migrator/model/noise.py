"""What Flask differs in from itself: places, how often, and in what form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """What the values at a noisy place look like: kinds of characters, and lengths."""

    characters: str = ""
    shortest: int = 0
    longest: int = 0


@dataclass(frozen=True, slots=True)
class NoisyPlace:
    """A place of a rule at which Flask differed from itself in ``differed`` exchanges.

    ``forms`` are the punctuation around the values: what is no letter and no digit.
    """

    endpoint: str
    rule: str
    aspect: str
    where: str
    differed: int
    shape: Shape = Shape()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """How many exchanges of a rule Flask answered against itself."""

    endpoint: str
    rule: str
    exchanges: int


@dataclass(frozen=True, slots=True)
class Noise:
    """What was learned from ``runs`` plays of Flask against itself, with or without frozen clocks.

    ``frozen`` says which: what differs on clocks that run says nothing about those that stand.
    """

    runs: int
    frozen: bool
    compared: tuple[Compared, ...] = ()
    places: tuple[NoisyPlace, ...] = ()
