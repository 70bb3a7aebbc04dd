"""Receive exchanges from inside the recorded process, one JSON message a line.

``{"exchange": ...}`` is one to record; ``{"state": {server: [database, ...]}}`` asks for a copy of
these databases, and is answered with its name: ``{"state": "..."}``.
"""

import asyncio
import base64
import json
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from migrator.errors import MigratorError
from migrator.model.exchange import Answer, Exchange, Headers, Request
from migrator.traffic.clients import Clients

Record = Callable[[Exchange], None]
Copy = Callable[[Mapping[str, list[str]]], str]
"""Copies databases, by server, and names the copy."""

_LONGEST_LINE = 64 * 1024 * 1024
_LAST_SECONDS = 1.0


class Receiver:
    """Listens for those who record inside; calls ``record`` for each exchange, in order of arrival.

    ``began`` is seconds since 1970. ``lost`` counts what could not be recorded: broken off or too
    large.
    """

    def __init__(self, record: Record, began: float, copy: Copy | None = None) -> None:
        self._record = record
        self._began = began
        self._copy = copy
        self._clients = Clients()
        self._numbers = count(1)
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self.lost = 0

    async def start(self, host: str, port: int = 0) -> int:
        """Begin to listen; the port that was taken."""
        self._server = await asyncio.start_server(self._talk, host, port, limit=_LONGEST_LINE)
        taken: int = self._server.sockets[0].getsockname()[1]
        return taken

    async def stop(self) -> None:
        """Take in what has arrived, and listen no more."""
        if self._server is not None:
            self._server.close()
        if self._talks:
            await asyncio.wait(self._talks, timeout=_LAST_SECONDS)
        for talk in tuple(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._talks.add(task)
            task.add_done_callback(self._talks.discard)
        try:
            while line := await reader.readline():
                await self._take(line, writer)
        except (ConnectionError, ValueError, LookupError, TypeError):
            self.lost += 1  # a line that is cut off, or no message of ours
        finally:
            writer.close()

    async def _take(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        message = json.loads(line)
        if "state" in message:
            writer.write(json.dumps(await self._copied(message["state"])).encode() + b"\n")
            await writer.drain()
            return
        exchange = self._exchange(message["exchange"])
        if exchange is None:
            self.lost += 1
        else:
            self._record(exchange)

    async def _copied(self, places: Mapping[str, list[str]]) -> dict[str, str]:
        if self._copy is None or not places:
            return {"state": ""}
        try:
            return {"state": await asyncio.to_thread(self._copy, places)}
        except MigratorError as error:
            return {"error": error.message}

    def _exchange(self, given: Mapping[str, Any]) -> Exchange | None:
        answer = given["answer"]
        if given["body"] is None or answer["body"] is None:
            return None
        request = Request(
            given["method"],
            given["target"],
            _headers(given["headers"]),
            base64.b64decode(given["body"]),
        )
        answered = Answer(
            answer["status"],
            _headers(answer["headers"]),
            base64.b64decode(answer["body"]),
            answer["cut"],
        )
        session = given.get("session") or self._clients.name(given["address"], request.headers)
        self._clients.learn(session, answered.headers)
        at = max(0.0, round(given["at"] - self._began, 3))
        state = given.get("state", "")
        return Exchange(next(self._numbers), session, at, request, answered, state=state)


def _headers(pairs: list[list[str]]) -> Headers:
    return tuple((str(name), str(value)) for name, value in pairs)
