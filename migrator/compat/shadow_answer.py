"""What an answer says to its client, and what two of them say differently.

Status, headers, cookies and the bytes of the body, by the law of `migrator replay`: what belongs to
the server is left out (N1), sets are sets (N2), a session may be signed at another second and a
cookie may expire later by as much as the copy ran later (N3), a file has its own ETag. What is
random or counts time in a body or a value is a difference here: no clock and no ids are frozen.
Keeps no Flask behaviour; it goes with `shadow`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Any

from itsdangerous import BadSignature
from starlette.types import ASGIApp, Message

_SERVER = {"date", "server", "connection", "keep-alive", "x-served-by"}
_ELSEWHERE = _SERVER | {"content-length", "transfer-encoding", "set-cookie"}
_SETS = {"allow", "vary"}
_METHODS = {"allow", "access-control-allow-methods"}
_FILE_ETAG = re.compile(r'(?:W/)?"(?P<mtime>\d+(?:\.\d+)?)-(?P<size>\d+)-\d+"')
_TOLERATED_SECONDS = 2

ReadSession = Callable[[str, str], str]
"""The payload of a signed session, from the name and the value of a cookie; others as they are."""


@dataclass(slots=True)
class ShadowAnswer:
    """Status, headers and digest of an answer; carries what passed so far, and when it began."""

    status: int = 0
    headers: dict[str, list[str]] = field(default_factory=dict)
    length: int = 0
    began: float = 0.0
    _digest: Any = field(default_factory=lambda: blake2b(digest_size=16))

    def add(self, message: Message, now: float) -> None:
        """Take note of a message on its way to the client; ``now`` in seconds."""
        if message["type"] == "http.response.start":
            self.status, self.began = message["status"], now
            for name, value in message["headers"]:
                values = self.headers.setdefault(name.decode("latin-1").lower(), [])
                values.append(value.decode("latin-1").strip())
        elif message["type"] == "http.response.body":
            body = message.get("body", b"")
            self.length += len(body)
            self._digest.update(body)

    @property
    def body(self) -> bytes:
        """The digest of the body."""
        return bytes(self._digest.digest())

    def get(self, name: str) -> str | None:
        """The first value of a header."""
        return next(iter(self.headers.get(name, ())), None)

    def __str__(self) -> str:
        return f"{self.status} with {self.length} bytes"


def unequal(
    flask: ShadowAnswer, new: ShadowAnswer, method: str, read_session: ReadSession
) -> Iterator[str]:
    """The names of what differs: ``status``, ``header vary``, ``cookie session``, ``body``."""
    if flask.status != new.status:
        yield "status"
    for name in dict.fromkeys([*flask.headers, *new.headers]):
        if name not in _ELSEWHERE and not _same_header(name, flask, new):
            yield f"header {name}"
    if not _same_length(flask, new, method):
        yield "header content-length"
    yield from _cookies(flask, new, read_session)
    if flask.body != new.body:
        yield "body"


def session_reader(api: ASGIApp) -> ReadSession:
    """Reads sessions as the application does, whose key has to fit: both sides get them back."""
    application: Any = api

    def read(name: str, value: str) -> str:
        interface: Any = getattr(application, "session_interface", None)
        if not hasattr(interface, "signer") or name != application.config["SESSION_COOKIE_NAME"]:
            return value
        serializer = interface.signer(application)
        for signer in () if serializer is None else serializer.iter_unsigners():
            try:
                return str(signer.unsign(value).decode("latin-1"))
            except BadSignature:
                continue
        return value

    return read


def _same_header(name: str, flask: ShadowAnswer, new: ShadowAnswer) -> bool:
    left, right = flask.headers.get(name), new.headers.get(name)
    if left == right:
        return True
    if left is None or right is None:
        return False
    if name in _SETS or name.startswith("access-control-allow-"):
        return _as_set(name, left) == _as_set(name, right)
    return name in {"etag", "last-modified"} and _same_file(name, flask, new)


def _as_set(name: str, values: list[str]) -> set[str]:
    items = (item.strip() for item in ",".join(values).split(","))
    return {item if name in _METHODS else item.lower() for item in items if item}


def _same_file(name: str, flask: ShadowAnswer, new: ShadowAnswer) -> bool:
    """Whether each side serves its own copy of a file, which was written at its own time."""
    left, right = (_FILE_ETAG.fullmatch(answer.get("etag") or "") for answer in (flask, new))
    if left is None or right is None or flask.body != new.body:
        return False
    return left["size"] == right["size"] and (name == "etag" or left["mtime"] != right["mtime"])


def _same_length(flask: ShadowAnswer, new: ShadowAnswer, method: str) -> bool:
    """Of a body that was sent the bytes are compared; here counts what announces another one."""
    lengths = [answer.get("content-length") for answer in (flask, new)]
    if lengths[0] == lengths[1]:
        return True
    if None not in lengths:
        return all(answer.get("content-length") == str(answer.length) for answer in (flask, new))
    missing = (flask, new)[lengths.index(None)]
    return bool(missing.get("transfer-encoding") or (missing.length and method != "HEAD"))


def _cookies(flask: ShadowAnswer, new: ShadowAnswer, read_session: ReadSession) -> Iterator[str]:
    sides = [
        [_cookie(header, read_session) for header in answer.headers.get("set-cookie", ())]
        for answer in (flask, new)
    ]
    names = [[cookie[0] for cookie in side] for side in sides]
    if names[0] != names[1]:
        yield "cookies " + ", ".join(sorted({*names[0]} ^ {*names[1]}) or names[0])
        return
    late = _TOLERATED_SECONDS + max(0.0, new.began - flask.began)
    for left, right in zip(*sides, strict=True):
        if left[1] != right[1] or not _same_attributes(left[2], right[2], late):
            yield f"cookie {left[0]}"


def _cookie(header: str, read_session: ReadSession) -> tuple[str, str, list[str]]:
    """Name, value and attributes, the latter as they are spelled."""
    first, *attributes = header.split(";")
    name, _, value = first.partition("=")
    return name, read_session(name, value), attributes


def _same_attributes(left: list[str], right: list[str], late: float) -> bool:
    if len(left) != len(right):
        return False
    pairs = zip(left, right, strict=True)
    return all(one == other or _expires_alike(one, other, late) for one, other in pairs)


def _expires_alike(one: str, other: str, late: float) -> bool:
    parts = one.partition("="), other.partition("=")
    if parts[0][0] != parts[1][0] or parts[0][0].strip().lower() != "expires":
        return False
    try:
        times = [parsedate_to_datetime(value) for _, _, value in parts]
    except ValueError:
        return False
    return abs((times[1] - times[0]).total_seconds()) <= late
