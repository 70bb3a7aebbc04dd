import http.client
import textwrap

import pytest
from pymongo import MongoClient

from migrator.project.project import Project
from migrator.twins.mongo import embedded_server

FLASK_APP = """
import datetime, os, random, secrets, signal, sys, time, uuid
from flask import Flask, jsonify, request
from pymongo import MongoClient

if os.environ.get("BROKEN"):
    raise RuntimeError("no settings for BROKEN")
db = MongoClient(os.environ["MONGO_URI"]).get_database()
STARTED = {"token": secrets.token_hex(4), "at": time.time()}


def create_app(greeting="hello"):
    app = Flask(__name__)

    @app.get("/values")
    def values():
        made = db.things.insert_one({"at": datetime.datetime.utcnow()}).inserted_id
        return jsonify(
            now=datetime.datetime.now(datetime.timezone.utc).isoformat(), time=time.time(),
            day=str(datetime.date.today()), uuid=str(uuid.uuid4()), old=str(uuid.uuid1()),
            token=secrets.token_urlsafe(16), made=str(made), dice=[random.random(), random.randint(1, 99)],
            timer=time.perf_counter() - time.perf_counter(), started=STARTED,
            headers=sorted(k.lower() for k, v in request.headers),
        )

    @app.get("/who")
    def who():
        return jsonify(greeting=greeting, key=os.environ["SECRET_KEY"], scratch=os.environ.get("UPLOADS"))

    @app.get("/die")
    def die():
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(30)
        return ""

    return app
"""

ASGI_APP = """
import datetime, json, os, random, secrets, time, uuid
from motor.motor_asyncio import AsyncIOMotorClient

STARTED = {"token": secrets.token_hex(4), "at": time.time()}
client = None


async def app(scope, receive, send):
    global client
    if scope["type"] == "lifespan":
        await receive()
        client = AsyncIOMotorClient(os.environ["MONGO_URI"])
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    made = (await client.get_database().things.insert_one({"at": datetime.datetime.utcnow()})).inserted_id
    body = json.dumps(dict(
        now=datetime.datetime.now(datetime.timezone.utc).isoformat(), time=time.time(),
        day=str(datetime.date.today()), uuid=str(uuid.uuid4()), old=str(uuid.uuid1()),
        token=secrets.token_urlsafe(16), made=str(made), dice=[random.random(), random.randint(1, 99)],
        timer=time.perf_counter() - time.perf_counter(), started=STARTED,
        headers=sorted(k.decode() for k, v in scope["headers"]),
    ), sort_keys=True, separators=(",", ":")).encode() + b"\\n"
    await send({"type": "http.response.start", "status": 200, "headers": [
        (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
"""


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with embedded_server(tmp_path_factory.mktemp("mongo")) as running:
        yield running


@pytest.fixture
def client(server):
    with MongoClient(server.uri) as connected:
        yield connected
        for name in set(connected.list_database_names()) - {"admin", "local", "config"}:
            connected.drop_database(name)


@pytest.fixture
def project(tmp_path):
    """A project with a Flask app, and an ASGI app by hand in place of a generated one."""
    (tmp_path / "app.py").write_text(textwrap.dedent(FLASK_APP))
    (tmp_path / "generated_app").mkdir()
    (tmp_path / "generated_app" / "__init__.py").touch()
    (tmp_path / "generated_app" / "main.py").write_text(textwrap.dedent(ASGI_APP))
    twin_env = {"UPLOADS": "{scratch}/uploads"}
    return Project.here(tmp_path, app="app:create_app('oi')", twin_env=twin_env)


@pytest.fixture
def ask():
    """``ask(twin, path, exchange)`` is the body of an answer."""
    return _ask


def _ask(twin, path, exchange=None):
    headers = {"X-Migrator-Exchange": exchange} if exchange else {}
    connection = http.client.HTTPConnection("127.0.0.1", twin.port, timeout=20)
    connection.request("GET", path, headers=headers)
    body = connection.getresponse().read()
    connection.close()
    return body
