"""Make a server hold a snapshot, under any name, with as little writing as that takes."""

import filecmp
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pymongo.collection import Collection as MongoCollection
from pymongo.database import Database

from migrator.twins.putting_right import holds, put_right
from migrator.twins.snapshot import (
    Stored,
    read_documents,
    snapshot_databases,
    stored,
    stored_in,
)
from migrator.twins.state import INDEXES, Document, collections, connected, indexes

_BATCH = 1000
_MOST_BYTES = 32 << 20
"""Of a collection that is read whole to be put right in place; a larger one is written anew."""

Place = tuple[str, str]
"""A database, by its name in the snapshot, and a collection."""


def restore_snapshot(
    folder: Path,
    uri: str,
    names: Mapping[str, str] | None = None,
    untouched: frozenset[Place] = frozenset(),
) -> int:
    """Make the server hold exactly the snapshot; ``names`` maps its databases to other names.

    Only collections that differ are written; the result is how many that were. ``untouched`` are
    known to hold what the snapshot does and are not even read.

    Raises:
        RecordingMissing: there is no snapshot.
        RecordingBroken: a file of it is cut off.
    """
    with connected(uri) as client:
        return sum(
            _restore(
                client[(names or {}).get(source, source)],
                folder / source,
                {name for database, name in untouched if database == source},
            )
            for source in snapshot_databases(folder)
        )


def restore_collections(
    folder: Path, uri: str, places: Iterable[tuple[str, str]], names: Mapping[str, str]
) -> None:
    """Make the server hold what the snapshot has in ``places``, without a look at all else.

    A place is a database of the snapshot and a collection: empty for all of them, with
    ``$indexes`` behind its name where its indexes may have changed too.

    Raises:
        RecordingBroken: a file of it is cut off.
    """
    whole = {source for source, name in places if not name}
    indexed = {(source, name.removesuffix(INDEXES)) for source, name in places if INDEXES in name}
    with connected(uri) as client:
        for source in whole:
            _restore(client[names.get(source, source)], folder / source, set())
        for source, name in {place for place in places if place[0] not in whole}:
            if not name.endswith(INDEXES):
                metadata = folder / source / f"{quote(name, safe='$')}.metadata.json"
                database = client[names.get(source, source)]
                _refill(database, name, metadata, is_whole=(source, name) in indexed)


def same_collections(one: Path, other: Path) -> frozenset[Place]:
    """The collections that two snapshots hold with the same documents, options and indexes."""
    return frozenset(
        (source, item.name)
        for source in snapshot_databases(other)
        for item in stored_in(other / source)
        if item.kind != "view" and _are_equal(one / source, item.documents)
    )


def _are_equal(folder: Path, documents: Path) -> bool:
    files = (documents, documents.with_suffix(".metadata.json"))
    return all(
        (folder / file.name).is_file() and filecmp.cmp(folder / file.name, file, shallow=False)
        for file in files
    )


def _restore(database: Database[Document], folder: Path, untouched: set[str]) -> int:
    wanted = stored_in(folder)
    present = {item["name"]: item for item in collections(database)}
    for name in present.keys() - {item.name for item in wanted}:
        database.drop_collection(name)
    looked_at = (item for item in wanted if item.name not in untouched or item.name not in present)
    return sum(_make_right(database, present.get(item.name), item) for item in looked_at)


def _make_right(
    database: Database[Document], found: Mapping[str, Any] | None, wanted: Stored
) -> bool:
    """Make a collection what it should be; False when it was."""
    if _is_made_so(database, found, wanted):
        is_changed = _put_right(database[wanted.name], wanted.documents)
        if is_changed is not None:
            return is_changed
    _rewrite(database, wanted)
    return True


def _put_right(collection: MongoCollection[Document], documents: Path) -> bool | None:
    """Mend single documents; False when all were right, None when all must be written anew."""
    if documents.stat().st_size <= _MOST_BYTES:
        return put_right(collection, documents)
    return False if holds(collection, documents) else None


def _is_made_so(
    database: Database[Document], found: Mapping[str, Any] | None, wanted: Stored
) -> bool:
    if found is None or found.get("options", {}) != wanted.options or wanted.kind == "view":
        return False
    return indexes(database[wanted.name]) == sorted(
        wanted.indexes, key=lambda index: str(index["name"])
    )


def _rewrite(database: Database[Document], wanted: Stored) -> None:
    database.drop_collection(wanted.name)
    database.command("create", wanted.name, **wanted.options)
    if wanted.kind == "view":
        return
    _insert(database[wanted.name], wanted.documents)
    extra = [dict(index) for index in wanted.indexes if index["name"] != "_id_"]
    if extra:
        database.command("createIndexes", wanted.name, indexes=extra)


def _insert(collection: MongoCollection[Document], file: Path) -> None:
    documents = read_documents(file)
    while batch := list(islice(documents, _BATCH)):
        collection.insert_many(batch)


def _refill(database: Database[Document], name: str, metadata: Path, *, is_whole: bool) -> None:
    """The documents of one collection as they were; the collection itself when ``is_whole``."""
    if not metadata.is_file():
        database.drop_collection(name)
    elif is_whole:
        _rewrite(database, stored(metadata))
    elif _put_right(database[name], documents := stored(metadata).documents) is None:
        database[name].delete_many({})
        _insert(database[name], documents)
