"""Find the exchange behind a difference of the two databases."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from migrator.compare.end_state import DATABASE
from migrator.model.exchange import Exchange
from migrator.model.verdict import Difference

Digests = tuple[Mapping[str, str], Mapping[str, str]]
"""The digest of each collection after an exchange: Flask's database and FastAPI's."""

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_AFTER_NAME = re.compile(r"(\[|(?<=\$indexes)\.| \(and more\)).*", re.DOTALL)


def culprits(
    exchanges: Sequence[Exchange],
    end_state: tuple[Difference, ...],
    state_changes: Mapping[int, Digests],
    mended: frozenset[int] = frozenset(),
) -> Mapping[int, tuple[Difference, ...]]:
    """Differences of the databases by the exchange after which a collection first parted.

    A collection that became equal again and parts once more has a second culprit; one that never
    parted while it was watched but differs in the end falls back on all who wrote.
    """
    blamed: dict[int, tuple[Difference, ...]] = {}
    parted: set[str] = set()
    watched: set[str] = set()
    for exchange in exchanges:
        if exchange.id not in state_changes:
            continue
        now = _parted(*state_changes[exchange.id])
        watched |= now
        if fresh := sorted(now - parted):
            blamed[exchange.id] = tuple(_named(fresh, end_state, exchange.id))
        parted = set() if exchange.id in mended else now
    unseen = tuple(item for item in end_state if _collection(item) not in watched)
    for number, differences in suspects(exchanges, unseen).items():
        blamed[number] = (*blamed.get(number, ()), *differences)
    return blamed


def apart(
    exchanges: Sequence[Exchange],
    state_changes: Mapping[int, Digests],
    mended: frozenset[int] = frozenset(),
) -> Mapping[int, Exchange]:
    """The exchanges that met two databases which were no longer equal, and who had parted them.

    What differs in their answers may be a consequence and says nothing sure about their own route.
    """
    found: dict[int, Exchange] = {}
    culprit: Exchange | None = None
    for exchange in exchanges:
        if culprit is not None:
            found[exchange.id] = culprit
        if exchange.id in state_changes:
            differs = exchange.id not in mended and _parted(*state_changes[exchange.id])
            culprit = (culprit or exchange) if differs else None
    return found


def suspects(
    exchanges: Sequence[Exchange], end_state: tuple[Difference, ...]
) -> Mapping[int, tuple[Difference, ...]]:
    """Every route that wrote may be the one; with no write at all every route is a suspect."""
    if not end_state:
        return {}
    writers = [item for item in exchanges if item.request.method in _WRITES] or exchanges
    first = {(item.endpoint, item.rule): item.id for item in reversed(writers)}
    return {number: tuple(_of(number, end_state)) for number in sorted(first.values())}


def _parted(legacy: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    names = legacy.keys() | new.keys()
    return {name for name in names if legacy.get(name) != new.get(name)}


def _named(
    collections: list[str], end_state: tuple[Difference, ...], exchange: int
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
