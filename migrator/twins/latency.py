"""A database further away: a passage in front of it through which every answer comes later."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from pymongo.errors import PyMongoError
from pymongo.uri_parser import parse_uri

from migrator.errors import UsageError
from migrator.twins.process import LOOPBACK
from migrator.twins.wire.process import wire_process

_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)(ms|s)?")
_MOST_SECONDS = 10.0
_ONE_SERVER = "give a --mongo-uri of one server without TLS, or none for the embedded one"


def read_latency(text: str) -> float:
    """The seconds in ``20ms``, ``0.5s`` or ``20``, which are milliseconds.

    Raises:
        UsageError: it is something else, nothing, or more than ten seconds.
    """
    found = _WRITTEN.fullmatch(text.strip())
    seconds = float(found[1]) / (1 if found[2] == "s" else 1000) if found else 0.0
    if not 0 < seconds <= _MOST_SECONDS:
        raise UsageError(f"a latency of {text!r}", "write it as 20ms or 0.5s, at most 10s")
    return seconds


@contextmanager
def later(uri: str, seconds: float, log: Path) -> Iterator[str]:
    """The URI under which the same server answers that many seconds later.

    Raises:
        UsageError: the way to the server cannot be lengthened; the message says why.
        CouldNotRun: the passage did not start.
    """
    host, port = only_server(uri)
    words = ["pass", "--to", f"{host}:{port}", "--delay-ms", str(seconds * 1000)]
    with wire_process(words, log) as passage:
        yield _at(uri, passage.port)


def only_server(uri: str) -> tuple[str, int]:
    """Host and port of the one server that a URI names.

    Raises:
        UsageError: it names another kind of way, which cannot be lengthened.
    """
    if uri.startswith("mongodb+srv:"):
        raise UsageError("no latency can be added to a mongodb+srv URI", _ONE_SERVER)
    try:
        parsed = parse_uri(uri)
    except PyMongoError as error:
        raise UsageError(f"the MongoDB URI cannot be read: {error}", _ONE_SERVER) from error
    if parsed["options"].get("tls"):
        raise UsageError("no latency can be added to a connection with TLS", _ONE_SERVER)
    if len(parsed["nodelist"]) != 1 or parsed["nodelist"][0][1] is None:
        raise UsageError("latency can be added in front of one server only", _ONE_SERVER)
    host, port = parsed["nodelist"][0]
    return host, port


def _at(uri: str, port: int) -> str:
    parts = urlsplit(uri)
    user, at, _ = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}{at}{LOOPBACK}:{port}"))
