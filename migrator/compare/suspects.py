"""Find the exchange behind a difference of the two databases."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from migrator.compare.end_state import DATABASE
from migrator.model.exchange import Exchange
from migrator.model.verdict import Difference

Digests = tuple[Mapping[str, str], Mapping[str, str]]
"""The digest of each collection after an exchange: Flask's database and FastAPI's."""

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_AFTER_NAME = re.compile(r"(\[|(?<=\$indexes)\.| \(and more\)).*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """The collections that parted in an exchange, and who had parted the databases that it met.

    What differs in the answer of one that met unequal databases may be a consequence and says
    nothing sure about its own route.
    """

    parted: tuple[str, ...] = ()
    culprit: Exchange | None = None


class Trail:
    """Walks a recording in its order; carries where the databases are apart, and whose doing it is.

    A collection that became equal again and parts once more has a second culprit.
    """

    def __init__(self, changes: Mapping[int, Digests]) -> None:
        self._changes = changes
        self._parted: frozenset[str] = frozenset()
        self._culprit: Exchange | None = None

    def step(self, exchange: Exchange, *, is_mended: bool) -> Step:
        """What the next exchange did; ``is_mended`` says that all was made equal after it."""
        met = self._culprit
        if exchange.id not in self._changes:
            return Step((), met)
        now = parted(self._changes[exchange.id])
        fresh = tuple(sorted(now - self._parted))
        self._parted = frozenset() if is_mended else now
        self._culprit = (met or exchange) if self._parted else None
        return Step(fresh, met)


def parted(digests: Digests) -> frozenset[str]:
    """The collections that are not equal."""
    legacy, new = digests
    names = legacy.keys() | new.keys()
    return frozenset(name for name in names if legacy.get(name) != new.get(name))


class Changes(dict[int, Digests]):
    """Where the databases stood after each write, as far as it says something.

    Kept are the first, each after which they were apart, and each after such a one, and of these
    the collections that were apart: so it does not grow with a recording that plays the same.
    """

    _were_apart = False

    def note(self, exchange: int, digests: Digests) -> None:
        """Keep where they stand after an exchange that wrote."""
        apart = parted(digests)
        if apart or self._were_apart or not self:
            legacy, new = ({name: s[name] for name in s.keys() & apart} for s in digests)
            self[exchange] = legacy, new
        self._were_apart = bool(apart)


def unseen(
    end_state: tuple[Difference, ...], changes: Mapping[int, Digests]
) -> tuple[Difference, ...]:
    """What differs in the end in collections that never parted while they were watched."""
    watched = frozenset[str]().union(*map(parted, changes.values()))
    return tuple(item for item in end_state if _collection(item) not in watched)


def suspects(
    exchanges: Iterable[Exchange], end_state: tuple[Difference, ...]
) -> Mapping[int, tuple[Difference, ...]]:
    """Every route that wrote may be the one; with no write at all every route is a suspect."""
    if not end_state:
        return {}
    first: dict[tuple[str, str], int] = {}
    writers: dict[tuple[str, str], int] = {}
    for item in exchanges:
        first.setdefault((item.endpoint, item.rule), item.id)
        if item.request.method in _WRITES:
            writers.setdefault((item.endpoint, item.rule), item.id)
    numbers = sorted((writers or first).values())
    return {number: tuple(_of(number, end_state)) for number in numbers}


def named(
    collections: Iterable[str], end_state: tuple[Difference, ...], exchange: int
) -> Iterator[Difference]:
    """What the end states say of the collections, or that they differed for a while."""
    for name in collections:
        known = tuple(item for item in end_state if _collection(item) == name)
        for_a_while = Difference(DATABASE, name, "equal", "differs after this exchange")
        yield from _of(exchange, known or (for_a_while,))


def _of(exchange: int, differences: tuple[Difference, ...]) -> Iterator[Difference]:
    return (replace(item, exchange=exchange) for item in differences)


def _collection(difference: Difference) -> str:
    """``fs.files`` of ``fs.files[1].md5``, ``fs.files$indexes`` of ``fs.files$indexes.a_1``."""
    return _AFTER_NAME.sub("", difference.where)
