"""Send recorded exchanges to both apps and hand back both answers."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from migrator.errors import TwinFailed
from migrator.model.exchange import Answer, Exchange, Request
from migrator.traffic.jar import Jar
from migrator.traffic.links import Known, Links
from migrator.traffic.proxy import EXCHANGE_HEADER
from migrator.traffic.validators import Validators
from migrator.traffic.wire import Connection, NoAnswer

T = TypeVar("T")

_HOST = "127.0.0.1"
_LOOK_SECONDS = 0.25
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Played:
    """A recorded exchange and both answers, with recorded values in place of each side's own.

    ``contradictions`` says which values of the new side were not followed one to one though
    Flask's were: where a list is sorted by ids, both sides may have another order than recorded.
    """

    exchange: Exchange
    legacy: Answer
    new: Answer
    contradictions: tuple[str, ...] = ()


class Side:
    """One app as the player sees it; carries its connections, cookies, links and validators.

    ``wire`` has the newest request as it was sent, without our own header, and its answer as it
    came.
    """

    def __init__(self, name: str, known: Known, seconds: float = _SECONDS) -> None:
        self.name = name
        self._known = known
        self.links = Links(known)
        self._validators = Validators()
        self._jars: dict[str, Jar] = {}
        self._connections: list[Connection] = []
        self._idle: dict[int, list[Connection]] = {}
        self._seconds = seconds
        self.wire: tuple[Request, Answer] | None = None

    def follow(self, lead: "Side") -> None:
        """Follow only values that another side was seen to make anew too."""
        self.links = Links(self._known, lead.links)

    async def play(self, exchange: Exchange, port: int, moment: str) -> Answer:
        """This side's answer as it gave it.

        Several may play at once; what one learns the next knows as soon as it was answered.


        Raises:
            TwinFailed: the app gave no answer.
        """
        jar = self._jars.get(exchange.session) or Jar()
        request = self._validators.request(self.links.request(exchange.request))
        request = jar.request(request)
        headers = (*request.headers, (EXCHANGE_HEADER, moment))
        given = await self._send(replace(request, headers=headers), port)
        self.wire = (request, given)
        jar = self._jars.get(exchange.session) or jar
        jar.learn(exchange.answer, given)
        if jar:
            self._jars[exchange.session] = jar
        self._validators.learn(request, exchange.answer, given)
        return given

    def read(self, exchange: Exchange, given: Answer) -> tuple[Answer, Mapping[str, str]]:
        """What this side gave, with recorded values, and which of them are contradicted."""
        contradictions = self.links.learn(exchange.answer, given)
        return self.links.answer(given), contradictions

    async def close(self) -> None:
        """Close all connections."""
        for connection in self._connections:
            await connection.close()

    async def _send(self, request: Request, port: int) -> Answer:
        connection = self._connection(port)
        what = f"{request.method} {request.target}"
        try:
            return await connection.send(request, self._seconds)
        except NoAnswer as error:
            raise TwinFailed(f"the {self.name} app did not answer {what}: {error}") from error
        except TimeoutError as error:
            raise TwinFailed(
                f"the {self.name} app did not answer {what} within {self._seconds:.0f} s",
                "it may hang in that view; its log is in .migrator/logs",
            ) from error
        finally:
            self._idle[port].append(connection)

    def _connection(self, port: int) -> Connection:
        """One that nobody uses at the moment, the same again where exchanges do not overlap."""
        idle = self._idle.setdefault(port, [])
        if not idle:
            self._connections.append(Connection(_HOST, port))
            return self._connections[-1]
        return idle.pop()


class Player:
    """Plays a recording on two sides; ``watch`` is called often and raises when one has died.

    ``began`` is when the recording began, in seconds since 1970: the frozen apps live at that time.
    """

    def __init__(self, began: float, sides: tuple[Side, Side], watch: Callable[[], None]) -> None:
        self._began = began
        self._legacy, self._new = sides
        self._new.follow(self._legacy)
        self._watch = watch

    async def play(self, exchange: Exchange, legacy_port: int, new_port: int) -> Played:
        """Both answers to one exchange, asked for at the same time.

        Raises:
            TwinFailed: an app died, or gave no answer.
        """
        moment = f"{exchange.id};{self._began + exchange.at:.3f}"
        given = await self._watched(
            self._legacy.play(exchange, legacy_port, moment),
            self._new.play(exchange, new_port, moment),
        )
        legacy, common = self._legacy.read(exchange, given[0])
        new, found = self._new.read(exchange, given[1])
        own = tuple(text for value, text in found.items() if value not in common)
        return Played(exchange, legacy, new, own)

    async def close(self) -> None:
        """Close all connections."""
        await self._legacy.close()
        await self._new.close()

    async def _watched(self, *work: Coroutine[None, None, T]) -> list[T]:
        """Do all of it at once, and say as soon as an app or its database is gone."""
        tasks = [asyncio.create_task(item) for item in work]
        try:
            waiting = set(tasks)
            while waiting:
                done, waiting = await asyncio.wait(
                    waiting, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_EXCEPTION
                )
                if waiting or any(task.exception() for task in done):
                    self._watch()  # its last words say more than "no answer"
                for task in done:
                    task.result()
            return [task.result() for task in tasks]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
