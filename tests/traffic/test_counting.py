"""Requests per rule from a recording and from an access log."""

import gzip

import pytest

from migrator.errors import RecordingBroken, UsageError
from migrator.model.exchange import Answer, Exchange, RecordingHead, Request
from migrator.model.reach import Traffic
from migrator.model.route import Function, RouteSpec
from migrator.traffic.counting import count_traffic
from migrator.traffic.recording import RecordingWriter

VIEW = Function("app", "view")
ROUTES = [
    RouteSpec("home", "/", ("GET", "HEAD", "OPTIONS"), 0, VIEW),
    RouteSpec("show", "/p/<int:n>", ("GET", "HEAD", "OPTIONS"), 1, VIEW),
    RouteSpec("change", "/p/<int:n>", ("POST", "OPTIONS"), 2, VIEW),
]
ASKED = ["GET /", "GET /p/1?x=1", "GET /p/2", "HEAD /p/2", "POST /p/3", "GET /nowhere"]
WANTED = {("home", "/"): 1, ("show", "/p/<int:n>"): 3, ("change", "/p/<int:n>"): 1}


def log_of(asked):
    return "".join(f'- - - [24/Nov/2026:09:30:05 +0100] "{a} HTTP/1.1" 200 1\n' for a in asked)


@pytest.mark.parametrize("name", ["access.log", "access.log.gz"])
def test_an_access_log(tmp_path, name):
    path = tmp_path / name
    text = f"{log_of(ASKED)}no request\n".encode()
    path.write_bytes(gzip.compress(text) if name.endswith("gz") else text)

    assert count_traffic(path, ROUTES) == Traffic(name, WANTED, unmatched=1, unreadable=1)


def test_a_recording(tmp_path):
    path = tmp_path / "recording.ndjson"
    with RecordingWriter(path, RecordingHead(1, "app:app", "2026-11-24")) as writer:
        for number, asked in enumerate(ASKED):
            method, target = asked.split()
            request = Request(method, target, (("Host", "shop.local"),))
            writer.write(Exchange(number, "s", 0.0, request, Answer(200)))

    assert count_traffic(path, ROUTES) == Traffic("recording.ndjson", WANTED, unmatched=1)


def test_a_file_that_is_not_there_and_one_without_requests(tmp_path):
    empty = tmp_path / "empty.log"
    empty.write_text("nothing\nof use\n")

    with pytest.raises(UsageError, match="there is no file"):
        count_traffic(tmp_path / "gone.log", ROUTES)
    with pytest.raises(UsageError, match=r"no line of .* is a request"):
        count_traffic(empty, ROUTES)


def test_a_broken_recording_is_no_access_log(tmp_path):
    path = tmp_path / "recording.ndjson"
    path.write_text('{"format": 1, "app": "a", "began": "x"}\n{"id": \n')

    with pytest.raises(RecordingBroken, match=":2 is"):
        count_traffic(path, ROUTES)
