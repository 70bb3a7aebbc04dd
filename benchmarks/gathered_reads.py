"""Four independent reads of one view, 20 ms away from the database: one after the other, gathered.

python benchmarks/gathered_reads.py [PAIRS]

The Flask project below is scaffolded for both drivers, with and without `--gather`; the requests
take turns. The database is the wire player: an embedded server's own time for a command would be
added up in both. It counts the questions: there must be as many.
"""

import http.client
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from estoque_sides import uri_of
from paired import measured_in_turns, show_head, show_ratio
from pymongo import MongoClient
from small_project import FASTAPI, scaffold, served

from migrator.twins.mongo import embedded_server
from migrator.twins.wire.process import wire_process

DELAY = 20  # milliseconds
GOAL = 1 / 3.5
PAGE = "/painel"
APP = '''"""A page with four numbers."""

import os

from flask import Flask, jsonify
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient(os.environ["MONGO_URI"]).loja


@app.route("/painel")
def painel():
    pedidos = db.pedidos.count_documents({})
    ultimo = db.pedidos.find_one({"_id": 1})
    clientes = db.clientes.distinct("nome")
    produtos = list(db.produtos.find({}).limit(3))
    return jsonify(pedidos=pedidos, ultimo=ultimo, clientes=clientes, produtos=produtos)
'''


def asking(port: int) -> Callable[[], float]:
    """Milliseconds of a request on a kept connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def milliseconds() -> float:
        began = time.perf_counter()
        connection.request("GET", PAGE)
        response = connection.getresponse()
        response.read()
        assert response.status == 200
        return (time.perf_counter() - began) * 1000

    return milliseconds


def questions(request: Callable[[], float], database: MongoClient) -> int:
    """How many a request asks."""
    before = database.admin.command("playerStatus")["answered"]
    request()
    return database.admin.command("playerStatus")["answered"] - before


def recorded(folder: Path, projects: Sequence[Path]) -> Path:
    """What a server answers to the questions of all of them."""
    file = folder / "answers.ndjson"
    with embedded_server(folder / "db") as server:
        words = ["record", "--to", f"127.0.0.1:{server.port}", "--file", str(file)]
        with wire_process(words, folder / "record.log") as recorder:
            for project in projects:
                with served(project, FASTAPI, uri_of(recorder), PAGE):
                    pass
    return file


def measure(driver: str, plain: Path, gathered: Path, pairs: int) -> None:
    """Show the row of one driver."""
    folder = plain.parent
    file = recorded(folder, [plain, gathered])
    words = ["play", "--file", str(file), "--delay-ms", str(DELAY)]
    with wire_process(words, folder / "play.log") as player:
        uri = uri_of(player)
        with (
            MongoClient(uri) as database,
            served(plain, FASTAPI, uri, PAGE) as base_port,
            served(gathered, FASTAPI, uri, PAGE) as our_port,
        ):
            base, ours = asking(base_port), asking(our_port)
            for _ in range(5):
                base(), ours()
            asked = [questions(request, database) for request in (base, ours)]
            ratios = measured_in_turns(base, ours, pairs)
            status = database.admin.command("playerStatus")
    show_ratio(f"{driver}, {asked[0]} and {asked[1]} questions", ratios, GOAL)
    if asked[0] != asked[1] or status["unknown"]:
        raise SystemExit(f"other questions: {asked}, {status}")


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 31
    show_head(f"four reads at {DELAY} ms, ms a request", "in order", "gathered", "ratio")
    for driver in ("motor", "pymongo-async"):
        with tempfile.TemporaryDirectory() as name:
            plain, gathered = (scaffold(Path(name), APP, driver, *o) for o in ((), ("--gather",)))
            measure(driver, plain, gathered, pairs)


if __name__ == "__main__":
    main()
