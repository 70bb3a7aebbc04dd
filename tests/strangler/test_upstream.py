"""Flask at a URL: what happens when it is away, slow, or breaks off."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

import httpx
import pytest

from migrator.compat.upstream import Upstream
from tests.strangler.wire import ask, get, post

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def server(*answers):
    """A server that gives each connection its list of answers; None waits for it to be closed."""
    listener = socket.create_server(("127.0.0.1", 0))
    seen = []

    def serve_all():
        for turn in answers:
            connection, _ = listener.accept()
            with connection:
                for answer in turn:
                    if answer is None:
                        _drain(connection)
                        break
                    seen.append(connection.recv(65536))
                    connection.sendall(answer)

    thread = threading.Thread(target=serve_all, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", seen
    finally:
        listener.close()
        thread.join(1)


def _drain(connection):
    with suppress(OSError):
        while connection.recv(65536):
            pass


@pytest.mark.parametrize("url", ["ftp://x", "http://", "http://x/under", "http://x?a=1"])
def test_a_url_that_is_not_one_of_a_server_is_refused(url):
    with pytest.raises(RuntimeError, match="should look like"):
        Upstream(url)


def test_a_server_that_is_away_is_a_502_with_a_sentence(serve):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = serve(Upstream(f"http://127.0.0.1:{taken.getsockname()[1]}"))

        answer = httpx.get(url)

    assert answer.status_code == 502
    assert answer.text == "The legacy application does not answer.\n"


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nConte", b"220 smtp ready\r\n"])
def test_what_is_no_answer_is_a_502(serve, answer):
    with server([answer]) as (upstream, _):
        assert httpx.get(serve(Upstream(upstream))).status_code == 502


def test_an_answer_that_breaks_off_breaks_off_for_the_client_too(serve, flask_url):
    url = serve(Upstream(flask_url))

    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(url + "/fluxo-quebrado")


def test_a_body_without_length_ends_with_its_connection(serve):
    with server([b"HTTP/1.1 200 OK\r\n\r\nall of it"]) as (upstream, _):
        assert httpx.get(serve(Upstream(upstream))).text == "all of it"


def test_an_interim_answer_is_not_the_answer(serve):
    with server([b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK]) as (upstream, _):
        answer = httpx.get(serve(Upstream(upstream)))

    assert (answer.text, "link" in answer.headers) == ("ok", False)


def test_a_get_on_a_connection_that_was_just_closed_is_asked_again(serve):
    with server([OK], [OK]) as (upstream, seen):
        url = serve(Upstream(upstream))

        answers = [httpx.get(url).text for _ in range(2)]

    assert answers == ["ok", "ok"]
    assert len(seen) == 2


def test_a_post_never_travels_on_a_used_connection(serve):
    with server([OK], [OK]) as (upstream, seen):
        url = serve(Upstream(upstream))
        httpx.get(url)

        assert httpx.post(url, content=b"once").text == "ok"

    assert len(seen) == 2


def test_connections_are_used_again(serve):
    with server([OK, OK, OK]) as (upstream, seen):
        url = serve(Upstream(upstream))

        assert [httpx.get(url).text for _ in range(3)] == ["ok"] * 3

    assert len(seen) == 3


def test_hop_by_hop_headers_stay_on_their_hop_and_host_stays(serve):
    answer = (
        b"HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: 1\r\nX-End: 2\r\nContent-Length: 0\r\n\r\n"
    )
    with server([answer]) as (upstream, seen):
        url = serve(Upstream(upstream))
        raw = get(
            "/a%2Fb?q", "Connection: close, X-Mine", "X-Mine: 1", "TE: trailers", "X-Yours: 2"
        )
        _, headers, _ = ask(url, raw)

    assert seen == [b"GET /a%2Fb?q HTTP/1.1\r\nhost: loja.example\r\nx-yours: 2\r\n\r\n"]
    assert headers == [("content-length", "0"), ("x-end", "2")]


def test_the_first_piece_of_a_stream_arrives_before_the_last_is_made(serve, flask_url):
    url = serve(Upstream(flask_url))

    with httpx.stream("GET", url + "/fluxo?n=2&pausa=0.6") as answer:
        began = time.monotonic()
        pieces = answer.iter_text()
        assert next(pieces) == "parte 0\n"
        assert time.monotonic() - began < 0.5
        assert "".join(pieces) == "parte 1\n"


def test_an_answer_may_come_before_the_body_is_sent(serve):
    refusal = b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig"
    with server([refusal, None]) as (upstream, _):
        status, _, body = ask(serve(Upstream(upstream)), post("/", b"x" * 3_000_000))

    assert (status, body) == (413, b"big")


def test_when_the_client_leaves_the_server_is_left_too(serve):
    began = threading.Event()
    ended = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def endless():
        connection, _ = listener.accept()
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\nx")
        began.set()
        with connection:
            while True:
                try:
                    connection.sendall(b"x")
                except OSError:
                    ended.set()
                    return
                time.sleep(0.01)

    threading.Thread(target=endless, daemon=True).start()
    url = serve(Upstream(f"http://127.0.0.1:{listener.getsockname()[1]}"))

    with httpx.stream("GET", url):
        assert began.wait(5)

    assert ended.wait(5)
    listener.close()
