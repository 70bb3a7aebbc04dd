"""A small shop in Flask, with an ASGI app by hand in place of a generated one."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from migrator.model.codec import to_json
from migrator.model.translation import Grade, Reason, RouteTranslation
from migrator.project.project import Project
from migrator.steps import inspect
from migrator.steps.record import Plan, record
from migrator.traffic.recording import RecordingWriter, read_exchanges, read_head

FLASK_APP = """
import os, secrets
from datetime import datetime
from flask import Flask, jsonify, request
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient(os.environ["MONGO_URI"], serverSelectionTimeoutMS=30000).get_database()
db.orders.create_index("sku")


@app.get("/orders")
def orders():
    return jsonify([{"id": str(o["_id"]), "sku": o["sku"]} for o in db.orders.find().sort("_id")])


@app.post("/orders")
def order():
    made = db.orders.insert_one({"sku": request.json["sku"], "at": datetime.utcnow()}).inserted_id
    return jsonify(id=str(made), key=secrets.token_hex(8)), 201


@app.get("/orders/<oid>")
def show(oid):
    from bson import ObjectId
    return jsonify(sku=db.orders.find_one({"_id": ObjectId(oid)})["sku"])


@app.post("/stock")
def stock():
    db.stock.update_one({"sku": request.json["sku"]}, {"$inc": {"q": 1}}, upsert=True)
    return "", 204


@app.get("/kill")
def kill():
    return "alive"


@app.get("/seen")
def seen():
    db.seen.insert_one({"at": datetime.utcnow()})
    return "seen"
"""

NEW_APP = """
import asyncio, json, os, secrets, signal
from datetime import datetime
from bson import ObjectId
from motor.motor_asyncio import AsyncIOMotorClient

FAULT = os.environ.get("FAULT", "")
if FAULT == "import":
    raise RuntimeError("this app is broken")
db = None


