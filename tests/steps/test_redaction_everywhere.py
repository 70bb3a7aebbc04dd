"""Of 500 secrets none is on the disk, whatever they come from: proxy, suite, HAR, any database.

While a recording is made a watcher reads every file of the project again and again; afterwards the
redacted exchanges are played, so that what was replaced is known to fit together.
"""

import base64
import gzip
import json
import shutil
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from pymongo import MongoClient

from migrator.steps import inspect
from migrator.steps.importing import Source, import_traffic
from migrator.steps.record import Plan, record
from migrator.steps.replay import Order, replay
from migrator.steps.scrub import check
from migrator.traffic.recording import read_exchanges
from migrator.twins.mongo import embedded_server
from tests.steps.conftest import FLASK_APP, now
from tests.steps.test_record_redaction import ECHO, on_disk
from tests.traffic import planted

ROOT = Path(__file__).parents[2]
SUITE = """
import json, os
import pytest
import shop


@pytest.mark.parametrize("part", range(5))
def test_a_hundred_secrets_are_sent(part):
    client = shop.app.test_client()
    with open(os.environ["SECRETS"]) as file:
        sent = json.load(file)[part * 100 : part * 100 + 100]
    for target, headers, body in sent:
        pairs = [(k, v) for k, v in headers.items() if k != "Cookie"]
        for pair in headers.get("Cookie", "").split("; "):
            if pair:
                client.set_cookie(*pair.split("=", 1))
        answer = client.post(target, data=body.encode("latin-1"), headers=pairs)
        assert answer.status_code == 200
        client.delete_cookie("session")
"""
DAY = """
import json, os, sys
import httpx

with open(os.environ["SECRETS"]) as file:
    sent = json.load(file)
for target, headers, body in sent:  # a client of its own each time, as its cookies are its own
    with httpx.Client(base_url=sys.argv[1], timeout=60) as client:
        content = body.encode("latin-1")
        assert client.post(target, headers=headers, content=content).status_code == 200
"""
SEED = """
import json, os, sys
from pymongo import MongoClient

with open(os.environ["SECRETS"]) as file:
    sent = json.load(file)
database = MongoClient(os.environ["MONGO_URI"]).get_database()
database.kept.insert_many([{"password": body or target} for target, _, body in sent])
"""


class Watcher:
    """Reads all that is on the disk again and again; carries the secrets that it saw."""

    def __init__(self, root):
        self._root = root
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.looks, self.seen = 0, set()

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()

    def _watch(self):
        own = set(Path(tempfile.gettempdir()).glob("migrator-*"))
        while not self._ended.wait(0.3):
            self.looks += 1
            made = set(Path(tempfile.gettempdir()).glob("migrator-*")) - own
            hay = on_disk(self._root) + b"".join(map(on_disk, made))
            self.seen |= set(planted.left(hay))


@pytest.fixture
def sown(tmp_path, monkeypatch):
    """What carries the secrets, in a file that is not the project's."""
    sent = [planted.sent(number, secret) for number, secret in enumerate(planted.secrets())]
    text = json.dumps([(target, headers, body.decode("latin-1")) for target, headers, body in sent])
    (tmp_path / "secrets.json").write_text(text)
    monkeypatch.setenv("SECRETS", str(tmp_path / "secrets.json"))
    return sent


@pytest.fixture
def echoing(shop):
    """The shop with a view that says, logs and stores whatever it is sent; nothing recorded."""
    (shop.root / "shop.py").write_text(FLASK_APP + ECHO)
    (shop.root / "seed.py").write_text(SEED)
    shutil.rmtree(shop.state)
    inspect.write(shop, inspect.inspect(shop, lambda _: None))
    return shop


def assert_nothing_is_left_and_it_replays(project):
    assert planted.left(planted.haystack(project.recordings)) == []
    assert planted.left(on_disk(project.root)) == []
    assert check(project).findings == ()

    verdict = replay(project, Order(against_itself=True), now, lambda *_: None)

    strayed = sum(route.strayed for route in (*verdict.routes, *verdict.unmatched))
    different = sum(len(route.differences) for route in verdict.routes)
    assert verdict.compared == 500
    assert strayed + different <= 5  # 99% of them replay
    assert planted.left(on_disk(project.root)) == []


