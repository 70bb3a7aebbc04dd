"""Replay and judge JSON answers of 10 KB: ours against a naive loop of httpx and DeepDiff.

python benchmarks/replay_speed.py [SLICES]

Both ask the same two servers, which answer from memory in processes of their own, and compare the
two answers. The servers' time is part of both sides. CPU of this process is measured.
"""

import asyncio
import json
import multiprocessing
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
from deepdiff import DeepDiff
from paired import Measure, measured_in_turns, show_head, show_ratio

from migrator.compare.context import JudgeContext
from migrator.compare.judge import judge_exchange
from migrator.model.exchange import Answer, Exchange, Request
from migrator.traffic.links import survey
from migrator.traffic.replay import Player, Side

REQUESTS = 100
ITEMS = [
    {"id": f"65a0{n:020x}", "nome": f"Produto {n}", "saldo": n * 1.5, "ativo": n % 3 == 0}
    for n in range(110)
]
BODY = json.dumps({"itens": ITEMS}, separators=(",", ":")).encode() + b"\n"
HEADERS = (("content-type", "application/json"), ("content-length", str(len(BODY))))
HEAD = "".join(["HTTP/1.1 200 OK\r\n", *(f"{n}: {v}\r\n" for n, v in HEADERS), "\r\n"]).encode()


def serve(listener: socket.socket) -> None:
    """Answer every request on kept connections with the same bytes."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(HEAD + BODY)
        except asyncio.IncompleteReadError:
            writer.close()

    async def main() -> None:
        await (await asyncio.start_server(talk, sock=listener)).serve_forever()

    asyncio.run(main())


class Naive:
    """What one writes first: two httpx clients, two ``json()``, one DeepDiff."""

    def __init__(self, ports: tuple[int, int]) -> None:
        self.clients = [httpx.Client(base_url=f"http://127.0.0.1:{port}") for port in ports]

    def __call__(self) -> None:
        """One slice."""
        for number in range(REQUESTS):
            left, right = (client.get(f"/produtos?pagina={number}") for client in self.clients)
            assert left.status_code == right.status_code
            assert not DeepDiff(left.json(), right.json())


class Ours:
    """The player of `migrator replay` and its judge."""

    def __init__(self, ports: tuple[int, int]) -> None:
        self.ports = ports
        answer = Answer(200, HEADERS, BODY)
        request = Request("GET", "/produtos", (("Host", "loja"),))
        self.exchanges = [
            Exchange(
                number, "ana", 0.1, replace(request, target=f"/produtos?pagina={number}"), answer
            )
            for number in range(REQUESTS)
        ]
        self.loop = asyncio.new_event_loop()
        known = survey(self.exchanges, frozenset(), frozen=True)
        sides = (Side("legacy", known), Side("new", known))
        self.player = Player(1.7e9, sides, lambda: None)

    def __call__(self) -> None:
        """One slice."""
        self.loop.run_until_complete(self._play())

    async def _play(self) -> None:
        for exchange in self.exchanges:
            played = await self.player.play(exchange, *self.ports)
            assert judge_exchange(exchange, played.legacy, played.new, JudgeContext()) == ((), ())


def microseconds(slice_: Callable[[], None], clock: Callable[[], float]) -> Measure:
    """The time of one exchange of a slice."""

    def measure() -> float:
        began = clock()
        slice_()
        return (clock() - began) / REQUESTS * 1e6

    measure()
    return measure


def main() -> None:
    slices = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    ports: Any = tuple(listener.getsockname()[1] for listener in listeners)
    servers = [multiprocessing.Process(target=serve, args=(it,), daemon=True) for it in listeners]
    for server in servers:
        server.start()
    try:
        naive, ours = Naive(ports), Ours(ports)
        show_head(f"{len(BODY) / 1000:.0f} KB of JSON, us an exchange", "naive", "ours", "ratio")
        for name, clock in (("CPU", time.process_time), ("wall clock", time.perf_counter)):
            pairs = measured_in_turns(microseconds(naive, clock), microseconds(ours, clock), slices)
            show_ratio(f"replay and judge, {name}", pairs, 0.1)
    finally:
        for server in servers:
            server.terminate()


if __name__ == "__main__":
    main()
