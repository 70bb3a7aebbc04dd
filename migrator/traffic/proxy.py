"""A reverse proxy that records what passes: HTTP/1.1, streamed, bodies and headers untouched."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import h11

from migrator.model.exchange import Exchange, Headers
from migrator.traffic.clients import HEADER as SESSION_HEADER
from migrator.traffic.clients import Clients
from migrator.traffic.passing import Passing, Side, forwarded_headers, pass_through
from migrator.traffic.wire import NoAnswer

EXCHANGE_HEADER = "X-Migrator-Exchange"
"""Tells a frozen app which exchange it answers and what time it is: ``12;1764000000.5``."""

_OURS = frozenset({SESSION_HEADER, EXCHANGE_HEADER.lower()})
_STOP_SECONDS = 2.0


class RecordingProxy:
    """Forwards to the app and hands each exchange to ``record`` in the order they began.

    ``began`` is when the recording began, in seconds since 1970; when ``frozen`` the app is told
    the number and the time of each exchange. ``lost`` counts what could not be recorded: broken
    off, too large, or a WebSocket.
    """

    def __init__(
        self,
        app: tuple[str, int],
        record: Callable[[Exchange], None],
        began: float,
        *,
        frozen: bool,
    ) -> None:
        self._app = app
        self._record = record
        self._began = began
        self._frozen = frozen
        self._start = time.monotonic()
        self._clients = Clients()
        self._ids = 0
        self._done: dict[int, Exchange | None] = {}
        self._written = 0
        self._open: set[asyncio.Task[None]] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._server: asyncio.Server | None = None
        self.lost = 0

    async def start(self, host: str, port: int) -> int:
        """Listen; the result is the port."""
        self._server = await asyncio.start_server(self._serve, host, port)
        found: int = self._server.sockets[0].getsockname()[1]
        return found

    async def stop(self) -> None:
        """Stop listening, give what is under way two seconds, and end."""
        if self._server:
            self._server.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), _STOP_SECONDS)
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task  # noqa: S101 (the callback of a server runs in one)
        self._open.add(task)
        client = Side(h11.SERVER, (reader, writer))
        try:
            await self._converse(client, writer.get_extra_info("peername")[0])
        except h11.RemoteProtocolError as error:
            await _refuse(client, error.error_status_hint, f"Not HTTP/1.1: {error}")
        except (OSError, TimeoutError, asyncio.CancelledError):
            pass  # one end went away, or the proxy stops; there is nobody left to tell
        finally:
            self._open.discard(task)
            await client.close()

    async def _converse(self, client: Side, address: str) -> None:
        while isinstance(head := await client.event(), h11.Request):
            await self._pass(client, head, address)
            if client.state.our_state is not h11.DONE or client.state.their_state is not h11.DONE:
                return
            client.state.start_next_cycle()

    async def _pass(self, client: Side, head: h11.Request, address: str) -> None:
        self._ids += 1
        self._quiet.clear()
        headers = forwarded_headers(head, frozenset())
        session = self._clients.name(address, headers)
        at = round(time.monotonic() - self._start, 3)
        passing = Passing(self._ids, at, head, session, partial(self._clients.learn, session))
        try:
            if _wants_websocket(head):
                await _refuse(client, 501, "WebSocket traffic is not recorded; only HTTP is.")
                return
            await self._forward(client, passing)
        except NoAnswer as error:
            await _refuse(client, 502, f"The app did not answer: {error}")
        finally:
            self._finish(passing)

    async def _forward(self, client: Side, passing: Passing) -> None:
        headers = forwarded_headers(passing.head, _OURS)
        if self._frozen:
            headers += ((EXCHANGE_HEADER, f"{passing.id};{self._began + passing.at:.3f}"),)
        try:
            app = Side(h11.CLIENT, await asyncio.open_connection(*self._app))
        except OSError as error:
            raise NoAnswer(str(error)) from error
        try:
            await pass_through(client, app, passing, headers)
        finally:
            await app.close()

    def _finish(self, passing: Passing) -> None:
        """Write what is done, as soon as all that began before it is done as well."""
        exchange = passing.exchange(_OURS)
        self.lost += exchange is None
        self._done[passing.id] = exchange
        while self._written + 1 in self._done:
            self._written += 1
            if ready := self._done.pop(self._written):
                self._record(ready)
        if self._written == self._ids:
            self._quiet.set()


def _wants_websocket(head: h11.Request) -> bool:
    return any(name == b"upgrade" and b"websocket" in value.lower() for name, value in head.headers)


async def _refuse(client: Side, status: int, why: str) -> None:
    body = f"{why}\n".encode()
    if client.state.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
        return
    headers: Headers = (
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
    )
    with suppress(OSError, h11.LocalProtocolError):
        await client.send(h11.Response(status_code=status, headers=list(headers)))
        await client.send(h11.Data(data=body))
        await client.send(h11.EndOfMessage())