@pytest.mark.slow
def test_of_500_secrets_that_pass_the_proxy_none_is_on_disk_and_they_replay(echoing, sown):
    (echoing.root / "day.py").write_text(DAY)
    with Watcher(echoing.root) as watcher:
        found = record(echoing, Plan(drive=echoing.root / "day.py"), now, lambda _: None)

    assert (found.exchanges, found.left_out) == (500, ())
    assert watcher.looks > 3
    assert watcher.seen == set()
    assert_nothing_is_left_and_it_replays(echoing)


@pytest.mark.slow
def test_of_500_secrets_that_a_suite_sends_none_is_on_disk_and_it_replays(
    echoing, sown, tmp_path, monkeypatch
):
    (echoing.root / "test_shop.py").write_text(SUITE)
    words = "-q -p no:randomly -p no:cacheprovider"
    with embedded_server(tmp_path / "mongo") as server:
        monkeypatch.setenv("MONGO_URI", server.database_uri("testing"))
        with Watcher(echoing.root) as watcher:
            found = record(echoing, Plan(suite=words), now, lambda _: None)

    assert (found.exchanges, found.left_out) == (500, ())
    assert watcher.looks > 3
    assert watcher.seen == set()
    assert len(list((echoing.recordings / "states").iterdir())) == 5
    assert_nothing_is_left_and_it_replays(echoing)


def archive(sown):
    """The HAR of a browser that sent all of them, each answered with what it sent."""
    entries = []
    for number, (target, headers, body) in enumerate(sown):
        kept = {k: v for k, v in headers.items() if k != "Content-Encoding"}
        plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        request = {
            "method": "POST",
            "url": f"http://shop.example{target}",
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": name, "value": value} for name, value in kept.items()],
            "cookies": [],
            "queryString": [],
            "postData": {
                "mimeType": headers.get("Content-Type", "text/plain"),
                "text": plain.decode("latin-1"),
            },
        }
        content = {
            "mimeType": "application/json",
            "encoding": "base64",
            "text": base64.b64encode(
                json.dumps({"password": body.decode("latin-1")}).encode()
            ).decode(),
        }
        response = {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "cookies": [],
            "content": content,
        }
        moment = f"2026-01-15T12:{number // 60:02}:{number % 60:02}.000Z"
        entries.append({"startedDateTime": moment, "request": request, "response": response})
    return {"log": {"version": "1.2", "creator": {}, "entries": entries}}


@pytest.mark.slow
def test_of_500_secrets_in_a_har_and_a_seeded_database_none_is_on_disk_and_it_replays(
    echoing, sown, tmp_path
):
    har = tmp_path / "visit.har"
    har.write_text(json.dumps(archive(sown)))
    with Watcher(echoing.root) as watcher:
        found = import_traffic(echoing, Source("har", har, seed="python seed.py"), lambda _: None)

    assert (found.exchanges, found.left_out) == (500, ())
    assert watcher.looks > 1
    assert watcher.seen == set()
    assert_nothing_is_left_and_it_replays(echoing)


def test_the_database_of_a_server_by_uri_is_copied_without_its_secrets(echoing, sown, tmp_path):
    har = tmp_path / "visit.har"
    har.write_text(json.dumps(archive(sown[:20])))
    with embedded_server(tmp_path / "mongo") as server:
        there = replace(
            echoing,
            settings=replace(echoing.settings, mongo_uri=server.database_uri("team")),
        )
        with MongoClient(server.database_uri("team")) as client:
            pairs = list(enumerate(planted.secrets()))
            client.team.people.insert_many(
                {"_id": number, "senha": secret, "note": {"api_key": secret}}
                for number, secret in pairs
            )
            with Watcher(there.root) as watcher:
                import_traffic(there, Source("har", har), lambda _: None)
            kept = client.team.people.count_documents({})

    assert kept == 500
    assert watcher.seen == set()
    assert planted.left(on_disk(there.root)) == []
    assert len(list(read_exchanges(there.recording_file))) == 20
    assert (there.snapshot / "team" / "people.bson").stat().st_size > 500 * 40