async def app(scope, receive, send):
    global db
    if scope["type"] == "lifespan":
        await receive()
        db = AsyncIOMotorClient(os.environ["MONGO_URI"]).get_database()
        await db.orders.create_index("sku")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    body = (await receive())["body"]
    status, answer = await respond(scope["method"], scope["path"], body)
    data = answer if isinstance(answer, bytes) else json.dumps(answer, sort_keys=True, separators=(",", ":")).encode() + b"\\n"
    kind = b"text/html; charset=utf-8" if isinstance(answer, bytes) else b"application/json"
    headers = [(b"content-type", kind)]
    if status != 204:
        headers.append((b"content-length", str(len(data)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})


async def respond(method, path, body):
    if path == "/kill":
        if FAULT == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if FAULT == "database":
            os.kill((await db.command("serverStatus"))["pid"], signal.SIGKILL)
            await db.orders.find_one({})
        return 200, b"alive"
    if path == "/seen":
        await db.seen.insert_one({"at": datetime.utcnow()})
        return 200, b"seen"
    if path == "/orders" and method == "POST":
        document = {"sku": json.loads(body)["sku"], "at": datetime.utcnow()}
        if FAULT == "lost write":
            made = ObjectId()
        else:
            made = (await db.orders.insert_one(document)).inserted_id
        if FAULT == "double write":
            await db.orders.replace_one({"_id": made}, document)
        return 201, {"id": str(made), "key": secrets.token_hex(8)}
    if path == "/orders":
        found = await db.orders.find().sort("_id").to_list(None)
        if FAULT == "n+1":
            found = [await db.orders.find_one({"_id": o["_id"]}) for o in found]
        return 200, [{"id": str(o["_id"]), "sku": o["sku"]} for o in found]
    found = await db.stock.find_one({}) if path == "/stock" and FAULT == "race" else None
    if found:
        await asyncio.sleep(0.5)
        found["q"] += 1
        await db.stock.replace_one({"_id": found["_id"]}, found)
        return 204, b""
    if path == "/stock":
        await db.stock.update_one({"sku": json.loads(body)["sku"]}, {"$inc": {"q": 1}}, upsert=True)
        return 204, b""
    found = await db.orders.find_one({"_id": ObjectId(path.rpartition("/")[2])})
    sku = found["sku"] if found else "?"
    if FAULT == "another word":
        sku = "cup"
    return 200, {"skus" if FAULT == "wrong field" else "sku": sku}
"""

SCENARIO = """
import sys
import httpx

with httpx.Client(base_url=sys.argv[1], headers={"Host": "shop.example"}, timeout=30) as client:
    client.get("/orders")
    made = client.post("/orders", json={"sku": "tea"}).json()["id"]
    client.get("/orders/" + made)
    client.post("/stock", json={"sku": "tea"})
    client.post("/orders", json={"sku": "cup"})
    client.get("/orders")
    client.get("/kill")
"""

SEED = """
import os
from pymongo import MongoClient
MongoClient(os.environ["MONGO_URI"]).get_database().orders.insert_one({"sku": "seed"})
"""


def now():
    return datetime.now(UTC)


@pytest.fixture(scope="session")
def recorded_shop(tmp_path_factory):
    """The shop inspected, "scaffolded" and recorded; do not change it."""
    root = tmp_path_factory.mktemp("shop")
    (root / "shop.py").write_text(FLASK_APP)
    (root / "seed.py").write_text(SEED)
    (root / "day.py").write_text(SCENARIO)
    (root / "generated_app").mkdir()
    (root / "generated_app" / "__init__.py").touch()
    (root / "generated_app" / "main.py").write_text(NEW_APP)
    project = Project.here(root, app="shop:app", seed="python seed.py")
    spec = inspect.inspect(project, lambda _: None)
    inspect.write(project, spec)
    save_grades(project, spec)
    found = record(project, Plan(drive=root / "day.py"), now, lambda _: None)
    return project, found


def save_grades(project, spec, refused=()):
    why = Reason("shop.py", 1, "x", "a test asks for it")
    routes = [
        RouteTranslation(
            route.endpoint,
            route.rule,
            route.methods,
            Grade.REFUSED if route.endpoint in refused else Grade.ASYNC,
            (why,) if route.endpoint in refused else (),
        )
        for route in spec.routes
    ]
    project.scaffold_file.write_text(json.dumps({"format": 1, "routes": to_json(routes)}))


@pytest.fixture
def shop(recorded_shop, tmp_path):
    """A copy of the recorded shop that a test may break."""
    import shutil

    project, _ = recorded_shop
    shutil.copytree(
        project.root, tmp_path / "shop", ignore=shutil.ignore_patterns("databases", "__pycache__")
    )
    return replace(project, root=tmp_path / "shop")


@pytest.fixture
def crowd():
    """``crowd(project, "ana GET /orders 1.5", ...)`` records more exchanges after the recorded.

    Each word has a session, a method, a target and when it comes after the last recorded one; its
    answer is that of a recorded exchange of the same method and target, or a plain 200.
    """
    return _crowd


def _crowd(project, *words):
    head = read_head(project.recording_file)
    known = list(read_exchanges(project.recording_file))
    answers = {(it.request.method, it.request.target): it for it in known}
    with RecordingWriter(project.recording_file, head) as writer:
        for exchange in known:
            writer.write(exchange)
        for number, word in enumerate(words, len(known) + 1):
            session, method, target, after = word.split()
            like = answers.get((method, target), known[-1])
            request = replace(like.request, method=method, target=target)
            at = known[-1].at + float(after)
            writer.write(replace(like, id=number, session=session, at=at, request=request))


@pytest.fixture
def refuse():
    """``refuse(project, endpoint)`` makes a rule one that stays on Flask."""
    from migrator.introspect.specs import read_specs

    return lambda project, *endpoints: save_grades(
        project, read_specs(project.route_specs), endpoints
    )
