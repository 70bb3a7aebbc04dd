"""One request as raw bytes on a connection of its own, and all bytes that come back."""

import http.client
import socket
from contextlib import suppress
from io import BytesIO

from pairs import Answer

SECONDS = 20.0


class Received(BytesIO):
    """What `http.client` reads an answer from."""

    def makefile(self, *_args):
        return self

    def close(self):
        """Stay open: what is left behind the answer is looked at."""


def exchange(port, sent, *, ends_early):
    """Return the final answer to a request, or None when the connection was closed without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        with suppress(ConnectionError):  # a server may refuse before it has read everything
            connection.sendall(sent.raw)
            if ends_early:
                connection.shutdown(socket.SHUT_WR)
        pieces = []
        with suppress(ConnectionError):
            while piece := connection.recv(65536):
                pieces.append(piece)
    return parse(b"".join(pieces), sent.method)


def parse(raw, method):
    """Return the one answer in these bytes; more than one would be a split response."""
    while raw.startswith(b"HTTP/1.1 100 "):
        raw = raw.partition(b"\r\n\r\n")[2]
    if not raw:
        return None
    source = Received(raw)
    response = http.client.HTTPResponse(source, method=method)
    response.begin()
    try:
        body = response.read()
    except http.client.IncompleteRead:
        body = None
    left = source.read()
    if left and method == "HEAD":  # a server that refuses may not know that it was HEAD
        return parse(raw, "GET")
    assert not left, f"bytes after the answer: {left[:200]!r}"
    return Answer(response.status, response.getheaders(), body)
