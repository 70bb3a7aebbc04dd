"""How fast the wire player answers: from a connection without a driver, and through PyMongo.

python benchmarks/wire_speed.py [SLICES]
"""

import socket
import struct
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import bson
from estoque_sides import cpu_of
from pymongo import MongoClient

from migrator.twins.mongo import embedded_server
from migrator.twins.wire.messages import Frames
from migrator.twins.wire.process import wire_process

LEAST = 10_000
TOGETHER, REPEATED = 50, 40
ASKED = {"find": "things", "filter": {"n": 7}, "limit": 1, "singleBatch": True}
SESSION = {"lsid": {"id": bson.Binary(bytes(16), 4)}, "$db": "shop"}


def question(number: int) -> bytes:
    content = b"\0\0\0\0\0" + bson.encode({**ASKED, **SESSION})
    return struct.pack("<iiii", 16 + len(content), number, 0, 2013) + content


def raw(port: int) -> float:
    """Questions a second of a client that sends many before it reads."""
    piece = b"".join(map(question, range(1, TOGETHER + 1)))
    frames = Frames()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        began = time.perf_counter()
        for _ in range(REPEATED):
            connection.sendall(piece)
            left = TOGETHER
            while left:
                left -= len(frames.feed(connection.recv(1 << 20)))
        return TOGETHER * REPEATED / (time.perf_counter() - began)


def through_pymongo(client: MongoClient) -> float:
    """Questions a second of one thread that waits for each answer."""
    things = client.shop.things
    began = time.perf_counter()
    for _ in range(500):
        things.find_one({"n": 7})
    return 500 / (time.perf_counter() - began)


def show(name: str, values: list[float], goal: str) -> None:
    low, middle, high = quantiles(values, n=4)
    print(f"{name:<44} {middle:9.0f} ({low:.0f} to {high:.0f})   {goal}")


def main() -> None:
    slices = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as name:
        folder, file = Path(name), str(Path(name) / "answers")
        with embedded_server(folder / "server") as server:
            words = ["record", "--to", f"127.0.0.1:{server.port}", "--file", file]
            with (
                wire_process(words, folder / "record.log") as recorder,
                MongoClient("127.0.0.1", recorder.port) as client,
            ):
                client.shop.things.insert_one({"_id": 7, "n": 7})
                client.shop.things.find_one({"n": 7})
        with (
            wire_process(["play", "--file", file], folder / "play.log") as player,
            MongoClient("127.0.0.1", player.port) as client,
        ):
            found, cost, driven = [], [], []
            for _ in range(slices):
                before = cpu_of(player.process)
                found.append(raw(player.port))
                cost.append((cpu_of(player.process) - before) / (TOGETHER * REPEATED) * 1e6)
                driven.append(through_pymongo(client))
            status = client.admin.command("playerStatus")
    assert status["unknown"] + status["unstable"] == 0, status
    verdict = "met" if median(found) >= LEAST else "MISSED"
    show("questions a second, 50 in one piece", found, f">= {LEAST} {verdict}")
    show("CPU us a question", cost, "")
    show("questions a second, one PyMongo thread", driven, "")


if __name__ == "__main__":
    main()
