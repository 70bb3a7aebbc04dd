"""Q30: who is believed, as gunicorn decides it."""

import asyncio

import pytest
from gunicorn.config import Config
from gunicorn.http.message import _ip_in_allow_list

from migrator.compat.forwarded_scheme import with_forwarded_scheme
from migrator.compat.legacy import in_process

PEERS = ["127.0.0.1", "127.0.0.2", "::1", "10.1.2.3", "203.0.113.9", "2001:db8::1", "testclient"]
ALLOWED = [
    None,
    "",
    "*",
    "10.0.0.0/8",
    "10.1.2.3, 203.0.113.9",
    "2001:db8::/32,127.0.0.1",
    "10.1.2.4",
]
FLASK = """
from flask import Flask, request
app = Flask(__name__)
app.get("/")(lambda: request.url)
"""


def scope(peer, *headers, scheme="http"):
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "root_path": "",
        "scheme": scheme,
        "query_string": b"",
        "headers": [(b"host", b"x.example"), *headers],
        "client": peer and (peer, 5),
        "server": ("x", 80),
    }


@pytest.mark.parametrize("allowed", ALLOWED)
@pytest.mark.parametrize("peer", PEERS)
def test_who_is_believed_is_decided_as_by_gunicorn(monkeypatch, peer, allowed):
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    config = Config()
    if allowed is not None:
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", allowed)
        config.set("forwarded_allow_ips", allowed)
    ips = config.forwarded_allow_ips
    try:
        theirs = "*" in ips or _ip_in_allow_list(peer, ips, config.forwarded_allow_networks())
    except ValueError:  # gunicorn has addresses only
        theirs = False

    found = with_forwarded_scheme(scope(peer, (b"x-forwarded-proto", b"https")))

    assert found["scheme"] == ("https" if theirs else "http")


def test_a_unix_socket_is_believed_and_nothing_said_changes_nothing():
    assert with_forwarded_scheme(scope(None, (b"x-forwarded-ssl", b"on")))["scheme"] == "https"
    unsaid = scope("127.0.0.1", scheme="https")
    assert with_forwarded_scheme(unsaid) is unsaid
    said = scope("127.0.0.1", (b"x-forwarded-proto", b"http"), scheme="https")
    assert with_forwarded_scheme(said)["scheme"] == "http"


def test_flask_in_the_same_process_believes_as_it_did(tmp_path, monkeypatch):
    (tmp_path / "believing.py").write_text(FLASK)
    monkeypatch.syspath_prepend(str(tmp_path))
    app = in_process("believing:app")
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope("127.0.0.1", (b"x-forwarded-proto", b"https")), receive, send))

    assert b"".join(m.get("body", b"") for m in sent) == b"https://x.example/"
