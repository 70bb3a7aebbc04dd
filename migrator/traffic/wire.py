"""HTTP/1.1 over one kept connection, with a request's headers sent as they were recorded."""

import asyncio
from contextlib import suppress

import h11

from migrator.model.exchange import Answer, Headers, Request

HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_CHUNK = 65536


class NoAnswer(Exception):
    """The app closed the connection, or refused one, before it answered."""


class Connection:
    """A connection to an app that is opened when needed and kept; carries its streams."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._state: h11.Connection | None = None
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def send(self, request: Request, seconds: float) -> Answer:
        """The answer to ``request``.

        Raises:
            NoAnswer: the connection was refused or closed.
            TimeoutError: no complete answer within ``seconds``.
        """
        try:
            async with asyncio.timeout(seconds):
                reused = await self._ready()
                try:
                    return await self._exchange(request)
                except NoAnswer:
                    if not reused:
                        raise
                # A kept connection that the server closed just now: the request was not read.
                await self.close()
                await self._ready()
                return await self._exchange(request)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._state is None:
            return
        self._state = None
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _ready(self) -> bool:
        """Make sure of an idle connection; True when it had been used before."""
        if self._state and not self._reader.at_eof():
            self._state.start_next_cycle()
            return True
        await self.close()
        try:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        except OSError as error:
            raise NoAnswer(str(error)) from error
        self._state = h11.Connection(h11.CLIENT)
        return False

    async def _exchange(self, request: Request) -> Answer:
        assert self._state  # noqa: S101 (ready)
        state = self._state
        head = h11.Request(
            method=request.method.encode("latin-1"),
            target=request.target.encode("latin-1"),
            headers=[(k.encode("latin-1"), v.encode("latin-1")) for k, v in sent_headers(request)],
        )
        parts = [state.send(head)]
        if request.body:
            parts.append(state.send(h11.Data(data=request.body)))
        parts.append(state.send(h11.EndOfMessage()))
        try:
            self._writer.write(b"".join(part for part in parts if part))
            answer = await self._answer(state)
        except OSError as error:
            raise NoAnswer(str(error)) from error
        if answer.cut or state.our_state is not h11.DONE or state.their_state is not h11.DONE:
            await self.close()
        return answer

    async def _answer(self, state: h11.Connection) -> Answer:
        status, headers, body = 0, Headers(), bytearray()
        while True:
            try:
                event = state.next_event()
            except h11.RemoteProtocolError as error:
                if not status:
                    raise NoAnswer(str(error)) from error
                return Answer(status, headers, bytes(body), cut=True)
            if event is h11.NEED_DATA:
                state.receive_data(await self._reader.read(_CHUNK))
            elif isinstance(event, h11.Response):
                status, headers = event.status_code, kept_headers(event.headers)
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                return Answer(status, headers, bytes(body))
            elif isinstance(event, h11.ConnectionClosed):
                raise NoAnswer("it closed the connection")


def sent_headers(request: Request) -> list[tuple[str, str]]:
    """The headers to send: those of the request, framed for the body that it has now."""
    framing = HOP_BY_HOP | {"content-length", "expect"}
    headers = [(name, value) for name, value in request.headers if name.lower() not in framing]
    names = {name.lower() for name, _ in request.headers}
    if "transfer-encoding" in names:
        return [*headers, ("Transfer-Encoding", "chunked")]
    if request.body or "content-length" in names:
        headers.append(("Content-Length", str(len(request.body))))
    return headers


def kept_headers(headers: h11._headers.Headers) -> Headers:
    """Headers as recorded: names in the case they came in, without those of one hop."""
    pairs = (
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw_items()
    )
    return tuple((name, value) for name, value in pairs if name.lower() not in HOP_BY_HOP)
