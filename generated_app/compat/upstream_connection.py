"""HTTP/1.1 connections to a Flask server: the answer is parsed as it arrives, and kept no longer.

Keeps no Flask behaviour; it goes when the last rule is live and Flask is gone.
"""

import asyncio
import time

from httptools import HttpParserError, HttpResponseParser

_CONNECT_SECONDS = 10.0
_IDLE_SECONDS = 1.0  # below the two seconds after which gunicorn closes an idle connection
_IDLE_CONNECTIONS = 64
_READ_BYTES = 65536
_BODILESS = {204, 304}
_FIRST_FINAL_STATUS = 200


class BrokenUpstream(Exception):
    """The server closed the connection too early or sent what is not HTTP."""


class Answer:
    """What has arrived of an answer; httptools calls the ``on_`` methods."""

    def __init__(self, *, is_to_head: bool) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.is_started = False
        self.is_complete = False
        self.keeps_alive = False
        self.parser = HttpResponseParser(self)
        self._is_to_head = is_to_head
        self._body: list[bytes] = []

    def take_body(self) -> bytes:
        """The bytes that have come since the last call."""
        body = b"".join(self._body)
        self._body.clear()
        return body

    @property
    def ends_with_connection(self) -> bool:
        """True when nothing but the end of the connection says where the body ends."""
        names = {name for name, _ in self.headers}
        return self.is_started and not names & {b"content-length", b"transfer-encoding"}

    def on_header(self, name: bytes, value: bytes) -> None:
        """Remember a header."""
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Know the status, and whether a body can follow."""
        self.status = self.parser.get_status_code()
        if self.status < _FIRST_FINAL_STATUS:
            self.headers.clear()  # 100 Continue and its like: the answer is still to come
            return
        self.is_started = True
        self.keeps_alive = self.parser.should_keep_alive()
        self.is_complete = self._is_to_head or self.status in _BODILESS

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the body until it is taken."""
        if not self.is_complete:
            self._body.append(body)

    def on_message_complete(self) -> None:
        """Know that the last byte has come."""
        self.is_complete = self.is_started


class Connection:
    """A connection to the server, for one exchange at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.idle_since = 0.0
        self._reader = reader
        self._writer = writer

    @property
    def is_open(self) -> bool:
        """False when either end has closed it."""
        return not self._reader.at_eof() and not self._writer.is_closing()

    def write(self, data: bytes) -> None:
        """Send without waiting; ``drain`` waits until the server has taken it."""
        self._writer.write(data)

    async def drain(self) -> None:
        """Wait until there is room to write more."""
        await self._writer.drain()

    async def read_into(self, answer: Answer) -> None:
        """Wait for more of the answer.

        Raises:
            BrokenUpstream: it has ended before it was complete, or it is not HTTP.
        """
        data = await self._reader.read(_READ_BYTES)
        if not data:
            if not answer.ends_with_connection:
                raise BrokenUpstream("the connection was closed before the answer was complete")
            answer.is_complete = True
            return
        try:
            answer.parser.feed_data(data)
        except HttpParserError as error:
            raise BrokenUpstream(f"the answer is not HTTP: {error}") from error

    def close(self) -> None:
        """Close at once; what was not sent is lost."""
        self._writer.transport.abort()


class Connections:
    """The idle connections to one server; the one used last is taken first."""

    def __init__(self, host: str, port: int, *, is_tls: bool) -> None:
        self._host = host
        self._port = port
        self._is_tls = is_tls
        self._idle: list[Connection] = []

    def take(self) -> Connection | None:
        """A connection that was in use a moment ago, if there is one."""
        while self._idle:
            connection = self._idle.pop()
            if time.monotonic() - connection.idle_since > _IDLE_SECONDS:
                connection.close()
                self.close()  # the others have waited even longer
            elif connection.is_open:
                return connection
        return None

    async def open(self) -> Connection:
        """A new connection."""
        async with asyncio.timeout(_CONNECT_SECONDS):
            ends = await asyncio.open_connection(
                self._host, self._port, ssl=True if self._is_tls else None
            )
        return Connection(*ends)

    def give_back(self, connection: Connection, *, is_reusable: bool) -> None:
        """Keep a connection for the next request, or close it."""
        if not is_reusable or not connection.is_open or len(self._idle) >= _IDLE_CONNECTIONS:
            connection.close()
            return
        connection.idle_since = time.monotonic()
        self._idle.append(connection)

    def close(self) -> None:
        """Close all that are idle."""
        while self._idle:
            self._idle.pop().close()
