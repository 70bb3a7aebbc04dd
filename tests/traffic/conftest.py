import asyncio
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from migrator.traffic.proxy import RecordingProxy


class Echo(BaseHTTPRequestHandler):
    """An app by hand: says what it was sent, streams, sets cookies, breaks off."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = self._chunks()
        if self.path.startswith("/cut"):
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"only this")
            self.close_connection = True
            return
        if self.path.startswith("/gone"):
            self.close_connection = True
            return
        if self.path.startswith("/slow"):
            time.sleep(float(self.path.partition("=")[2]))
        if self.path.startswith("/stream"):
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in (b"one,", b"two,", b"three"):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                self.wfile.flush()
                time.sleep(0.02)
            self.wfile.write(b"0\r\n\r\n")
            return
        said = json.dumps(
            {
                "method": self.command,
                "path": self.path,
                "headers": [[k, v] for k, v in self.headers.items()],
                "body": body.decode("latin-1"),
            }
        ).encode()
        self.send_response(200, "Fine")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.send_header("X-Twice", "1")
        self.send_header("X-Twice", "2")
        if self.path.startswith("/login"):
            self.send_header("Set-Cookie", f"session={self.path[7:]}; Path=/")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = answer

    def _chunks(self):
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *_):
        pass


@pytest.fixture
def app():
    """The address of an app that is served while the test runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def _proxied(app, *, frozen=False, began=1_764_000_000.0):
    """A recording proxy in a thread of its own: its port and what it recorded so far."""
    recorded = []
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    run = lambda work: asyncio.run_coroutine_threadsafe(work, loop).result(10)  # noqa: E731
    proxy = RecordingProxy(app, recorded.append, began, frozen=frozen)
    port = run(proxy.start("127.0.0.1", 0))
    try:
        yield port, recorded, proxy
    finally:
        run(proxy.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def proxied():
    """``with proxied(app) as (port, recorded, proxy)`` runs a recording proxy in a thread."""
    return _proxied
