"""What the strangler costs in front of a Flask server: its CPU per request over a byte pipe's.

The pipe is the least that Python can do: it copies bytes and parses nothing. It used 1.02 times
the CPU of nginx, so the goal of 7 times nginx is read against it.

python benchmarks/gateway_cost.py [SLICES]
"""

import asyncio
import os
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from paired import measured_in_turns, show_head, show_ratio

GOAL = 7.0
CONNECTIONS = 8
REQUESTS = 60
TICK = os.sysconf("SC_CLK_TCK")
REQUEST = b"GET /produtos?pagina=3 HTTP/1.1\r\nHost: loja.example\r\nCookie: tema=escuro\r\n\r\n"
BODY = b'{"itens": [' + b'{"nome": "Produto", "saldo": 12.5},' * 50 + b"{}]}"
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)
) + BODY


async def backend() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(ANSWER)
        writer.close()

    await announce(await asyncio.start_server(serve, "127.0.0.1", 0))


async def pipe(port: int) -> None:
    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(copy(reader, back), copy(there, writer))

    await announce(await asyncio.start_server(serve, "127.0.0.1", 0))


async def announce(server: asyncio.Server) -> None:
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def strangler(port: int) -> None:
    import socket

    import uvicorn

    from migrator.compat.upstream import Upstream

    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    app = Upstream(f"http://127.0.0.1:{port}")
    config = uvicorn.Config(app, log_level="warning", lifespan="off", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


class Gateway:
    """A child process of this file, its port, and the CPU it uses for a slice of requests."""

    def __init__(self, stack: ExitStack, *words: str) -> None:
        self.child = subprocess.Popen(
            [sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True
        )
        stack.callback(self.child.wait)
        stack.callback(self.child.kill)
        assert self.child.stdout
        self.port = int(self.child.stdout.readline())

    def microseconds(self) -> float:
        """CPU of one request, averaged over a slice."""
        before = self.cpu()
        asyncio.run(self.load())
        return (self.cpu() - before) / (CONNECTIONS * REQUESTS) * 1e6

    def cpu(self) -> float:
        """Seconds, finer than the ticks of /proc/PID/stat where the kernel tells."""
        schedule = Path(f"/proc/{self.child.pid}/schedstat")
        if schedule.exists():
            return int(schedule.read_text().split()[0]) / 1e9
        fields = Path(f"/proc/{self.child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    async def load(self) -> None:
        """A slice of requests on kept connections."""

        async def client() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            for _ in range(REQUESTS):
                writer.write(REQUEST)
                await reader.readuntil(b"{}]}")
            writer.close()

        await asyncio.gather(*(client() for _ in range(CONNECTIONS)))


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in {"backend", "pipe", "strangler"}:
        role, *port = sys.argv[1:]
        if role == "strangler":
            strangler(int(port[0]))
        else:
            asyncio.run(backend() if role == "backend" else pipe(int(port[0])))
        return
    slices = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    with ExitStack() as stack:
        port = str(Gateway(stack, "backend").port)
        plain, ours = Gateway(stack, "pipe", port), Gateway(stack, "strangler", port)
        time.sleep(1)
        plain.microseconds(), ours.microseconds()
        show_head("gateway, CPU microseconds a request", "pipe", "strangler", "ratio")
        pairs = measured_in_turns(plain.microseconds, ours.microseconds, slices)
        show_ratio("upstream by URL", pairs, GOAL)


if __name__ == "__main__":
    main()
