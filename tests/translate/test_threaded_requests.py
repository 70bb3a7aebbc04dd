"""Many requests to a threaded route at once: each thread sees its own, and async routes go on."""

import json
import subprocess
import sys

import pytest

from migrator.model.translation import Grade
from migrator.scaffold.assemble import Look, assemble
from migrator.translate.translate import translate
from migrator.twins.mongo import embedded_server
from tests.translate.cases import spec_of
from tests.translate.differential import DRIVERS

THREADS = 50
APP = f"""\
import threading

from flask import Flask, current_app, flash, g, jsonify, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from pymongo import MongoClient

app = Flask(__name__)
app.secret_key = "k"
logins = LoginManager(app)
db = MongoClient().loja
everybody = threading.Barrier({THREADS} + 1)


class User(UserMixin):
    def __init__(self, name):
        self.id = name
        self.seen = db.seen.count_documents({{"name": name}})


@logins.request_loader
def load(request):
    return User(request.headers["X-User"])


@app.before_request
def begin():
    g.word = request.headers["X-User"]


@app.get("/mine/<name>")
def mine(name):
    before = (g.word, request.args["n"], current_user.id)
    session["name"] = name
    db.seen.insert_one({{"name": name, "n": request.args["n"]}})
    everybody.wait(60)
    rows = sorted(db.seen.find({{"name": name}}), key=lambda row: db.seen.find_one(row["_id"])["n"])
    flash(name)
    return jsonify(
        before=before,
        after=(g.word, request.args["n"], current_user.id),
        names=[row["name"] for row in rows],
        session=session["name"],
        url=url_for("mine", name=name, n=request.args["n"]),
        app=current_app.name,
    )


@app.get("/free")
def free():
    return {{"n": db.seen.count_documents({{}}), "waiting": everybody.n_waiting}}
"""
ASKING = f"""\
import asyncio, json, sys
import pymongo

for cls in (pymongo.MongoClient, pymongo.AsyncMongoClient):
    cls.HOST, cls.PORT = "127.0.0.1", int(sys.argv[1])
from generated_app.main import api
from generated_app.app import everybody
from httpx import ASGITransport, AsyncClient


async def main():
    transport = ASGITransport(api)
    async with AsyncClient(transport=transport, base_url="http://shop", timeout=120) as client:
        def ask(n):
            return client.get(f"/mine/u{{n}}", params={{"n": n}}, headers={{"X-User": f"u{{n}}"}})

        asked = [asyncio.create_task(ask(n)) for n in range({THREADS})]
        free = {{"waiting": 0}}
        while free["waiting"] < {THREADS}:
            free = (await client.get("/free", headers={{"X-User": "nobody"}})).json()
        free = (await client.get("/free", headers={{"X-User": "nobody"}})).json()
        await asyncio.to_thread(everybody.wait)
        answers = await asyncio.gather(*asked)
        return {{"free": free, "mine": [[a.status_code, a.json(), a.headers] for a in answers]}}


print(json.dumps(asyncio.run(main()), default=dict))
"""


@pytest.mark.parametrize("driver", [DRIVERS[0], pytest.param(DRIVERS[1], marks=pytest.mark.slow)])
def test_fifty_requests_at_once_keep_apart_and_an_async_route_answers_meanwhile(tmp_path, driver):
    source = tmp_path / "flask"
    source.mkdir()
    (source / "app.py").write_text(APP)
    spec = spec_of(source)
    found = translate(spec, source, package="generated_app", driver=driver)
    for name, content in assemble(spec, found, source, Look("generated_app", driver)).items():
        path = tmp_path / "generated_app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    with embedded_server(tmp_path / "database") as server:
        command = [sys.executable, "-c", ASKING, str(server.port)]
        done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    said = json.loads(done.stdout)

    assert {r.endpoint: r.grade for r in found.routes}["free"] is Grade.ASYNC
    assert said["free"] == {"n": THREADS, "waiting": THREADS}
    for n, (status, answer, headers) in enumerate(said["mine"]):
        name = f"u{n}"
        assert (status, answer) == (
            200,
            {
                "before": [name, str(n), name],
                "after": [name, str(n), name],
                "names": [name],
                "session": name,
                "url": f"/mine/{name}?n={n}",
                "app": "app",
            },
        )
        assert "session=" in headers["set-cookie"]
