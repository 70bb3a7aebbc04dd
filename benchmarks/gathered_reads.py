"""Four independent reads of one view, 20 ms away from the database: one after the other, gathered.

python benchmarks/gathered_reads.py [PAIRS]

The Flask project below is scaffolded for both drivers, with and without `--gather`; the requests
take turns. The proxy counts the commands: there must be as many.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from delaying_proxy import DelayingProxy, delaying_proxy
from paired import measured_in_turns, show_head, show_ratio

from migrator.twins.mongo import embedded_server

DELAY = 0.020
GOAL = 1 / 3.5
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


def scaffold(folder: Path, driver: str, *options: str) -> Path:
    project = folder / f"{driver}{''.join(options)}"
    project.mkdir()
    (project / "app.py").write_text(APP)
    words = ["scaffold", "app:app", "--driver", driver, *options]
    subprocess.run(
        [sys.executable, "-m", "migrator", *words], cwd=project, check=True, capture_output=True
    )
    return project


@contextmanager
def served(project: Path, uri: str) -> Iterator[httpx.Client]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "generated_app.main:app", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--log-level", "warning"], cwd=project, env={**os.environ, "MONGO_URI": uri}
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            _wait(client)
            yield client
    finally:
        server.terminate()
        server.wait()


def _wait(client: httpx.Client) -> None:
    for _ in range(3600):
        try:
            assert client.get("/painel").status_code == 200
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the application does not answer")


def milliseconds(client: httpx.Client) -> float:
    began = time.perf_counter()
    client.get("/painel").raise_for_status()
    return (time.perf_counter() - began) * 1000


def commands(client: httpx.Client, proxy: DelayingProxy) -> dict[str, int]:
    before = proxy.commands.copy()
    client.get("/painel")
    return dict(proxy.commands - before)


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 31
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with embedded_server(folder / "db") as server, delaying_proxy(server.port, DELAY) as proxy:
            uri = f"mongodb://127.0.0.1:{proxy.port}/loja?directConnection=true"
            show_head("four reads at 20 ms, ms a request", "in order", "gathered", "ratio")
            for driver in ("motor", "pymongo-async"):
                plain, gathered = (scaffold(folder, driver, *o) for o in ((), ("--gather",)))
                with served(plain, uri) as base, served(gathered, uri) as ours:
                    for _ in range(5):
                        milliseconds(base), milliseconds(ours)
                    asked = [commands(client, proxy) for client in (base, ours)]
                    ratios = measured_in_turns(
                        lambda: milliseconds(base), lambda: milliseconds(ours), pairs
                    )
                show_ratio(f"{driver}, commands {asked[0] == asked[1]} {asked[0]}", ratios, GOAL)
                if asked[0] != asked[1]:
                    raise SystemExit(f"other commands: {asked}")


if __name__ == "__main__":
    main()
