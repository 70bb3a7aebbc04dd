"""Lines of access logs as web servers write them."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from migrator.traffic.access_log import LoggedRequest, parse_line, read_log

AT = datetime(2026, 11, 24, 8, 30, 5, tzinfo=UTC)
COMBINED = '10.0.0.7 - ana [24/Nov/2026:09:30:05 +0100] "GET /p/7?cor=azul HTTP/1.1" 200 512 "http://x.local/" "Mozilla/5.0 (\\"X\\")"'


def test_a_combined_line_tells_everything():
    assert parse_line(COMBINED) == LoggedRequest(
        "GET", "/p/7?cor=azul", 200, AT, "", "10.0.0.7", 'Mozilla/5.0 ("X")'
    )


LINES = {
    "common": ('::1 - - [24/Nov/2026:08:30:05 +0000] "POST /login HTTP/1.0" 302 -', ("POST", "/login", 302, "")),
    "with a virtual host": (f"shop.local:443 {COMBINED}", ("GET", "/p/7?cor=azul", 200, "shop.local")),
    "absolute form": (COMBINED.replace("/p/7", "http://shop.local/p/7"), ("GET", "/p/7?cor=azul", 200, "shop.local")),
    "escaped by nginx": (COMBINED.replace("/p/7", "/p/\\x22\\x22"), ("GET", '/p/""?cor=azul', 200, "")),
    "of HTTP/2": (COMBINED.replace("HTTP/1.1", "HTTP/2.0"), ("GET", "/p/7?cor=azul", 200, "")),
    "of gunicorn with a time at its end": (f"{COMBINED} 1234", ("GET", "/p/7?cor=azul", 200, "")),
}  # fmt: skip


@pytest.mark.parametrize(("line", "wanted"), LINES.values(), ids=LINES)
def test_a_line_of_text(line, wanted):
    found = parse_line(line)

    assert (found.method, found.target, found.status, found.host) == wanted
    assert found.at == AT


JSON = {
    "nginx": {"request_method": "GET", "request_uri": "/p/7?x=1", "status": 200, "host": "shop.local", "time_iso8601": "2026-11-24T08:30:05+00:00"},
    "a request line": {"request": "GET /p/7?x=1 HTTP/1.1", "status": "200", "host": "shop.local", "time_local": "24/Nov/2026:08:30:05 +0000"},
    "caddy": {"request": {"method": "GET", "uri": "/p/7?x=1", "host": "shop.local", "headers": {"A": ["b"]}}, "status": 200, "ts": AT.timestamp()},
    "traefik": {"RequestMethod": "GET", "RequestPath": "/p/7?x=1", "RequestHost": "shop.local", "DownstreamStatus": 200, "StartUTC": "2026-11-24T08:30:05Z"},
    "google cloud": {"httpRequest": {"requestMethod": "GET", "requestUrl": "https://shop.local/p/7?x=1", "status": 200}, "timestamp": "2026-11-24T08:30:05Z"},
    "lower case": {"method": "get", "path": "/p/7?x=1", "status": 200, "host": "shop.local", "time": "2026-11-24T08:30:05Z"},
}  # fmt: skip


@pytest.mark.parametrize("line", JSON.values(), ids=JSON)
def test_a_line_of_json(line):
    found = parse_line(json.dumps(line))

    assert (found.method, found.target, found.status, found.host) == (
        "GET",
        "/p/7?x=1",
        200,
        "shop.local",
    )
    assert found.at == AT


@pytest.mark.parametrize(
    "line",
    [
        "",
        "error: something else",
        '10.0.0.7 - - [24/Nov/2026:09:30:05 +0100] "-" 408 -',
        '10.0.0.7 - - [24/Nov/2026:09:30:05 +0100] "\\x16\\x03\\x01" 400 157 "-" "-"',
        '10.0.0.7 - - [24/Nov/2026:09:30:05 +0100] "OPTIONS * HTTP/1.1" 200 1',
        "{",
        "{}",
        '{"method": {}, "path": ["/"]}',
        '{"method": "GET"}',
        "[1]",
    ],
)
def test_a_line_that_is_no_request(line):
    assert parse_line(line) is None


def test_a_time_that_cannot_be_read_is_left_out():
    assert parse_line(COMBINED.replace("24/Nov", "24/Foo")).at is None


@pytest.mark.parametrize("name", ["access.log", "access.log.gz"])
def test_a_log_is_read_line_by_line(tmp_path, name):
    path = tmp_path / name
    lines = f"{COMBINED}\n\nnonsense\n".encode() + b"\xff\n" + COMBINED.encode()
    path.write_bytes(gzip.compress(lines) if name.endswith("gz") else lines)

    assert [found and found.target for found in read_log(path)] == [
        "/p/7?cor=azul", None, None, "/p/7?cor=azul"
    ]  # fmt: skip
