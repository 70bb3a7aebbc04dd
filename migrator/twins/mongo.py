"""A real MongoDB for the twins: an embedded server of our own, or any server by URI."""

import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit, urlunsplit

from migrator.errors import DatabaseUnreachable
from migrator.twins.process import LOOPBACK, Child

_START_SECONDS = 30.0
_EXTERNAL_SECONDS = 5.0
_LISTENING = re.compile(r"listening on \S+:(\d+)")


@dataclass(frozen=True, slots=True)
class MongoServer:
    """A server that answered a ping; ``process`` and ``folder`` only where it is ours."""

    uri: str
    port: int
    folder: Path | None = None
    process: Child | None = None

    @property
    def is_alive(self) -> bool:
        """Whether our own process still runs; a server by URI is taken at its word."""
        return self.process is None or self.process.is_alive

    def database_uri(self, name: str) -> str:
        """The URI that names one database of this server."""
        parts = urlsplit(self.uri)
        return urlunsplit(parts._replace(path=f"/{name}"))


@contextmanager
def embedded_server(folder: Path, log: Path | None = None) -> Iterator[MongoServer]:
    """An embedded server with its data in ``folder``, stopped when the block is left.

    Raises:
        DatabaseUnreachable: it is not installed, or it did not answer in time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server = _start(_command(), folder, log or folder / "server.log")
    try:
        yield server
    finally:
        _stop(server)


@contextmanager
def external_server(uri: str) -> Iterator[MongoServer]:
    """A server by URI, seen to answer.

    Raises:
        DatabaseUnreachable: the URI cannot be read or nobody answers there.
    """
    from pymongo.errors import PyMongoError
    from pymongo.uri_parser import parse_uri

    try:
        port = parse_uri(uri)["nodelist"][0][1] or 27017
        _ping(uri, _EXTERNAL_SECONDS)
    except PyMongoError as error:
        raise DatabaseUnreachable(
            f"no MongoDB answers at {_without_password(uri)}: {_first_line(error)}",
            "check MIGRATOR_MONGO_URI or --mongo-uri; without it an embedded server is used",
        ) from error
    yield MongoServer(uri, port)


def server_for(mongo_uri: str, folder: Path) -> AbstractContextManager[MongoServer]:
    """The server that the settings ask for: by URI when one is given, embedded otherwise."""
    return external_server(mongo_uri) if mongo_uri else embedded_server(folder)


def _command() -> list[str]:
    beside = Path(sys.executable).with_name("secantusd-py")
    if beside.is_file():
        return [str(beside)]
    if found := which("secantusd-py"):
        return [found]
    if find_spec("secantus"):
        return [sys.executable, "-m", "secantus.cli"]
    raise DatabaseUnreachable(
        "the embedded MongoDB server is not installed",
        "install `migrator[embedded]`, or name a server with --mongo-uri",
    )


def _start(command: list[str], folder: Path, log: Path) -> MongoServer:
    configuration = folder / "secantusd.toml"
    configuration.touch()
    # Port 0: the system chooses, and the log says which; no other process can take it in between.
    options = ["--host", LOOPBACK, "--port", "0", "--log-level", "INFO"]
    files = ["--config", str(configuration), "--storage-path", str(folder / "data")]
    child = Child([*command, *options, *files], log)
    try:
        port = _port_when_ready(child)
    except BaseException:
        child.stop()
        raise
    return MongoServer(f"mongodb://{LOOPBACK}:{port}/", port, folder, child)


def _stop(server: MongoServer) -> None:
    """Stop our process; a last connection wakes its accepting thread, which saves two seconds."""
    assert server.process  # noqa: S101 (embedded servers have one)
    server.process.release()
    deadline = time.monotonic() + 1.0
    while server.process.is_alive and time.monotonic() < deadline:
        with suppress(OSError):
            socket.create_connection((LOOPBACK, server.port), 0.1).close()
        time.sleep(0.02)
    server.process.stop()


def _port_when_ready(child: Child) -> int:
    deadline = time.monotonic() + _START_SECONDS
    while child.is_alive and time.monotonic() < deadline:
        if found := _LISTENING.search(child.last_lines()):
            port = int(found[1])
            _ping(f"mongodb://{LOOPBACK}:{port}/", _START_SECONDS)
            return port
        time.sleep(0.02)
    raise DatabaseUnreachable(
        f"the embedded MongoDB server did not start:\n{child.last_lines()}",
        f"its log is {child.log}; --mongo-uri names another server",
    )


def _ping(uri: str, seconds: float) -> None:
    from pymongo import MongoClient

    milliseconds = int(seconds * 1000)
    client: MongoClient[dict[str, object]] = MongoClient(
        uri,
        serverSelectionTimeoutMS=milliseconds,
        connectTimeoutMS=milliseconds,
        socketTimeoutMS=milliseconds,
    )
    with client:
        client.admin.command("ping")


def _first_line(error: Exception) -> str:
    return str(error).partition(",")[0]


def _without_password(uri: str) -> str:
    parts = urlsplit(uri)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
