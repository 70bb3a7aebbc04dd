"""gunicorn's page of 500 is known by what gunicorn itself writes."""

import socket

from gunicorn.util import write_error

from migrator.compare.server_pages import are_server_pages
from migrator.model.exchange import Answer


def test_the_page_that_gunicorn_writes_is_known():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        write_error(theirs, 500, "Internal Server Error", "")
        theirs.shutdown(socket.SHUT_WR)
        with ours.makefile("rb") as file:
            head, _, body = file.read().partition(b"\r\n\r\n")
    headers = [line.split(": ") for line in head.decode().split("\r\n")[1:]]
    legacy = Answer(500, tuple((name, value) for name, value in headers), body)
    plain = ("content-type", "text/plain; charset=utf-8"), ("content-length", "21")

    assert are_server_pages(legacy, Answer(500, plain, b"Internal Server Error"), "GET")
    assert are_server_pages(Answer(500, legacy.headers), Answer(500, plain), "HEAD")
