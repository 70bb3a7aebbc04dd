"""Record from inside the team's own process: its pytest suite, and a running app."""

import os
import signal
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime

import pytest
from pymongo import MongoClient

from migrator.errors import CouldNotRun, EvidenceMissing
from migrator.model.verdict import Outcome
from migrator.steps.record import Plan, record
from migrator.steps.replay import Order, replay
from migrator.steps.scrub import check, scrub
from migrator.traffic.recording import read_exchanges, read_head
from migrator.twins.mongo import embedded_server
from migrator.twins.process import listening_socket

SUITE = """
import pytest
import shop


@pytest.fixture(autouse=True)
def database():
    shop.db.orders.delete_many({})
    shop.db.orders.insert_one({"sku": "seed"})


@pytest.fixture
def client():
    return shop.app.test_client()


def test_an_order_is_listed(client):
    made = client.post("/orders", json={"sku": "tea"}).json["id"]
    assert client.get("/orders/" + made).json == {"sku": "tea"}
    assert [item["sku"] for item in client.get("/orders").json] == ["seed", "tea"]


def test_what_a_test_writes_by_itself_is_seen(client):
    client.get("/orders")
    shop.db.orders.insert_one({"sku": "by hand"})
    assert [item["sku"] for item in client.get("/orders").json] == ["seed", "by hand"]


def test_two_clients(client):
    other = shop.app.test_client()
    client.post("/stock", json={"sku": "cup"})
    other.post("/stock", json={"sku": "cup"})
    client.get("/orders")
"""


def now():
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with embedded_server(tmp_path_factory.mktemp("mongo")) as running:
        yield running


@pytest.fixture
def suite(shop, server, monkeypatch):
    """The shop with a suite, on a database server of the team's own, where nothing is yet."""
    (shop.root / "test_shop.py").write_text(SUITE)
    with MongoClient(server.uri) as client:
        client.drop_database("testing")
    monkeypatch.setenv("MONGO_URI", server.database_uri("testing"))
    return shop


def test_a_suite_is_recorded_with_the_states_it_met_and_replays_to_the_same(suite):
    found = record(suite, Plan(suite="-q -p no:randomly -p no:cacheprovider"), now, lambda _: None)

    exchanges = list(read_exchanges(suite.recording_file))
    assert (found.exchanges, found.sessions, found.lost) == (8, 4, 0)
    assert read_head(suite.recording_file).source == "pytest"
    assert [bool(exchange.state) for exchange in exchanges] == [
        *(True, False, False),
        *(True, True),
        *(True, False, False),
    ]
    assert exchanges[5].session != exchanges[6].session
    assert exchanges[5].session == exchanges[7].session

    verdict = replay(suite, Order(), now, lambda *_: None)

    assert verdict.outcome is Outcome.SAME
    assert verdict.compared == 8
    assert sum(route.strayed for route in verdict.routes) == 0


@pytest.mark.slow
def test_a_raw_recording_of_a_suite_is_scrubbed_with_its_states_and_replays_to_the_same(suite):
    text = SUITE.replace('"tea"', '"ana@shop.example"')
    (suite.root / "test_shop.py").write_text(text)
    words = "-q -p no:randomly -p no:cacheprovider"
    record(suite, Plan(suite=words, redacts=False), now, lambda _: None)
    hay = lambda: b"".join(p.read_bytes() for p in suite.recordings.rglob("*") if p.is_file())  # noqa: E731
    assert b"ana@shop" in hay()
    assert check(suite).findings

    scrub(suite)

    assert b"ana@shop" not in hay()
    assert check(suite).findings == ()
    assert len(list((suite.recordings / "states").iterdir())) > 1
    verdict = replay(suite, Order(), now, lambda *_: None)
    assert verdict.outcome is Outcome.SAME
    assert verdict.compared == 8


def test_a_state_that_was_changed_is_refused(suite):
    record(suite, Plan(suite="-q -p no:cacheprovider"), now, lambda _: None)
    next((suite.recordings / "states").rglob("*.bson")).write_bytes(b"")

    with pytest.raises(EvidenceMissing, match="is not the database that was recorded"):
        replay(suite, Order(), now, lambda *_: None)


def test_tests_that_fail_are_said_and_recorded(suite):
    said = []
    with (suite.root / "test_shop.py").open("a") as file:
        file.write("\n\ndef test_wrong(client):\n    assert client.get('/orders').json == []\n")

    found = record(suite, Plan(suite="-q -p no:cacheprovider"), now, said.append)

    assert found.exchanges == 9
    assert any("some tests failed" in text for text in said)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [("--no-such-option", "no-such-option"), ("none_here.py", "none_here.py")],
)
def test_a_suite_that_cannot_be_run_leaves_the_old_recording(suite, arguments, message):
    before = suite.recording_file.read_bytes()

    with pytest.raises(CouldNotRun, match=message):
        record(suite, Plan(suite=arguments), now, lambda _: None)

    assert suite.recording_file.read_bytes() == before
    assert {path.name for path in suite.recordings.iterdir()} == {
        "recording.ndjson",
        "snapshot",
        "stand-ins.txt",
    }


SERVED = """
import sys
from wsgiref.simple_server import make_server
sys.path.append(sys.argv[2])
from migrator_recorder import RecordingMiddleware
import shop

shop.app.wsgi_app = RecordingMiddleware(shop.app.wsgi_app, sys.argv[1])
server = make_server("127.0.0.1", 0, shop.app)
print(server.server_port, flush=True)
for _ in range(3):
    server.handle_request()
"""


def test_a_running_app_with_the_middleware_is_recorded_until_the_user_ends_it(suite):
    """The listener runs as its user runs it; the app joins, answers, and Ctrl-C ends it."""
    from migrator.steps.driving import IN_PROCESS

    with listening_socket() as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "migrator", "record", "--listen", "--port", str(port)]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    listener = subprocess.Popen(
        command,
        cwd=suite.root,
        env=environ,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    app = None
    try:
        while "listening at" not in (line := listener.stderr.readline()):
            assert line, listener.stdout.read()
        words = [sys.executable, "-c", SERVED, f"127.0.0.1:{port}", str(IN_PROCESS)]
        app = subprocess.Popen(words, cwd=suite.root, stdout=subprocess.PIPE, text=True)
        url = f"http://127.0.0.1:{int(app.stdout.readline())}"
        for _ in range(3):
            urllib.request.urlopen(f"{url}/orders", timeout=30).read()
        assert app.wait(timeout=30) == 0
        listener.send_signal(signal.SIGINT)
        said, _ = listener.communicate(timeout=30)
    finally:
        for process in (listener, app):
            if process is not None:
                process.kill()
                process.wait()

    assert listener.returncode == 0, said
    assert "3 exchanges of 1 sessions" in said
    assert read_head(suite.recording_file).source == "middleware"
