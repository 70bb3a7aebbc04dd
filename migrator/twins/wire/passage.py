"""A passage to a real server: replies come a fixed time later, and are recorded when asked."""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from migrator.twins.wire.outlet import Outlet

Address = tuple[str, int]
_log = logging.getLogger(__name__)


class Listener(Protocol):
    """Hears both directions of one connection; what it gives back is what is passed on."""

    def asked(self, data: bytes) -> bytes:
        """From the app."""

    def answered(self, data: bytes) -> bytes:
        """From the server."""


Listening = Callable[[str], Listener]
"""Makes the listener of one more connection; it is told our own address."""


class Entrance(asyncio.Protocol):
    """The app's end of a connection."""

    def __init__(self, server: Address, delay: float, listening: Listening) -> None:
        self._server = server
        self._delay = delay
        self._listening = listening
        self._listener: Listener
        self._early: list[bytes] = []
        self._there: asyncio.WriteTransport | None = None
        self._opening: asyncio.Task[None] | None = None
        self._outlet: Outlet

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Open the way to the server."""
        self._outlet = Outlet(transport, self._delay)
        host, port = transport.get_extra_info("sockname")[:2]
        self._listener = self._listening(f"{host}:{port}")
        self._opening = asyncio.get_running_loop().create_task(self._open())

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            there, _ = await loop.create_connection(lambda: Exit(self), *self._server)
        except OSError as error:
            _log.error("no way to %s:%d: %s", *self._server, error)
            self._outlet.close()
            return
        self._there = there
        for data in self._early:
            there.write(data)

    def data_received(self, data: bytes) -> None:
        """Pass on what the app asks."""
        if passed := self._heard(self._listener.asked, data):
            if self._there is None:
                self._early.append(passed)
            else:
                self._there.write(passed)

    def connection_lost(self, _exc: Exception | None) -> None:
        """The app has gone: let go of the server."""
        if self._there is not None:
            self._there.close()
        elif self._opening is not None:
            self._opening.cancel()

    def answer(self, data: bytes) -> None:
        """Pass on what the server answers, in due time."""
        if passed := self._heard(self._listener.answered, data):
            self._outlet.send(passed)

    def end(self) -> None:
        """The server has gone: let go of the app after its last answer."""
        self._outlet.close()

    def _heard(self, hear: Callable[[bytes], bytes], data: bytes) -> bytes:
        try:
            return hear(data)
        except ValueError as error:
            _log.error("connection closed: %s", error)
            self._outlet.close()
            return b""


class Exit(asyncio.Protocol):
    """The server's end of a connection."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance

    def data_received(self, data: bytes) -> None:
        """Pass on what the server answers."""
        self._entrance.answer(data)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Say that the server has gone."""
        self._entrance.end()
