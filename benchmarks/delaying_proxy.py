"""A loopback proxy in front of MongoDB that holds back every answer and counts the commands.

The URI needs `directConnection=true`, or the driver goes to the address that the server names.
Answers wait beside each other, as on a slow line: two that arrive together leave together.
"""

import asyncio
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import bson

_HEADER = struct.Struct("<iiii")
_OP_MSG = 2013
_OF_THE_DRIVER = {"hello", "ismaster", "isMaster", "ping", "endSessions", "buildInfo"}


class DelayingProxy:
    """Forwards to a server; ``delay`` is in seconds, ``commands`` counts what was asked."""

    def __init__(self, upstream: int, delay: float) -> None:
        self.upstream = upstream
        self.delay = delay
        self.port = 0
        self.commands: Counter[str] = Counter()

    async def serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Listen on a free port until `stop` is set."""
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await stop.wait()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            await asyncio.gather(
                self._pass(reader, up_writer, counted=True),
                self._pass(up_reader, writer, counted=False),
            )
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            up_writer.close()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool
    ) -> None:
        while True:
            try:
                head = await reader.readexactly(_HEADER.size)
            except asyncio.IncompleteReadError:
                writer.close()
                return
            length, _, _, opcode = _HEADER.unpack(head)
            body = await reader.readexactly(length - _HEADER.size)
            is_command = opcode == _OP_MSG and body[4:5] == b"\0"
            name = next(iter(bson.decode(body[5:])), "") if is_command and counted else ""
            if counted and name and name not in _OF_THE_DRIVER:
                self.commands[name] += 1
            if not counted:
                await asyncio.sleep(self.delay)
            writer.write(head + body)
            await writer.drain()


@contextmanager
def delaying_proxy(upstream: int, delay: float) -> Iterator[DelayingProxy]:
    """A proxy that runs in a thread of its own until the block is left."""
    proxy, ready = DelayingProxy(upstream, delay), threading.Event()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(proxy.serve(ready, stop)))
    thread.start()
    ready.wait()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
