"""Exchanges that are being answered at the same time."""

import asyncio
from collections.abc import Callable, Coroutine

from migrator.compare.judged import JudgedExchange
from migrator.model.exchange import Exchange
from migrator.traffic.leaning import leans_on
from migrator.traffic.links import Known

Work = Callable[[Exchange], Coroutine[None, None, JudgedExchange]]
"""Has an exchange answered, and judges it."""

_QUIET_SECONDS = 0.05
"""A pause in which one can look at the databases without being late for the next exchange."""


class Flight:
    """Carries the tasks of those that are up, and who was up since all had landed.

    ``has_overlapped`` says whether two ever were. Work that fails ends every wait with its error.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._up: dict[asyncio.Task[JudgedExchange], Exchange] = {}
        self._judged: list[JudgedExchange] = []
        self._group: list[Exchange] = []
        self.has_overlapped = False

    def start(self, exchange: Exchange, work: Work) -> None:
        """Have an exchange answered as soon as those it leans on are."""
        self.has_overlapped = self.has_overlapped or bool(self._up)
        before = [task for task in self._up if leans_on(exchange, self._up[task], self._known)]
        self._up[asyncio.create_task(_after(before, work, exchange))] = exchange
        self._group.append(exchange)

    async def room_for(self, exchange: Exchange, jobs: int) -> None:
        """Wait until fewer than ``jobs`` are up, and none of the same session."""

        def is_room() -> bool:
            sessions = {other.session for other in self._up.values()}
            return len(self._up) < jobs and exchange.session not in sessions

        await self._until(is_room)

    async def land(self) -> list[Exchange]:
        """Wait for all; those that were up since the last landing."""
        await self._until(lambda: not self._up)
        group, self._group = self._group, []
        return group

    async def pause(self, until: float) -> None:
        """Wait for a time of the loop's clock."""
        clock = asyncio.get_running_loop().time
        while (left := until - clock()) > 0:
            await (self._step(left) if self._up else asyncio.sleep(left))

    async def is_quiet(self, until: float) -> bool:
        """Whether all land so early before a time that there is a pause."""
        clock = asyncio.get_running_loop().time
        while self._up and (left := until - _QUIET_SECONDS - clock()) > 0:
            await self._step(left)
        return not self._up and clock() < until - _QUIET_SECONDS

    def judged(self) -> list[JudgedExchange]:
        """What came down since the last call; what came down at once, as it was started."""
        judged, self._judged = self._judged, []
        return judged

    async def cancel(self) -> None:
        """Give up what is up."""
        for task in self._up:
            task.cancel()
        await asyncio.gather(*self._up, return_exceptions=True)

    async def _until(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            await self._step(None)

    async def _step(self, seconds: float | None) -> None:
        done, _ = await asyncio.wait(self._up, timeout=seconds, return_when="FIRST_COMPLETED")
        landed = [
            task for task in self._up if task in done
        ]  # as they were started: a set has no order
        for task in landed:
            del self._up[task]
        self._judged += [task.result() for task in landed]


async def _after(
    before: list[asyncio.Task[JudgedExchange]], work: Work, exchange: Exchange
) -> JudgedExchange:
    if before:
        await asyncio.wait(before)
    return await work(exchange)
