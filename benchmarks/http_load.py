"""Load for two sides that are compared: kept connections in a closed loop, next to no CPU.

Each connection sends its next request when the last one is answered. An answer counts only with
the status and the number of bytes that are expected; anything else stops the benchmark.
"""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as bytes, and the status and body length of its answer."""

    request: bytes
    status: int
    length: int


@dataclass(slots=True)
class Turn:
    """One slice of load: from ``begin`` on answers count, until ``end`` and ``least`` of them.

    ``finished`` counts all of them, also those before and after.
    """

    asks: Sequence[Ask]
    begin: float
    end: float
    least: int
    answered: int = 0
    finished: int = 0
    last: float = 0.0

    def note(self, now: float) -> bool:
        """Count an answer; whether there is more to ask."""
        self.finished += 1
        if now < self.begin:
            return True
        if now >= self.end and self.answered >= self.least:
            return False
        self.answered += 1
        self.last = now
        return True

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / (self.last - self.begin)


class Connection(asyncio.Protocol):
    """One kept connection; it takes requests from the turn that is given to it."""

    def __init__(self, first: int) -> None:
        self._next = first
        self._data = b""
        self._ask: Ask
        self._turn: Turn
        self._done: asyncio.Future[None]
        self.is_open = False

    def connection_made(self, transport) -> None:
        """Ready."""
        self._transport = transport
        self.is_open = True

    def connection_lost(self, _exc) -> None:
        """Gone; a turn that was not over cannot go on."""
        self.is_open = False
        if hasattr(self, "_done") and not self._done.done():
            self._done.set_exception(ConnectionResetError("a server closed a connection"))

    def play(self, turn: Turn) -> "asyncio.Future[None]":
        """Ask until the turn is over."""
        self._turn = turn
        self._done = asyncio.get_running_loop().create_future()
        self._send()
        return self._done

    def _send(self) -> None:
        self._ask = self._turn.asks[self._next % len(self._turn.asks)]
        self._next += 1
        self._transport.write(self._ask.request)

    def data_received(self, data: bytes) -> None:
        """Wait for the whole answer, look at it and go on."""
        self._data = data = self._data + data if self._data else data
        head = data.find(b"\r\n\r\n")
        if head < 0:
            return
        found = _LENGTH.search(data, 0, head)
        length = int(found[1]) if found else 0
        if len(data) < head + 4 + length:
            return
        self._data = b""
        if (int(data[9:12]), length) != (self._ask.status, self._ask.length):
            said = f"expected {self._ask.status} and {self._ask.length} bytes, got {data[:600]!r}"
            self._done.set_exception(AssertionError(f"{self._ask.request[:80]!r}: {said}"))
            return
        if self._turn.note(time.perf_counter()):
            self._send()
        else:
            self._done.set_result(None)


class Load:
    """Connections to the servers of one side, spread evenly over them and kept between turns."""

    def __init__(self, ports: Sequence[int], connections: int) -> None:
        self._ports = [ports[number % len(ports)] for number in range(connections)]
        self._connections: list[Connection | None] = [None] * connections

    async def turn(
        self, asks: Sequence[Ask], seconds: float, ramp: float = 0.0, least: int = 1
    ) -> Turn:
        """Load for ``ramp`` seconds, then count for ``seconds``, longer for ``least`` answers.

        Raises:
            AssertionError: an answer was not the expected one.
        """
        await self._open(len(asks))
        now = time.perf_counter()
        turn = Turn(asks, now + ramp, now + ramp + seconds, least)
        await asyncio.gather(*(item.play(turn) for item in self._connections if item))
        return turn

    async def _open(self, spread: int) -> None:
        loop = asyncio.get_running_loop()
        for number, port in enumerate(self._ports):
            kept = self._connections[number]
            if kept is None or not kept.is_open:
                first = number * max(spread // 2, 1) + number  # not all the same route at once
                _, made = await loop.create_connection(
                    lambda first=first: Connection(first), "127.0.0.1", port
                )
                self._connections[number] = made
