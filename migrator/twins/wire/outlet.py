"""Where replies leave: at once, or each a fixed time after it was ready, in their order."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any


class Outlet:
    """The writing half of a connection; holds what waits for its time.

    ``delay`` in seconds. Replies that became ready together leave together: a delay is the way,
    not a queue.
    """

    def __init__(self, transport: asyncio.BaseTransport, delay: float) -> None:
        self._transport: Any = transport  # uvloop's are no WriteTransport
        self._delay = delay
        self._waiting: deque[bytes | None] = deque()
        self._loop = asyncio.get_running_loop()

    def send(self, data: bytes) -> None:
        """Send in due time."""
        if not self._delay:
            self._transport.write(data)
            return
        self._put(data)

    def close(self) -> None:
        """Close after what was sent before."""
        if self._delay:
            self._put(None)
        else:
            self._transport.close()

    def _put(self, data: bytes | None) -> None:
        self._waiting.append(data)
        self._loop.call_later(self._delay, self._deliver)

    def _deliver(self) -> None:
        # Timers that are due together may fire in any order; the queue keeps that of the replies.
        data = self._waiting.popleft()
        if self._transport.is_closing():
            return
        if data is None:
            self._transport.close()
            return
        with suppress(OSError):
            self._transport.write(data)
