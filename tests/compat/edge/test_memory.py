"""Bodies of any size take no more memory of the server than the limits say, nor its time.

Keeps Q41-Q43 and Q45 from the side of the server: the resident memory of a uvicorn of its own.
"""

import gzip
import re
import socket
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from socket_exchange import parse

SERVERS = Path(__file__).parents[1] / "servers.py"
MEGABYTE = 1024 * 1024
BODY_MEGABYTES = 200
# Threads, buffers and the allocator's arenas; a body in memory would be a multiple of it.
SLACK = 40 * MEGABYTE
HEAD = "{method} {path} HTTP/1.1\r\nHost: testing.example\r\nX-Test-App: {app}\r\nConnection: close\r\n"
PART = b'--X\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n'
END = b"\r\n--X--\r\n"


class Server:
    """A server and the most memory that it has used since it was last forgotten."""

    def __init__(self, process, port):
        self.process, self.port = process, port

    def peak(self):
        text = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(re.search(r"VmHWM:\s+(\d+) kB", text)[1]) * 1024

    def forget_peak(self):
        """Let the peak begin anew at what is in memory now (``man 5 proc``, ``clear_refs``)."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5", "ascii")

    def open(self, app, path, headers, method="POST"):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        head = HEAD.format(method=method, path=path, app=app) + headers + "\r\n"
        connection.sendall(head.encode())
        return connection

    def ask(self, app, path, headers, pieces=(), method="POST"):
        """Send a body piece by piece until the server has had enough; return the answer."""
        with self.open(app, path, headers, method) as connection:
            try:
                for piece in pieces:
                    connection.sendall(piece)
            except ConnectionError:
                pass  # refused before the end
            received = b""
            try:
                while more := connection.recv(65536):
                    received += more
            except ConnectionError:
                pass
        return parse(received, method)


@contextmanager
def started(launch, wait_for):
    process, port = launch(SERVERS, "compat")
    wait_for(process, port)
    server = Server(process, port)
    server.ask("edge", "/body", "Content-Length: 3\r\n", [b"abc"])
    try:
        yield server
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def lean_server(launch, wait_for):
    with started(launch, wait_for) as server:
        yield server


@pytest.fixture
def server(lean_server):
    """The one of the tests that leave nothing in memory; its peak is that of the test alone."""
    lean_server.forget_peak()
    return lean_server


@pytest.fixture
def own_server(launch, wait_for):
    with started(launch, wait_for) as server:
        yield server


def chunked(pieces):
    for piece in pieces:
        yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


def megabytes():
    return (b"x" * MEGABYTE for _ in range(BODY_MEGABYTES))


@pytest.mark.parametrize(
    ("path", "status"), [("/read", 200), ("/form", 200), ("/never-read", 200), ("/json", 415)]
)
def test_q43_a_streamed_body_ends_at_the_limit(server, path, status):
    before = server.peak()
    answer = server.ask("limited", path, "Transfer-Encoding: chunked\r\n", chunked(megabytes()))

    assert answer is None or answer.status == status
    assert server.peak() - before < SLACK


def test_q43_a_declared_body_is_refused_unread(server):
    before = server.peak()
    length = f"Content-Length: {BODY_MEGABYTES * MEGABYTE}\r\n"
    answer = server.ask("limited", "/read", length, megabytes())

    assert answer is None or answer.status == 413
    assert server.peak() - before < SLACK


def test_without_a_limit_a_file_goes_to_disk(server):
    before = server.peak()
    kind = "Content-Type: multipart/form-data; boundary=X\r\nTransfer-Encoding: chunked\r\n"
    answer = server.ask("edge", "/sizes", kind, chunked([PART, *megabytes(), END]))

    assert answer.body == b'{"fields":[],"files":[["f",%d]]}\n' % (BODY_MEGABYTES * MEGABYTE)
    assert server.peak() - before < SLACK


def test_what_a_view_asks_for_is_in_memory_and_measured(own_server):
    own_server.forget_peak()
    before = own_server.peak()
    own_server.ask("edge", "/body", "Transfer-Encoding: chunked\r\n", chunked(megabytes()))

    assert own_server.peak() - before > BODY_MEGABYTES * MEGABYTE * 0.9


def test_q41_q42_a_multipart_bomb_is_refused_before_it_unfolds(server):
    before = server.peak()
    part = b'--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    kind = "Content-Type: multipart/form-data; boundary=X\r\nTransfer-Encoding: chunked\r\n"
    for content in (part * 20_000, part.replace(b"1", b"y" * MEGABYTE)):
        answer = server.ask("edge", "/sizes", kind, chunked([content] * 20))
        assert answer.status == 413

    assert server.peak() - before < SLACK


def test_a_compressed_body_stays_compressed(server):
    before = server.peak()
    packed = gzip.compress(b"\0" * 50 * MEGABYTE)
    headers = f"Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n"
    answer = server.ask("edge", "/body", headers, [packed])

    assert answer.body.startswith(b"[%d," % len(packed))
    assert server.peak() - before < SLACK


def test_half_sent_bodies_keep_nobody_waiting(own_server):
    slow = [own_server.open("edge", "/body", "Content-Length: 10\r\n") for _ in range(100)]
    for connection in slow:
        connection.sendall(b"half ")

    assert own_server.ask("edge", "/header?v=1", "", method="GET").status == 200
    assert _sockets(own_server) >= len(slow)

    for connection in slow[:50]:
        connection.sendall(b"a end")
        assert parse(_rest(connection), "POST").status == 200
    for connection in slow:
        connection.close()

    deadline = time.monotonic() + 20
    while _sockets(own_server) > 2 and time.monotonic() < deadline:
        own_server.ask("edge", "/header?v=1", "", method="GET")
    assert _sockets(own_server) <= 2  # the one it listens on, the last one asked


def _rest(connection):
    received = b""
    while more := connection.recv(65536):
        received += more
    return received


def _sockets(server):
    """Count the connections of the server to clients, each with its file."""
    listed = Path(f"/proc/{server.process.pid}/net/tcp").read_text("ascii").splitlines()[1:]
    port = f":{server.port:04X}"
    rows = [line.split() for line in listed]
    return sum(row[1].endswith(port) and row[3] in {"01", "08"} for row in rows)
