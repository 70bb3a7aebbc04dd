"""One exchange on its way through the proxy: both bodies are streamed, and kept as they go by."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import h11

from migrator.model.exchange import Answer, Exchange, Headers, Request
from migrator.traffic.wire import HOP_BY_HOP, NoAnswer, kept_headers

_CHUNK = 65536
_LARGEST = 64 * 1024 * 1024
_UPLOAD_SECONDS = 30.0


class Side:
    """One end of a connection: its protocol state and its streams."""

    def __init__(
        self,
        role: type[h11.CLIENT | h11.SERVER],
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self.state = h11.Connection(role)
        self.reader, self.writer = streams

    async def event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """The next event that the other end causes."""
        while True:
            event = self.state.next_event()
            if event is not h11.NEED_DATA:
                return event
            self.state.receive_data(await self.reader.read(_CHUNK))

    async def send(self, event: h11.Event) -> None:
        """Send an event to the other end."""
        data = self.state.send(event)
        if data:
            self.writer.write(data)
            await self.writer.drain()

    async def close(self) -> None:
        """Close the connection, whatever its state."""
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()


@dataclass(slots=True)
class Passing:
    """What has come by of an exchange; ``ended`` when both bodies did, ``cut`` when one broke.

    ``hear`` is told the answer's headers before the client is.
    """

    id: int
    at: float
    head: h11.Request
    session: str
    hear: Callable[[Headers], None]
    sent: bytearray = field(default_factory=bytearray)
    answer: h11.Response | None = None
    received: bytearray = field(default_factory=bytearray)
    ended: bool = False
    cut: bool = False

    def exchange(self, without: frozenset[str]) -> Exchange | None:
        """What is written down, or None when it is not whole or too large to keep."""
        if not (self.ended and self.answer) or len(self.sent) + len(self.received) > _LARGEST:
            return None
        request = Request(
            self.head.method.decode("latin-1"),
            self.head.target.decode("latin-1"),
            forwarded_headers(self.head, without),
            bytes(self.sent),
        )
        headers = kept_headers(self.answer.headers)
        answer = Answer(self.answer.status_code, headers, bytes(self.received), self.cut)
        return Exchange(self.id, self.session, self.at, request, answer)


def forwarded_headers(head: h11.Request, without: frozenset[str]) -> Headers:
    """The request's headers for the next hop: without those of one hop and those of ours."""
    dropped = (HOP_BY_HOP - {"transfer-encoding"}) | {"expect"} | without
    pairs = (
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in head.headers.raw_items()
    )
    return tuple((name, value) for name, value in pairs if name.lower() not in dropped)


async def pass_through(client: Side, app: Side, passing: Passing, headers: Headers) -> None:
    """Forward the request and its answer at the same time, as either may end first.

    Raises:
        NoAnswer: the app closed the connection before it answered.
    """
    sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    head = h11.Request(method=passing.head.method, target=passing.head.target, headers=sent)
    upload = asyncio.create_task(_upload(client, app, head, passing))
    try:
        await _download(client, app, passing)
        await asyncio.wait_for(upload, _UPLOAD_SECONDS)
        passing.ended = True
    finally:
        upload.cancel()
        await asyncio.gather(upload, return_exceptions=True)


async def _upload(client: Side, app: Side, head: h11.Request, passing: Passing) -> None:
    """Read the whole request, even when the app has answered and reads no more of it."""
    listening = await _sent(app, head)
    if client.state.they_are_waiting_for_100_continue:
        await client.send(h11.InformationalResponse(status_code=100, headers=[]))
    while not isinstance(event := await client.event(), h11.EndOfMessage):
        if not isinstance(event, h11.Data):
            raise ConnectionResetError("the client went away")
        if len(passing.sent) <= _LARGEST:
            passing.sent += event.data
        listening = listening and await _sent(app, event)
    if listening:
        await _sent(app, event)


async def _sent(app: Side, event: h11.Event) -> bool:
    try:
        await app.send(event)
    except (OSError, h11.LocalProtocolError):
        return False
    return True


async def _download(client: Side, app: Side, passing: Passing) -> None:
    while True:
        try:
            event = await app.event()
        except (OSError, h11.RemoteProtocolError) as error:
            if not passing.answer:
                raise NoAnswer(str(error)) from error
            passing.cut = passing.ended = True
            raise ConnectionResetError("the app broke off its answer") from error
        match event:
            case h11.Response():
                passing.answer = event
                passing.hear(kept_headers(event.headers))
                kept = [
                    (n, v)
                    for n, v in event.headers.raw_items()
                    if n.lower().decode() not in HOP_BY_HOP
                ]
                await client.send(
                    h11.Response(status_code=event.status_code, headers=kept, reason=event.reason)
                )
            case h11.Data():
                if len(passing.received) <= _LARGEST:
                    passing.received += event.data
                await client.send(event)
            case h11.EndOfMessage():
                await client.send(h11.EndOfMessage())
                return
            case h11.ConnectionClosed():
                raise NoAnswer("it closed the connection")
