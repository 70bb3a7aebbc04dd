"""Run many small applications in one child: ``sides.py flask|fastapi PORT JOBS RESULTS``.

A job is a folder with ``app.py`` (Flask) or ``generated_app`` (FastAPI) and requests. Each starts
with the same documents in the database ``loja``; what it answers and leaves there is written down.
"""

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import bson
import httpx
import pymongo

SECONDS = 20.0
SEED = {
    "produtos": [
        {"_id": n, "sku": sku, "nome": nome, "preco": preco, "qtd": qtd, "tag": tag, "ativo": ativo}
        for n, (sku, nome, preco, qtd, tag, ativo) in enumerate(
            [
                ("a", "Arruela", 2, 5, "x", True),
                ("b", "Broca", 7, 0, "y", True),
                ("c", "Chave", 5, 3, "x", False),
                ("d", "Disco", 9, 1, "z", True),
                ("e", "Escada", 40, 0, "y", False),
                ("f", "Formão", 12, 8, "x", True),
            ],
            1,
        )
    ],
    "lojas": [{"_id": 1, "nome": "Centro", "sku": "a"}, {"_id": 2, "nome": "Sul", "sku": "c"}],
    "saldos": [{"_id": s, "sku": s, "n": n} for s, n in zip("abcdef", [4, 0, 2, 9, 1, 6])],
    "contadores": [{"_id": 1, "n": 10}],
}


def prepare(port):
    """The same documents for everybody, and a client for looking at them."""
    client = pymongo.MongoClient("127.0.0.1", port)
    for name in client.list_database_names():
        if name not in {"admin", "local", "config"}:
            client.drop_database(name)
    for name, documents in SEED.items():
        client.loja[name].insert_many(documents)
    return client


def left(client):
    """Every document of the database, ids that were drawn put aside."""
    database = client.loja
    found = {
        name: sorted(repr(plain(d)) for d in database[name].find())
        for name in sorted(database.list_collection_names())
    }
    client.close()
    return found


def plain(value):
    match value:
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case bson.ObjectId():
            return "an id"
        case _:
            return value


def facts(status, headers, body):
    """What of an answer is compared."""
    kept = sorted((k.lower(), v) for k, v in headers if k.lower() not in {"date", "server"})
    return [status, [list(pair) for pair in kept], body.decode("utf-8", "replace")]


def forget(folder):
    """Unload the modules of a job, so that the next one may have the same names."""
    for name, module in list(sys.modules.items()):
        place = getattr(module, "__file__", None) or ""
        if name == "generated_app" or place.startswith(f"{folder}/"):
            del sys.modules[name]


def on_flask(job):
    module = import_module("app")
    client = module.app.test_client()
    found = []
    for method, path, body, kind in job["requests"]:
        answer = client.open(path, method=method, data=body, content_type=kind)
        found.append(facts(answer.status_code, answer.headers.items(), answer.data))
    return found


async def on_fastapi(job):
    main = import_module("generated_app.main")
    assert main.__file__.startswith(job["folder"]), main.__file__
    app = main.app
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        lifespan(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        found = []
        for method, path, body, kind in job["requests"]:
            headers = {"content-type": kind} if kind else {}
            async with asyncio.timeout(SECONDS):
                answer = await client.request(method, path, content=body, headers=headers)
            found.append(facts(answer.status_code, answer.headers.multi_items(), answer.content))
    return found


@asynccontextmanager
async def lifespan(app):
    """Start and stop the application as a server does."""
    inbox, outbox = asyncio.Queue(), asyncio.Queue()
    running = asyncio.create_task(app({"type": "lifespan", "state": {}}, inbox.get, outbox.put))
    await inbox.put({"type": "lifespan.startup"})
    started = await outbox.get()
    assert started["type"] == "lifespan.startup.complete", started
    try:
        yield
    finally:
        await inbox.put({"type": "lifespan.shutdown"})
        await outbox.get()
        await running


def run(job, side, port):
    folder = job["folder"]
    client = prepare(port)
    sys.path.insert(0, folder)
    try:
        answers = on_flask(job) if side == "flask" else asyncio.run(on_fastapi(job))
    except Exception as error:  # noqa: BLE001 (a case that breaks is an answer, too)
        answers = [f"{type(error).__name__}: {error}"]
    finally:
        sys.path.remove(folder)
        forget(folder)
    return {"answers": answers, "left": left(client)}


def share_compat(folder):
    """Import compat once for all jobs; what it remembers of one is dropped before the next."""
    sys.path.insert(0, folder)
    import_module("generated_app.compat")
    sys.path.remove(folder)
    del sys.modules["generated_app"]


def drop_startup_work():
    startup = sys.modules.get("generated_app.compat.startup")
    if startup is not None:
        startup._at_startup.clear()
        startup._at_shutdown.clear()


def main(side, port, jobs, results):
    for cls in (pymongo.MongoClient, pymongo.AsyncMongoClient):
        cls.HOST, cls.PORT = "127.0.0.1", int(port)
    found = {}
    jobs = Path(jobs)
    if side == "fastapi":
        share_compat(str(jobs.parent / "shared"))
    for job in json.loads(jobs.read_text()):
        drop_startup_work()
        found[job["name"]] = run(job, side, int(port))
    Path(results).write_text(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
