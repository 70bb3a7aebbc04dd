"""Tell noise from differences: what Flask does to itself may excuse what FastAPI does.

A place differs in ``x`` of ``n`` exchanges when Flask plays against itself and in ``k`` of ``m``
when FastAPI does. It is a difference where Fisher's exact test says that so many are too many, at
``ALPHA`` over all places of a run by Benjamini and Hochberg. It is noise where the exact limits say
that FastAPI differs at most ``MARGIN`` more often than Flask: a fault that changes more answers
than that is excused with a chance of ``ALPHA`` at most. Between the two nobody knows, and so it is
said, with the number of runs that would tell; twenty settle a route that was recorded once.

A rule that compares two rates and knows no sample size, as Diffy's (more than 20% apart, relative
to their sum), fails both ways: what was rare in one run and not in the other is called a fault, and
a place that is noisy half of the time hides a fault in every fifth answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from migrator.compare.forms import cut, fits
from migrator.compare.grouping import general
from migrator.compare.judged import JudgedExchange
from migrator.compare.noise import cell_of
from migrator.compare.noisy_places import Cell, is_structural, words_apart
from migrator.compare.rates import at_least, at_most, discoveries, higher_by_chance
from migrator.model.exchange import Exchange
from migrator.model.noise import Noise
from migrator.model.verdict import Difference, Excuse

ALPHA = 0.05
MARGIN = 0.15
_FEW_RUNS, _MOST_RUNS = 64, 4_096


class Counts(NamedTuple):
    """How many exchanges differed, of how many: Flask from itself, then FastAPI from Flask."""

    x: int
    n: int
    k: int
    m: int

    def __str__(self) -> str:
        return (
            f"Flask differed from itself here in {self.x} of {self.n} exchanges, "
            f"FastAPI in {self.k} of {self.m}"
        )


def weighed(judged: Sequence[JudgedExchange], noise: Noise) -> tuple[JudgedExchange, ...]:
    """The exchanges with their noise excused, and what nobody can tell yet set aside as unsure."""
    scale = Scale(noise, judged)
    return tuple(scale.weigh(item) for item in judged)


def is_explained(counts: Counts) -> bool:
    """Whether the new rate is at most the margin above Flask's own, wrong ``ALPHA`` of the time.

    Where all differ, the new rate has no limit to estimate, and Flask's gets the whole of it.
    """
    x, n, k, m = counts
    if x == 0:
        return False
    if k == m:
        return 1.0 - at_least(x, n, ALPHA) <= MARGIN
    return at_most(k, m, ALPHA / 2) - at_least(x, n, ALPHA / 2) <= MARGIN


def further_runs(counts: Counts, runs: int) -> int:
    """How many more plays of Flask against itself would tell, if it went on so; 0: no number."""
    if not _would_tell(counts):
        return 0
    further = 1
    while further <= _MOST_RUNS:
        times = (runs + further) / runs
        more = counts._replace(x=round(counts.x * times), n=round(counts.n * times))
        if is_explained(more) or higher_by_chance(*more) <= ALPHA:
            return further
        further += 1 if further < _FEW_RUNS else further // 8
    return 0


def _would_tell(counts: Counts) -> bool:
    """Whether anything could be said if Flask's rate were known for sure."""
    x, n, k, m = counts
    if x / n < at_least(k, m, ALPHA):
        return True
    highest = 1.0 if k == m else at_most(k, m, ALPHA / 2)
    return x > 0 and highest - x / n < MARGIN


class Scale:
    """Weighs the differences of one replay; carries how often each place differed in it."""

    def __init__(self, noise: Noise, judged: Iterable[JudgedExchange]) -> None:
        self._runs = noise.runs
        self._known = {cell_of(place): place for place in noise.places}
        self._compared = {(item.endpoint, item.rule): item.exchanges for item in noise.compared}
        self._now: dict[tuple[str, str], int] = defaultdict(int)
        self._differed: dict[Cell, int] = defaultdict(int)
        for item in judged:
            self._now[item.exchange.endpoint, item.exchange.rule] += 1
            places = (self._cells(item.exchange, found) for found in item.differences)
            for cell in set(chain.from_iterable(places)):
                self._differed[cell] += 1
        chances = {cell: higher_by_chance(*self._counts(cell)) for cell in self._differed}
        tested = len(self._known.keys() | chances.keys())
        limit = discoveries(tuple(chances.values()), tested, ALPHA)
        self._too_many = {cell for cell, chance in chances.items() if chance <= limit}
        self._noise = {cell for cell in chances if is_explained(self._counts(cell))}

    def weigh(self, item: JudgedExchange) -> JudgedExchange:
        """The exchange with its noise excused, and what nobody can tell beside it."""
        kept: list[Difference] = []
        unsure: list[Difference] = []
        excuses, why = list(item.excuses), item.why
        for difference in item.differences:
            cells = self._cells(item.exchange, difference)
            unknown = [cell for cell in cells if cell not in self._noise]
            if not cells or any(cell in self._too_many for cell in cells):
                kept.append(difference)
            elif unknown:
                unsure.append(difference)
                why = why or self._why(unknown[0])
            else:
                excuses.append(self._excuse(difference, cells))
        sides = tuple(kept), tuple(unsure), tuple(excuses)
        return replace(item, differences=sides[0], unsure=sides[1], excuses=sides[2], why=why)

    def _cells(self, exchange: Exchange, difference: Difference) -> tuple[Cell, ...]:
        """Where it could be noise; empty where it is none, whatever the numbers say."""
        rule = exchange.endpoint, exchange.rule
        if not self._compared.get(rule) or is_structural(difference):
            return ()
        cells = []
        for where, pair in words_apart(difference):
            cell = Cell(*rule, difference.aspect, where)
            if not self._has_form(cell, pair):
                return ()
            cells.append(cell)
        return tuple(cells)

    def _has_form(self, cell: Cell, pair: tuple[str, str]) -> bool:
        """Whether both values look like what Flask gave; anything does where it never differed."""
        known = self._known.get(cell)
        if cell.is_of_forms:
            return known is not None and {cut(side).form for side in pair} <= set(known.forms)
        return known is None or all(fits(word, known.shape) for word in pair)

    def _counts(self, cell: Cell) -> Counts:
        known, rule = self._known.get(cell), (cell.endpoint, cell.rule)
        x = known.differed if known else 0
        return Counts(x, self._compared[rule], self._differed[cell], self._now[rule])

    def _excuse(self, difference: Difference, cells: Sequence[Cell]) -> Excuse:
        rarest = min((self._counts(cell) for cell in cells), key=lambda counts: counts.x)
        return Excuse(
            f"noise in {difference.aspect} {general(difference.where)}",
            f"{rarest}: at most {MARGIN:.0%} more often (exact limits, alpha {ALPHA})",
            difference.count,
        )

    def _why(self, cell: Cell) -> str:
        counts = self._counts(cell)
        further = further_runs(counts, self._runs)
        advice = (
            f"`migrator replay --learn-noise {further}` would tell"
            if further
            else "no number of runs would: record more requests of this route"
        )
        return f"{cell.aspect} {cell.where}: {counts}: too few to tell noise; {advice}"
