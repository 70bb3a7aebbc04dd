"""Real load by Locust on two small servers, one of which can be told to stall."""

import asyncio
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from migrator.bench.judge import Judge
from migrator.bench.plan import LoadPlan, LoadRequest, LoadRoute
from migrator.bench.run import LOCUSTFILE, read_load, run_load, write_locustfile
from migrator.errors import BenchmarkFailed
from migrator.model.benchmark import BenchmarkOutcome

REPOSITORY = Path(__file__).parents[2]
RATE = 100.0


class Server(asyncio.Protocol):
    """Answers ``/missing`` with 404 and all else with 200; sleeps once, as if it were stopped."""

    def __init__(self, seen, stall_at, stall_seconds):
        self.seen, self.stall_at, self.stall_seconds = seen, stall_at, stall_seconds

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.seen.append(data)
        if len(self.seen) == self.stall_at:
            time.sleep(self.stall_seconds)
        status = b"404 Not Found" if b"/missing" in data.split(b"\r\n", 1)[0] else b"200 OK"
        self.transport.write(
            b"HTTP/1.1 " + status + b"\r\nContent-Length: 2\r\nSet-Cookie: a=2\r\n\r\nok"
        )


@contextmanager
def server(stall_at=0, stall_seconds=0.0):
    loop = asyncio.new_event_loop()
    seen = []
    listening = loop.run_until_complete(
        loop.create_server(lambda: Server(seen, stall_at, stall_seconds), "127.0.0.1", 0)
    )
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", seen
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        listening.close()
        loop.close()


def _load(folder, legacy, new, *requests, seconds):
    mix = requests or (LoadRequest("GET", "/x?q=%C3%A7", {"cookie": "session=abc"}, 200, 1),)
    plan = LoadPlan({"legacy": legacy, "new": new}, (LoadRoute("x", "/x", mix, 1, RATE),), seconds)
    return run_load(plan, folder, write_locustfile(folder), users=16)


@pytest.fixture(scope="module")
def stalled(tmp_path_factory):
    """About four paced seconds; the new side stands still for one of them."""
    warm_up = 3
    with (
        server() as (legacy, old),
        server(stall_at=warm_up + 60, stall_seconds=1.0) as (new, fresh),
    ):
        yield _load(tmp_path_factory.mktemp("bench"), legacy, new, seconds=6.0), old, fresh


def test_a_stall_is_charged_to_all_that_were_due_while_it_lasted(stalled):
    load, _, _ = stalled
    paced = [it for it in load.samples if it.phase == "paced" and it.side == "new"]

    waited = [it.milliseconds for it in paced if it.milliseconds > 50]

    # One second of a side that is due for half of the time, at 100 requests a second. Were only
    # those counted that could be sent, there would be one for each of the 16 users.
    assert len(waited) > RATE / 4 > 16
    assert max(waited) > 900


def test_the_p99_is_that_of_the_arithmetic(stalled):
    load, _, _ = stalled
    comparison = Judge().compare("x", "/x", load.samples, seconds=6)

    # A quarter of the requests waited, so the slowest hundredth did for nearly all of the second.
    assert comparison.new.p99 > 800
    assert comparison.new.p99 > comparison.legacy.p99
    assert comparison.outcome is not BenchmarkOutcome.PASS


def test_both_sides_get_the_same_requests_with_the_recorded_cookie(stalled):
    load, old, fresh = stalled

    assert {data.split(b"\r\n", 1)[0] for data in old + fresh} == {b"GET /x?q=%C3%A7 HTTP/1.1"}
    assert all(b"session=abc" in data and b"a=2" not in data for data in old + fresh)
    counts = [
        sum(it.side == side and it.phase == "paced" for it in load.samples)
        for side in ("legacy", "new")
    ]
    assert counts[0] == counts[1]


def test_requests_that_flask_answers_otherwise_today_are_left_out(tmp_path):
    stale = LoadRequest("GET", "/missing", {}, 200, 1)
    good = LoadRequest("GET", "/x", {}, 200, 1)

    with server() as (legacy, _), server() as (new, _):
        load = _load(tmp_path, legacy, new, stale, good, seconds=1.0)

    assert load.routes[0].left_out == 1
    assert load.samples
    assert all(sample.ok for sample in load.samples)


def test_a_locustfile_that_fails_is_told_with_its_last_lines(tmp_path):
    broken = tmp_path / "locustfile.py"
    broken.write_text("raise SystemExit('the plan is lost')\n")
    plan = LoadPlan({"legacy": "http://x", "new": "http://x"}, (), 1.0)

    with pytest.raises(BenchmarkFailed) as caught:
        run_load(plan, tmp_path / "out", broken)

    assert "no samples" in caught.value.message
    assert "the plan is lost" in caught.value.hint


def test_without_locust_the_hint_is_the_extra(tmp_path, monkeypatch):
    monkeypatch.setattr("migrator.bench.run.find_spec", lambda _: None)

    with pytest.raises(BenchmarkFailed) as caught:
        run_load(LoadPlan({}, ()), tmp_path, LOCUSTFILE)

    assert "migrator[bench]" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"format": 9}\n', '{"format": 1, "lag_p99": 0, "routes": []}\n{"block": "x"}\n'],
)
def test_what_are_no_samples_is_refused(tmp_path, text):
    path = tmp_path / "samples.ndjson"
    path.write_text(text)

    with pytest.raises(BenchmarkFailed):
        read_load(path)


def test_the_projects_own_locustfile_is_kept(tmp_path):
    path = write_locustfile(tmp_path)
    assert path.read_bytes() == LOCUSTFILE.read_bytes()

    path.write_text("# ours\n")

    assert write_locustfile(tmp_path).read_text() == "# ours\n"


def test_the_repository_has_the_locustfile_that_projects_get():
    assert (REPOSITORY / "benchmarks" / "locustfile.py").read_bytes() == LOCUSTFILE.read_bytes()
