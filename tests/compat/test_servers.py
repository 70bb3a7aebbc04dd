"""Where a server decides and the application cannot: what gunicorn and uvicorn do differently.

The same bytes go to Flask on gunicorn, to compat on uvicorn and to a witness: the same Flask on
uvicorn. A difference that the witness has too is not one of compat. uvicorn reads requests with
httptools when that is installed, else with h11; the two do not differ from gunicorn alike.
"""

import http.client
import io
import socket
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from pairs import Case, answer_to, received


class Received(io.BytesIO):
    """What `http.client` reads an answer from."""

    def makefile(self, *_args):
        return self


@dataclass(frozen=True, slots=True)
class Known:
    """A difference with the name it has in rows.toml; `look` says what is compared."""

    exception: str
    what: str
    raw: bytes
    look: Callable
    parsers: tuple = ("h11", "httptools")

    def __str__(self):
        return f"{self.exception}: {self.what}"


def request(target, method="GET", *lines, host="testing.example", app="servers"):
    head = [f"{method} {target} HTTP/1.1", *([f"Host: {host}"] if host else [])]
    head += [f"X-Test-App: {app}", "Connection: close", *lines, "", ""]
    return "\r\n".join(head).encode()


def answer(port, raw):
    """Return status and body, or None when the connection was closed without an answer."""
    content = answer_to(port, raw)
    if not content:
        return None
    response = http.client.HTTPResponse(Received(content), method=raw.partition(b" ")[0].decode())
    response.begin()
    try:
        return response.status, response.read()
    except http.client.IncompleteRead as error:
        return response.status, ("cut", error.partial)


def status_line(port, raw):
    return answer_to(port, raw).partition(b"\r\n")[0]


def names(port, raw):
    """Return the header names as they are spelled, without those of the server."""
    head = answer_to(port, raw).partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    found = [line.partition(b":")[0] for line in head]
    servers_own = {b"date", b"server", b"connection"}
    return [name for name in found if name.lower() not in servers_own]


def framing(port, raw):
    """Return whether the body is said to be chunked, and the bytes behind the head."""
    head, _, body = answer_to(port, raw).partition(b"\r\n\r\n")
    return b"transfer-encoding: chunked" in head.lower(), body


def to_half_closed_client(port, raw):
    """Say that no more will come before the answer is ready, which takes another request."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        assert answer(port, request("/release")) == (200, b"released")
        return received(connection).partition(b"\r\n\r\n")[2]


H11 = ("h11",)
MANY = [f"X-{number}: 1" for number in range(101)]
KNOWN = [
    Known("Q47", "a long line", request("/?a=" + "x" * 4100), answer),
    Known("Q47", "a long header", request("/", "GET", "X-Long: " + "x" * 9000), answer),
    Known("Q47", "many headers", request("/", "GET", *MANY), answer),
    Known("Q47", "no Host", request("/slash/", host=None), answer, H11),
    Known("Q48", "an absolute target", request("http://other.example/?a=1"), answer, H11),
    Known("Q48", "a fragment behind the query", request("/?a=1#fragment"), answer, H11),
    Known("Q48", "a fragment behind the path", request("/slash/#fragment"), answer, H11),
    Known("J17", "a bytearray", request("/bytearray"), answer),
    Known("J25", "status 101", request("/status/101"), answer, H11),
    Known("J25", "status 199", request("/status/199"), answer, H11),
    Known("J25", "status 600", request("/status/600"), answer),
    Known("J28", "a value outside of latin-1", request("/header/value"), answer),
    Known("J29", "a custom reason", request("/reason"), status_line),
    Known("J29", "a usual reason", request("/nothing"), status_line),
    Known("J30", "status 999", request("/status/999"), answer),
    Known("J31", "spelling of names", request("/header/case"), names),
    Known("A10", "an exception when testing", request("/crash", app="propagating"), answer),
    Known("E12", "after_request returns None", request("/none", app="propagating"), answer),
    Known("lower-case method", "get", request("/", "get"), answer),
    Known("unknown methods", "FOO", request("/", "FOO"), answer, ("httptools",)),
    Known("HEAD of a stream", "framing", request("/stream", "HEAD"), framing, H11),
    Known("sizes of chunks", "letters", request("/stream"), framing),
    Known("half-closed clients", "waiting", request("/wait"), to_half_closed_client),
]


@pytest.mark.parametrize("parser", ["h11", "httptools"])
@pytest.mark.parametrize("known", KNOWN, ids=str)
def test_the_server_makes_the_difference(server_ports, uvicorn_ports, known, parser):
    ports = [server_ports["flask"], *uvicorn_ports[parser]]
    theirs, ours, witness = (known.look(port, known.raw) for port in ports)

    assert ours == witness
    assert (ours != theirs) == (parser in known.parsers)


def test_a12_a_stream_that_fails_at_once_is_a_500(pair):
    case = Case("A12", "/failing-stream", None)
    old, new = pair.flask.send("servers", case), pair.compat.send("servers", case)

    # The pages are those of the servers, as in A10; the witness has sent its 200 by then.
    assert (old.status, new.status) == (500, 500)
