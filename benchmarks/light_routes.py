"""Generated code over Flask where requests mostly wait: four light routes, database far away.

python benchmarks/light_routes.py [PAIRS]

The example asks the database ten times a request and works 9 ms for an answer, so that two cores
are busy before threads run out (`generated_speed.py`). Here a request works 1.5 to 2 ms there.
64 connections, gunicorn with two processes of 16 gthreads against two of uvicorn: twice as many
connections as threads, so a ratio of 2 is what waiting alone can give. Whether it shows depends on
how much of a request is waiting: hence 60 ms too. The database is the wire player.
"""

import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from estoque_sides import uri_of
from http_load import Ask, Load
from paired import Pairs, show_head, show_ratio
from pymongo import MongoClient
from small_project import FASTAPI, FLASK, ask, scaffold, served
from uvloop import new_event_loop

from migrator.twins.mongo import embedded_server
from migrator.twins.wire.process import wire_process

CONNECTIONS, PROCESSES = 64, 2
GOALS = {
    60: {"motor": 1.0, "pymongo-async": 1.0},
    20: {"motor": 2.2, "pymongo-async": 3.0},
    5: {"motor": 0.0, "pymongo-async": 1.0},
}
FIRST = "/produtos/P0007"
ROUTES = (("GET", FIRST), ("GET", "/produtos"), ("GET", "/clientes/3"), ("POST", f"{FIRST}/visto"))
APP = '''"""A small shop: a product, a list of them, a page, a write."""

import os

from flask import Flask, abort, jsonify, render_template_string
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient(os.environ["MONGO_URI"], maxPoolSize=64).loja
PAGE = "<!doctype html><title>{{ nome }}</title><h1>{{ nome }}</h1><p>{{ pedidos }} pedidos</p>"


@app.route("/produtos/<codigo>")
def produto(codigo):
    doc = db.produtos.find_one({"_id": codigo})
    if doc is None:
        abort(404)
    return jsonify(doc)


@app.route("/produtos")
def produtos():
    return jsonify(list(db.produtos.find({"ativo": True}).sort("_id", 1).limit(10)))


@app.route("/clientes/<int:numero>")
def cliente(numero):
    doc = db.clientes.find_one({"_id": numero})
    pedidos = db.pedidos.count_documents({"cliente": numero})
    return render_template_string(PAGE, nome=doc["nome"], pedidos=pedidos)


@app.route("/produtos/<codigo>/visto", methods=["POST"])
def visto(codigo):
    db.produtos.update_one({"_id": codigo}, {"$set": {"visto": True}})
    return jsonify(ok=True)
'''


def seed(uri: str) -> None:
    """What the routes read."""
    with MongoClient(uri) as client:
        db = client.loja
        db.produtos.insert_many(
            {"_id": f"P{n:04}", "nome": f"Contator {n}", "preco": 9.9, "ativo": True, "visto": True}
            for n in range(30)
        )
        db.clientes.insert_many({"_id": n, "nome": f"Cliente {n}"} for n in range(5))
        db.pedidos.insert_many({"cliente": n % 5} for n in range(40))


def recorded(folder: Path, sides: dict[str, tuple[Path, Sequence[str]]]) -> Path:
    """What a server answers to the questions of all sides, each asked every route once."""
    file = folder / "answers.ndjson"
    with embedded_server(folder / "db") as server:
        seed(server.uri)
        words = ["record", "--to", f"127.0.0.1:{server.port}", "--file", str(file)]
        with wire_process(words, folder / "record.log") as recorder:
            for project, command in sides.values():
                with served(project, command, f"{uri_of(recorder)}loja", FIRST) as port:
                    for method, path in ROUTES[1:]:
                        assert ask(port, method, path).status == 200
    return file


def asks_of(port: int) -> list[Ask]:
    """The requests as bytes, with what is answered now."""
    found = []
    for method, path in ROUTES:
        answer = ask(port, method, path)
        head = f"{method} {path} HTTP/1.1\r\nHost: loja.local\r\nContent-Length: 0\r\n\r\n"
        found.append(Ask(head.encode(), answer.status, len(answer.body)))
    return found


def compare(sides: dict[str, tuple[Path, Sequence[str]]], uri: str, delay: int, pairs: int) -> None:
    """Show FastAPI over Flask for one distance of the database."""
    loop = new_event_loop()
    rates, asked = {}, {}
    with ExitStack() as stack:
        for side, (project, command) in sides.items():
            ports = [
                stack.enter_context(served(project, command, f"{uri}loja", FIRST))
                for _ in range(PROCESSES)
            ]
            load, asked[side] = Load(ports, CONNECTIONS), asks_of(ports[0])

            def rate(load: Load = load, asks: list[Ask] = asked[side]) -> float:
                turn = load.turn(asks, 1.0, 0.4, 3 * CONNECTIONS)
                return loop.run_until_complete(turn).rate

            rates[side] = rate
            rate()
        assert (
            len({tuple((ask.status, ask.length) for ask in asks) for asks in asked.values()}) == 1
        )
        found: dict[str, Pairs] = {side: [] for side in GOALS[delay]}
        for number in range(pairs):
            order = list(sides)[:: -1 if number % 2 else 1]
            now = {side: rates[side]() for side in order}
            for side, taken in found.items():
                taken.append((now["flask"], now[side]))
    for side, taken in found.items():
        show_ratio(f"four light routes, {side}", taken, GOALS[delay][side], at_least=True)


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generated = {driver: scaffold(folder, APP, driver) for driver in GOALS[20]}
        sides: dict[str, tuple[Path, Sequence[str]]] = {"flask": (generated["motor"], FLASK)}
        sides |= {driver: (project, FASTAPI) for driver, project in generated.items()}
        file = recorded(folder, sides)
        for delay in GOALS:
            unit = f"{delay} ms, {CONNECTIONS} connections, requests a second"
            show_head(unit, "Flask", "FastAPI", "ratio")
            words = ["play", "--file", str(file), "--delay-ms", str(delay)]
            with wire_process(words, folder / "play.log") as player:
                compare(sides, uri_of(player), delay, pairs)
                said = player.process
            assert " 0 unknown, 0 unstable" in said.last_lines(), said.last_lines()


if __name__ == "__main__":
    main()
