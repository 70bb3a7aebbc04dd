"""What was judged while a tape was played, on disk, and weighed only when all of it is known."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from migrator.compare.judged import JudgedExchange
from migrator.compare.weighing import Scale
from migrator.model.exchange import Exchange
from migrator.model.noise import Noise
from migrator.project.spool import Spool
from migrator.twins.command_watch import Asked

WithCommands = Callable[[JudgedExchange, Asked], JudgedExchange]
"""Judges what both sides asked of their databases in an exchange."""

_NOTHING: Asked = ((), ())


class Transcript:
    """The judged exchanges in the order of the recording, read from a file as often as one likes.

    Whether a difference is noise depends on all others, and commands may come after the answer: so
    both are looked at when it is read, after ``close``.
    """

    def __init__(self, folder: Path) -> None:
        self._spool: Spool[JudgedExchange] = Spool(folder)
        self._scale: Scale | None = None
        self._asked: Iterable[tuple[int, Asked]] = ()
        self._with_commands: WithCommands = lambda item, _: item

    def __len__(self) -> int:
        return len(self._spool)

    def add(self, item: JudgedExchange) -> None:
        """Take down one exchange."""
        light = replace(item, exchange=_light(item.exchange))
        self._spool.add(item.exchange.id, light)

    def close(
        self,
        noise: Noise | None,
        asked: Iterable[tuple[int, Asked]],
        with_commands: WithCommands,
    ) -> None:
        """Say what is noise, and who asked what where that is not the same, by exchange."""
        self._scale = Scale(noise, (item for _, item in self._spool)) if noise else None
        self._asked = asked
        self._with_commands = with_commands

    def __iter__(self) -> Iterator[JudgedExchange]:
        asked = iter(self._asked)
        number, commands = next(asked, (0, _NOTHING))
        for at, item in self._spool:
            weighed = self._scale.weigh(item) if self._scale else item
            while number and number < at:
                number, commands = next(asked, (0, _NOTHING))
            yield self._with_commands(weighed, commands) if number == at else weighed


def _light(exchange: Exchange) -> Exchange:
    """The exchange without headers and bodies, which nobody reads after it was judged."""
    return replace(
        exchange,
        request=replace(exchange.request, headers=(), body=b""),
        answer=replace(exchange.answer, headers=(), body=b""),
    )
