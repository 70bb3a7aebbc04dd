"""Record what a WSGI application is asked and answers, from inside its process.

``app.wsgi_app = RecordingMiddleware(app.wsgi_app, "127.0.0.1:5999")`` sends every exchange to
`migrator record --listen`; when nobody listens there, the application runs as without it. Nothing
is written to disk here.

Delete it when the traffic is recorded.
"""

import atexit
import base64
import json
import os
import queue
import socket
import threading
import time

LIMIT = 16 * 1024 * 1024
"""A body longer than this is passed on but not recorded."""
_WAITING = 1000
_CONNECT_SECONDS = 1.0
_RETRY_SECONDS = 5.0
_LAST_SECONDS = 2.0


class RecordingMiddleware:
    """The application as it was; each exchange is sent to ``address`` (``host:port``) beside."""

    def __init__(self, app, address):
        self._app = app
        self._sender = Sender(address)

    def __call__(self, environ, start_response):
        """Answer as the application does."""
        return recorded(self._app, environ, start_response, self._sender.put)


def recorded(app, environ, start_response, done):
    """The application's answer; ``done(message)`` is called when all of it was read or closed."""
    message = {
        "at": time.time(),
        "address": environ.get("REMOTE_ADDR", ""),
        "method": environ["REQUEST_METHOD"],
        "target": _target(environ),
        "headers": _headers(environ),
    }
    body = _Body(environ)
    answer, parts = {"status": 500, "headers": []}, _Parts()

    def start(status, headers, exc_info=None):
        answer.update(status=int(status.split(" ", 1)[0]), headers=[list(h) for h in headers])
        write = start_response(status, headers, exc_info)

        def writing(data):
            parts.add(data)
            return write(data)

        return writing

    def finish(cut):
        body.read_on()
        message["body"] = body.parts.encoded()
        message["answer"] = dict(answer, body=parts.encoded(), cut=cut)
        done(message)

    return _Watched(app(environ, start), parts, finish)


class Sender:
    """Sends messages from a thread of its own; what cannot be sent is counted in ``lost``."""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self._address = (host or "127.0.0.1", int(port))
        self._process = 0
        self._queue = None
        self.lost = 0

    def put(self, message):
        """Send soon, and never wait for that."""
        if self._process != os.getpid():  # the thread does not follow a fork
            self._process = os.getpid()
            self._queue = queue.Queue(_WAITING)
            thread = threading.Thread(target=self._run, args=(self._queue,), daemon=True)
            thread.start()
            atexit.register(_end, self._queue, thread)
        try:
            self._queue.put_nowait(message)
        except queue.Full:
            self.lost += 1

    def _run(self, messages):
        connection, next_try = None, 0.0
        while True:
            message = messages.get()
            if message is None:
                return
            if connection is None and time.monotonic() >= next_try:
                connection = self._connected()
                next_try = time.monotonic() + _RETRY_SECONDS
            if connection is None:
                self.lost += 1
                continue
            try:
                connection.sendall(line({"exchange": message}))
            except OSError:
                connection, self.lost = None, self.lost + 1

    def _connected(self):
        try:
            connection = socket.create_connection(self._address, _CONNECT_SECONDS)
        except OSError:
            return None
        connection.settimeout(None)
        return connection


def _end(messages, thread):
    """Send what still waits before the process ends, and do not hold it up for long."""
    try:
        messages.put(None, timeout=_LAST_SECONDS)
        thread.join(_LAST_SECONDS)
    except queue.Full:
        return


def line(message):
    """A message as a line of JSON."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


class _Parts:
    """Bytes in pieces, kept up to a limit; carries how many there were."""

    def __init__(self):
        self._pieces = []
        self._kept = 0

    def add(self, data):
        if data and self._kept <= LIMIT:
            self._kept += len(data)
            self._pieces.append(bytes(data))

    def encoded(self):
        """All of it in base64; None when it was too much."""
        if self._kept > LIMIT:
            return None
        return base64.b64encode(b"".join(self._pieces)).decode("ascii")


class _Body:
    """The request's body, kept while the application reads it.

    It has the four ways to read that PEP 3333 demands and no other, so that nothing is missed.
    """

    def __init__(self, environ):
        self.parts = _Parts()
        self._input = environ.get("wsgi.input")
        length = environ.get("CONTENT_LENGTH") or ""
        self._left = int(length) if length.isdigit() else 0
        self._has_end = bool(environ.get("wsgi.input_terminated"))
        if self._input is not None:
            environ["wsgi.input"] = self

    def read(self, *size):
        return self._kept(self._input.read(*size))

    def readline(self, *size):
        return self._kept(self._input.readline(*size))

    def readlines(self, *hint):
        return [self._kept(found) for found in self._input.readlines(*hint)]

    def __iter__(self):
        for found in self._input:
            yield self._kept(found)

    def read_on(self):
        """Read what the application left, so that the request can be sent again as it was."""
        if self._input is None or self._left > LIMIT:
            return
        try:
            if self._left > 0:
                self.read(self._left)
            elif self._has_end:
                self.read(LIMIT + 1)
        except (OSError, ValueError):
            return  # the client is gone, or the server has closed it

    def _kept(self, data):
        self._left -= len(data)
        self.parts.add(data)
        return data


class _Watched:
    """The application's iterable; says once when it is read to its end, or closed before."""

    def __init__(self, given, parts, finish):
        self._given = given
        self._items = iter(given)
        self._parts = parts
        self._finish = finish

    def __iter__(self):
        return self

    def __next__(self):
        try:
            data = next(self._items)
        except StopIteration:
            self._end(cut=False)
            raise
        self._parts.add(data)
        return data

    def close(self):
        """Close what the application gave; a list was complete from the start."""
        try:
            if hasattr(self._given, "close"):
                self._given.close()
        finally:
            self._end(cut=not isinstance(self._given, (list, tuple)))

    def _end(self, cut):
        finish, self._finish = self._finish, None
        if finish is not None:
            finish(cut)


def _target(environ):
    """Path and query as they came over the wire, where the server says so."""
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if raw:
        return raw
    from urllib.parse import quote

    path = (environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1")
    query = environ.get("QUERY_STRING", "")
    return quote(path) + ("?" + query if query else "")


def _headers(environ):
    """The headers under their usual spelling; WSGI does not tell that of the client."""
    body = ("CONTENT_TYPE", "CONTENT_LENGTH")
    found = [[_name(key), environ[key]] for key in body if environ.get(key)]
    others = {key[5:]: value for key, value in environ.items() if key.startswith("HTTP_")}
    return found + [[_name(key), others[key]] for key in others if key not in body]


def _name(key):
    return key.replace("_", "-").title()
