"""Whose doing a difference is: the exchange's own, or the consequence of an earlier one."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from migrator.compare.end_state import DATABASE
from migrator.compare.judged import JudgedExchange
from migrator.compare.suspects import Digests, Trail, named, suspects, unseen
from migrator.model.exchange import Exchange
from migrator.model.verdict import Difference

Rule = tuple[str, str]
"""Endpoint and rule text."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an exchange did itself, and what may follow from ``culprit`` or be noise."""

    own: tuple[Difference, ...] = ()
    perhaps: tuple[Difference, ...] = ()
    culprit: Exchange | None = None


class Court:
    """Hears the exchanges one after the other, in the order of the recording.

    Carries what the databases say: which exchange parted them, and who met databases already apart.
    ``judged`` is read once more where only the end states differ, as then each route that wrote is
    a suspect; those of ``kept`` rules are none where nobody watched.
    """

    def __init__(
        self,
        judged: Iterable[JudgedExchange],
        end_state: tuple[Difference, ...],
        changes: Mapping[int, Digests],
        kept: Container[Rule],
    ) -> None:
        self._end_state = end_state
        self._trail = Trail(changes)
        heard = (item.exchange for item in judged)
        if not changes:
            heard = (it for it in heard if (it.endpoint, it.rule) not in kept)
        self._suspects = suspects(heard, unseen(end_state, changes))

    def hear(self, item: JudgedExchange) -> Finding:
        """What the next exchange did."""
        exchange = item.exchange
        step = self._trail.step(exchange, is_mended=item.is_mended)
        answered = tuple(found for found in item.differences if found.aspect != DATABASE)
        stored = tuple(found for found in item.differences if found.aspect == DATABASE)
        if not (stored or item.is_mended):
            stored = (
                *named(step.parted, self._end_state, exchange.id),
                *self._suspects.get(exchange.id, ()),
            )
        if step.culprit:
            return Finding(stored, (*answered, *item.unsure), step.culprit)
        return Finding((*answered, *stored), item.unsure)
