"""How long it takes to make a database of 10,000 documents hold its snapshot again.

python benchmarks/reset_speed.py [ROUNDS]

Wall clock, and the CPU of this process and of the embedded server together: on a shared machine
only the second says something.
"""

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from pymongo import MongoClient

from migrator.twins.mongo import embedded_server
from migrator.twins.restoring import restore_snapshot
from migrator.twins.snapshot import take_snapshot

COLLECTIONS = 10
EACH = 1000
GOAL = 0.4


def filled(client):
    for number in range(COLLECTIONS):
        collection = client.shop[f"c{number}"]
        collection.insert_many(
            {"_id": n, "nome": f"Produto {n}", "saldo": n * 1.5, "tags": ["a", "b"], "sku": n % 97}
            for n in range(EACH)
        )
        collection.create_index("sku")


def nothing(client):
    pass


def one(client):
    client.shop.c0.update_one({"_id": 7}, {"$inc": {"saldo": 1}})


def some(client):
    for number in range(3):
        client.shop[f"c{number}"].update_many({"_id": {"$lt": 20}}, {"$inc": {"saldo": 1}})
        client.shop[f"c{number}"].insert_one({"_id": -1})


def gone(client):
    client.shop.c0.delete_one({"_id": 7})


def everything(client):
    for number in range(COLLECTIONS):
        client.shop[f"c{number}"].update_many({}, {"$inc": {"saldo": 1}})


SITUATIONS = (
    ("nobody wrote", 0, nothing),
    ("one document changed", 1, one),
    ("63 in 3 collections", 3, some),
    ("one document deleted", 1, gone),
    ("nothing, but all is read", COLLECTIONS, nothing),
    ("all documents changed", COLLECTIONS, everything),
)
"""Words, in how many collections somebody is known to have written, and what they did."""


def seconds_of(process):
    """CPU of a process and its threads, and of all below it."""
    parents = {}
    used = {}
    tick = os.sysconf("SC_CLK_TCK")
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(entry.parent.name)
        parents[number] = int(fields[1])
        used[number] = (int(fields[11]) + int(fields[12])) / tick
    below = {process}
    while fresh := {n for n, parent in parents.items() if parent in below} - below:
        below |= fresh
    return sum(used.get(number, 0.0) for number in below)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    print(f"{'since the snapshot':<24} {'wall s':>7} {'CPU s':>7}  goal {GOAL} s of CPU")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(embedded_server(folder / "server"))
        client = stack.enter_context(MongoClient(server.uri))
        filled(client)
        snapshot = folder / "snapshot"
        take_snapshot(server.uri, ["shop"], snapshot)
        for words, touched, dirty in SITUATIONS:
            untouched = frozenset(("shop", f"c{n}") for n in range(touched, COLLECTIONS))
            walls, used = [], []
            for _ in range(rounds):
                dirty(client)
                before = seconds_of(os.getpid()), time.perf_counter()
                restore_snapshot(snapshot, server.uri, untouched=untouched)
                walls.append(time.perf_counter() - before[1])
                used.append(seconds_of(os.getpid()) - before[0])
            verdict = "met" if median(used) <= GOAL else "MISSED"
            print(f"{words:<24} {median(walls):7.2f} {median(used):7.2f}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
