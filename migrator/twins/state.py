"""What a database holds, read so that two of them can be compared."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient
from pymongo.collection import Collection as MongoCollection
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, PyMongoError

from migrator.errors import DatabaseUnreachable

Document = dict[str, Any]
_PATIENCE_MS = 5000
_LENGTH_BYTES = 4
INDEXES = "$indexes"
"""What stands behind a collection's name where its indexes are meant."""
SYSTEM = frozenset({"admin", "local", "config"})
"""The databases that a server keeps for itself."""


@contextmanager
def connected(uri: str) -> Iterator[MongoClient[Document]]:
    """A client of the server.

    Raises:
        DatabaseUnreachable: the server does not answer, or stops to.
    """
    try:
        with MongoClient[Document](uri, serverSelectionTimeoutMS=_PATIENCE_MS) as client:
            yield client
    except PyMongoError as error:
        did = "stopped answering" if isinstance(error, ConnectionFailure) else "refused"
        raise DatabaseUnreachable(f"the database {did}: {str(error).partition(',')[0]}") from error


def user_databases(uri: str) -> tuple[str, ...]:
    """The databases of a server that are not its own."""
    with connected(uri) as client:
        return tuple(sorted(set(client.list_database_names()) - SYSTEM))


def read_state(uri: str, names: Mapping[str, str]) -> dict[str, list[Document]]:
    """Every document of the databases ``names`` (server's name -> name shown), sorted by ``_id``.

    Keys are ``collection`` (``database.collection`` when there are several databases), and
    ``collection$indexes`` for the indexes. Empty collections without indexes count as absent,
    as MongoDB makes a collection at its first write.
    """
    state: dict[str, list[Document]] = {}
    with connected(uri) as client:
        for actual, shown in sorted(names.items()):
            prefix = f"{shown}." if len(names) > 1 else ""
            state |= {f"{prefix}{key}": found for key, found in _contents(client[actual])}
    return state


def collections(database: Database[Document]) -> list[Document]:
    """Collections and views with their options, sorted by name."""
    mine = [dict(item) for item in database.list_collections() if not _is_system(item["name"])]
    return sorted(mine, key=lambda item: str(item["name"]))


def split(batch: bytes) -> Iterator[bytes]:
    """The documents of a batch, each as its bytes."""
    start = 0
    while start < len(batch):
        end = start + int.from_bytes(batch[start : start + _LENGTH_BYTES], "little")
        yield batch[start:end]
        start = end


def indexes(collection: MongoCollection[Document]) -> list[Document]:
    """The indexes of a collection sorted by name, without the name of the place they stand in."""
    found = [dict(index) for index in collection.list_indexes()]
    for index in found:
        index.pop("ns", None)
        index["key"] = dict(index["key"])
    return sorted(found, key=lambda index: str(index["name"]))


def _is_system(name: str) -> bool:
    return name.startswith("system.")


def _contents(database: Database[Document]) -> Iterator[tuple[str, list[Document]]]:
    for found in collections(database):
        collection = database[found["name"]]
        documents = sorted(collection.find(), key=lambda document: repr(document["_id"]))
        extra = [] if found.get("type") == "view" else indexes(collection)
        if documents or len(extra) > 1:
            yield found["name"], documents
            yield found["name"] + INDEXES, extra
