"""Run many small applications in one child: ``sides.py flask|fastapi PORT JOBS RESULTS``.

A job is a folder with ``app.py`` (Flask) or ``generated_app`` (FastAPI) and requests. Each starts
with the same documents in the database ``loja``; what it answers and leaves there is written down.
"""

import asyncio
import json
import os
import re
import resource
import signal
import sys
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path

import bson
import httpx
import pymongo

SECONDS = 20
MOST_MEMORY = 4 << 30
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


@cache
def client_of(port):
    """A client for all jobs: to make one takes longer than to write and read what a job has."""
    return pymongo.MongoClient("127.0.0.1", port)


def prepare(port):
    """The same documents for everybody, and a client for looking at them."""
    client = client_of(port)
    client.drop_database("loja")
    for name, documents in SEED.items():
        client.loja[name].insert_many(documents)
    return client


def left(client):
    """Every document of the database, ids that were drawn put aside."""
    database = client.loja
    return {
        name: sorted(repr(plain(d)) for d in database[name].find())
        for name in sorted(database.list_collection_names())
    }


def plain(value):
    match value:
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case bson.ObjectId():
            return "an id"
        case datetime():
            return "a time"
        case str():
            return _masked(value)
        case _:
            return value


class Conversation:
    """The requests of a job, one after the other: cookies and kept texts go along.

    What is drawn at random (ids, tokens, signatures) is put aside where answers are compared.
    """

    def __init__(self, requests):
        self.requests = requests
        self.cookies = {}
        self.kept = {}
        self.answers = []

    def __iter__(self):
        for self.request in self.requests:
            headers = [[name, self._filled(value)] for name, value in self.request["headers"]]
            if self.cookies:
                headers.append(["Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items())])
            body = self._filled(self.request["body"]).encode()
            yield self.request["method"], self._filled(self.request["path"]), headers, body

    def _filled(self, text):
        for name, value in self.kept.items():
            text = text.replace("{{" + name + "}}", value)
        return text

    def note(self, status, headers, body):
        text = body.decode("utf-8", "backslashreplace")
        for name, pattern in self.request["keep"]:
            found = re.search(pattern, text)
            self.kept[name] = found[1] if found else "nothing-was-found"
        for key, value in headers:
            if key.lower() == "set-cookie":
                self._bake(value)
        compared = [[k.lower(), _said(k, v)] for k, v in headers if k.lower() not in _UNCOMPARED]
        self.answers.append([status, sorted(compared), _masked(text)])

    def _bake(self, text):
        first, *attributes = text.split("; ")
        name, _, value = first.partition("=")
        self.cookies.pop(name, None)
        if "Max-Age=0" not in attributes and value:
            self.cookies[name] = value


_UNCOMPARED = {"date", "server", "last-modified"}
_RANDOM = [
    (r"\b[0-9a-f]{24}\b", "an id"),
    (r"\beyJ[\w-]+\.[\w-]+\.[\w-]+", "a token"),
    (r"(session|remember_token|csrf_token)=[^;]+", r"\1=signed"),
    (r"Expires=[^;]+", "Expires=a date"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "a uuid"),
    (r"\$\w+\$[0-9a-f]{64}", "a salted hash"),
    (r'"\d+\.\d+-(\d+)-\d+"', r"the time of a file of \1 bytes"),
    (r'(name="csrf_token"[^>]* value=)"[^"]*"', r"\1a-token"),
]


def _said(name, value):
    """The value of a header; methods that are allowed have no order."""
    return sorted(value.split(", ")) if name.lower() == "allow" else _masked(value)


def _masked(text):
    for pattern, word in _RANDOM:
        text = re.sub(pattern, word, text)
    return text


def forget(folder):
    """Unload the modules of a job, so that the next one may have the same names."""
    for name, module in sys.modules.copy().items():
        place = getattr(module, "__file__", None) or ""
        if name == "generated_app" or place.startswith(f"{folder}/"):
            del sys.modules[name]


def on_flask(job):
    module, _, name = job["app"].partition(":")
    app = getattr(import_module(module), name.removesuffix("()") or "app")
    app = app() if name.endswith("()") else app
    client = app.test_client(use_cookies=False)
    talk = Conversation(job["requests"])
    for method, path, headers, body in talk:
        answer = client.open(path, method=method, data=body, headers=headers)
        talk.note(answer.status_code, list(answer.headers.items()), answer.data)
    return talk.answers


async def on_fastapi(job):
    main = import_module("generated_app.main")
    assert main.__file__.startswith(job["folder"]), main.__file__
    transport = httpx.ASGITransport(main.app, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url="http://localhost", headers={})
    client.headers.clear()
    talk = Conversation(job["requests"])
    async with lifespan(main.app), client:
        for method, path, headers, body in talk:
            async with asyncio.timeout(SECONDS):
                sent = client.build_request(method, path, content=body, headers=headers)
                answer = await client.send(sent)
            client.cookies.clear()
            talk.note(answer.status_code, answer.headers.multi_items(), answer.content)
    return talk.answers


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
    os.chdir(folder)
    signal.alarm(SECONDS)
    try:
        answers = on_flask(job) if side == "flask" else asyncio.run(on_fastapi(job))
    except BaseException as error:  # noqa: BLE001 (a case that breaks is an answer, too)
        answers = [f"{type(error).__name__}: {error}"]
    finally:
        signal.alarm(0)
        sys.path.remove(folder)
        forget(folder)
    return {"answers": answers, "left": left(client)}


def share_compat(folder):
    """Import compat once for all jobs; what it remembers of one is dropped before the next."""
    sys.path.insert(0, folder)
    import_module("generated_app.compat.application")  # FastAPI, too: no job's seconds go there
    sys.path.remove(folder)
    del sys.modules["generated_app"]


def drop_startup_work():
    startup = sys.modules.get("generated_app.compat.startup")
    if startup is not None:
        startup._at_startup.clear()
        startup._at_shutdown.clear()


def too_long(*_):
    raise TimeoutError("the case did not end")


def main(side, port, jobs, results):
    for cls in (pymongo.MongoClient, pymongo.AsyncMongoClient):
        cls.HOST, cls.PORT = "127.0.0.1", int(port)
    signal.signal(signal.SIGALRM, too_long)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    os.environ["MONGO_URI"] = f"mongodb://127.0.0.1:{port}/loja"
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
