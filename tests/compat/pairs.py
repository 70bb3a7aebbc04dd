"""Send one raw request to both applications and compare the answers (normalised as section 10)."""

import http.client
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from itsdangerous import URLSafeTimedSerializer
from werkzeug.http import parse_date

from migrator.compat.session import _lazy_sha1
from migrator.compat.tagged_json import TaggedJSON

SECRET = "a-secret-for-tests"
IGNORED = {"date", "server", "connection", "keep-alive", "transfer-encoding"}
SETS = {"allow", "vary"}

signer = URLSafeTimedSerializer(
    SECRET,
    salt="cookie-session",
    serializer=TaggedJSON,
    signer_kwargs={"key_derivation": "hmac", "digest_method": _lazy_sha1},
)


@dataclass(frozen=True, slots=True)
class Case:
    row: str
    path: str
    status: int | None = 200
    method: str = "GET"
    headers: tuple = ()
    body: bytes | None = None
    chunked: bool = False
    ignore: frozenset = frozenset()

    def __str__(self):
        return f"{self.row} [{self.method} {self.path[:60]}]"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list
    body: bytes | None

    def get(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]


@dataclass(slots=True)
class Side:
    port: int
    connection: http.client.HTTPConnection | None = None

    def send(self, app, case, extra=()):
        try:
            return self._send(app, case, extra)
        except (http.client.RemoteDisconnected, ConnectionError, http.client.CannotSendRequest):
            self.close()
            return self._send(app, case, extra)

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def _send(self, app, case, extra):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection = self.connection
        connection.putrequest(case.method, case.path, skip_host=True, skip_accept_encoding=True)
        names = {name.lower() for name, _ in (*case.headers, *extra)}
        if "host" not in names:
            connection.putheader("Host", "testing.example")
        connection.putheader("X-Test-App", app)
        for name, value in (*case.headers, *extra):
            connection.putheader(name, value)
        body = case.body
        if body is not None and case.chunked:
            connection.putheader("Transfer-Encoding", "chunked")
        elif body is not None and "content-length" not in names:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        if body is not None and case.chunked:
            connection.send(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))
        elif body:
            connection.send(body)
        response = connection.getresponse()
        try:
            content = response.read()
        except http.client.IncompleteRead:
            content = None
            self.close()
        if response.will_close:
            self.close()
        return Answer(response.status, response.getheaders(), content)


def comparable(answer, ignore=frozenset()):
    """Return status, headers and body in a form that may be compared with ==."""
    headers = []
    cookies = []
    for name, value in answer.headers:
        key = name.lower()
        if key in IGNORED or key in ignore:
            continue
        if key == "set-cookie":
            cookies.append(cookie_facts(value))
        elif key in SETS:
            headers.append((key, frozenset(item.strip() for item in value.split(","))))
        else:
            headers.append((key, value))
    return answer.status, sorted(headers, key=repr), cookies, answer.body


def cookie_facts(text):
    """Return a cookie with its session decoded and its date rounded."""
    first, *attributes = text.split("; ")
    name, _, value = first.partition("=")
    if name.endswith("session") and value:
        value = signer.loads(value)
    facts = []
    for attribute in attributes:
        key, _, content = attribute.partition("=")
        facts.append((key, "a date" if key == "Expires" and "1970" not in content else content))
    return name, value, facts


def expiry_times(answer):
    """Return the dates in the cookies of an answer."""
    return [
        parse_date(part.partition("=")[2]).timestamp()
        for cookie in answer.get("set-cookie")
        for part in cookie.split("; ")
        if part.startswith("Expires=")
    ]


@dataclass(slots=True)
class Pair:
    flask: Side
    compat: Side

    def check(self, app, case, extra=()):
        """Send to both, compare, and return both answers."""
        old = self.flask.send(app, case, extra)
        new = self.compat.send(app, case, extra)
        theirs, ours = comparable(old, case.ignore), comparable(new, case.ignore)
        assert ours == theirs, f"\nFlask:  {theirs}\ncompat: {ours}"
        if case.status is not None:
            assert old.status == case.status
        for old_time, new_time in zip(expiry_times(old), expiry_times(new), strict=True):
            assert abs(old_time - new_time) <= 2
        return old, new

    def close(self):
        self.flask.close()
        self.compat.close()


def received(connection):
    """Return all bytes that a server sends until it closes the connection."""
    pieces = []
    with suppress(ConnectionError):
        while piece := connection.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


def answer_to(port, raw):
    """Return what comes back for the bytes of one request on a connection of its own."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(raw)
        return received(connection)


@dataclass(slots=True)
class Jar:
    cookies: dict = field(default_factory=dict)

    def header(self):
        if not self.cookies:
            return ()
        return (("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items())),)

    def update(self, answer):
        for text in answer.get("set-cookie"):
            first = text.split("; ")[0]
            name, _, value = first.partition("=")
            if "Max-Age=0" in text or not value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


@dataclass(frozen=True, slots=True)
class Known:
    """A difference of compat, with the name it has in rows.toml."""

    exception: str


def query(path):
    """Return the pairs in the query of a path."""
    return parse_qsl(path.partition("?")[2], keep_blank_values=True)
