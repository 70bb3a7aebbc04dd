"""One request to a Flask server and its answer, both passed on piece by piece.

Keeps no Flask behaviour; it goes when the last rule is live and Flask is gone.
"""

import asyncio

from starlette.types import Receive, Scope, Send

from .upstream_connection import Answer, Connection

_HOP_BY_HOP = {
    b"connection",
    b"keep-alive",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"proxy-connection",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
}
_NOT_ASKED = _HOP_BY_HOP | {b"expect"}  # this server tells the client itself to continue
_NOT_ANSWERED = _HOP_BY_HOP | {b"date", b"server"}  # this server writes its own
_REPEATABLE = {"GET", "HEAD", "OPTIONS"}

Headers = list[tuple[bytes, bytes]]


class Exchange:
    """Knows whether the client has seen any of the answer, and whether it is still there."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.is_started = False
        self.client_has_left = False
        self._scope = scope
        self._receive = receive
        self._send = send
        names = {name for name, _ in scope["headers"]}
        self._is_chunked = b"transfer-encoding" in names
        self._has_body = self._is_chunked or b"content-length" in names
        self._is_asked = False

    @property
    def is_repeatable(self) -> bool:
        """True when asking twice does no harm."""
        return self._scope["method"] in _REPEATABLE and not self._has_body

    async def run(self, connection: Connection) -> bool:
        """Ask and pass the answer on; True when the connection can serve another exchange."""
        connection.write(_head(self._scope, is_chunked=self._is_chunked))
        rest = asyncio.create_task(self._send_rest(connection))
        try:
            answer = await self._pass_on(connection)
        finally:
            rest.cancel()
        return self._is_asked and answer.keeps_alive

    async def _send_rest(self, connection: Connection) -> None:
        """Send the body as it comes, then wait for the client to leave: nobody wants the answer."""
        try:
            if self._has_body:
                await self._send_body(connection)
        except OSError:
            return  # the server has stopped reading; its answer, if any, says why
        self._is_asked = not self.client_has_left
        while not self.client_has_left:
            self.client_has_left = (await self._receive())["type"] == "http.disconnect"
        connection.close()

    async def _send_body(self, connection: Connection) -> None:
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self.client_has_left = True
                return
            more = message.get("more_body", False)
            if chunk := message.get("body", b""):
                connection.write(_chunk(chunk) if self._is_chunked else chunk)
                await connection.drain()
        if self._is_chunked:
            connection.write(b"0\r\n\r\n")

    async def _pass_on(self, connection: Connection) -> Answer:
        answer = Answer(is_to_head=self._scope["method"] == "HEAD")
        while not answer.is_complete:
            await connection.read_into(answer)
            if not answer.is_started:
                continue
            await self._start(answer)
            body = answer.take_body()
            if body or answer.is_complete:
                more = not answer.is_complete
                await self._send({"type": "http.response.body", "body": body, "more_body": more})
        return answer

    async def _start(self, answer: Answer) -> None:
        if self.is_started:
            return
        self.is_started = True
        headers = _end_to_end(answer.headers, _NOT_ANSWERED)
        await self._send(
            {"type": "http.response.start", "status": answer.status, "headers": headers}
        )


def _head(scope: Scope, *, is_chunked: bool) -> bytes:
    target: bytes = scope.get("raw_path") or scope["path"].encode()
    if scope["query_string"]:
        target += b"?" + scope["query_string"]
    headers = _end_to_end(scope["headers"], _NOT_ASKED)
    if is_chunked:
        headers.append((b"transfer-encoding", b"chunked"))
    lines = [b"%b: %b" % header for header in headers]
    return b"\r\n".join([b"%b %b HTTP/1.1" % (scope["method"].encode(), target), *lines, b"", b""])


def _end_to_end(headers: Headers, dropped: set[bytes]) -> Headers:
    """The headers that are meant for the other end, not for the next hop."""
    named = {
        token.strip().lower()
        for name, value in headers
        if name == b"connection"
        for token in value.split(b",")
    }
    return [(name, value) for name, value in headers if name not in dropped | named]


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)
