"""Learn what Flask differs in from itself: places, how often, and in what form."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrator.compare.forms import cut, joined, shape
from migrator.compare.judged import JudgedExchange
from migrator.compare.noisy_places import Cell, is_structural, words_apart
from migrator.model.noise import Compared, Noise, NoisyPlace


def learned(
    runs: Iterable[Iterable[JudgedExchange]], before: Noise | None = None, *, frozen: bool
) -> Noise:
    """What Flask differed in from itself in these runs, and in those ``before``.

    Only values can be noise: a status, a type, a length, presence or structure that differs is a
    difference of Flask from itself, and stays one.
    """
    count = before.runs if before else 0
    compared = {(c.endpoint, c.rule): c.exchanges for c in (before.compared if before else ())}
    found = {cell_of(place): place for place in (before.places if before else ())}
    for judged in runs:
        count += 1
        for item in judged:
            rule = item.exchange.endpoint, item.exchange.rule
            compared[rule] = compared.get(rule, 0) + 1
            for place in _noisy_in(item):
                known = found.get(cell_of(place))
                found[cell_of(place)] = _added(known, place) if known else place
    return Noise(
        count,
        frozen,
        tuple(Compared(*rule, number) for rule, number in sorted(compared.items())),
        tuple(found[cell] for cell in sorted(found)),
    )


def cell_of(place: NoisyPlace) -> Cell:
    """What a place is called."""
    return Cell(place.endpoint, place.rule, place.aspect, place.where)


def _noisy_in(item: JudgedExchange) -> Iterator[NoisyPlace]:
    """The places of one exchange, each once, whatever the number of items in its lists."""
    found: dict[Cell, NoisyPlace] = {}
    for difference in item.differences:
        if is_structural(difference):
            continue
        for where, pair in words_apart(difference):
            cell = Cell(item.exchange.endpoint, item.exchange.rule, difference.aspect, where)
            place = _place(cell, pair)
            found[cell] = (
                replace(_added(found[cell], place), differed=1) if cell in found else place
            )
    yield from found.values()


def _place(cell: Cell, pair: tuple[str, str]) -> NoisyPlace:
    if cell.is_of_forms:
        return NoisyPlace(*cell, 1, forms=tuple(sorted({cut(side).form for side in pair})))
    return NoisyPlace(*cell, 1, shape=shape(pair))


def _added(known: NoisyPlace, place: NoisyPlace) -> NoisyPlace:
    return replace(
        known,
        differed=known.differed + place.differed,
        shape=joined(known.shape, place.shape),
        forms=tuple(sorted({*known.forms, *place.forms})),
    )
