"""A database on disk, as mongodump writes it, and back into a server under any name."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from bson import json_util
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.collection import Collection as MongoCollection
from pymongo.database import Database

from migrator.errors import RecordingBroken, RecordingMissing
from migrator.project.files import Opener, open_plain
from migrator.twins.state import INDEXES, Document, collections, connected, indexes

_BATCH = 1000
_LENGTH_BYTES = 4
_PART = 1 << 20
_RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)


@dataclass(frozen=True, slots=True)
class Stored:
    """One collection or view: how it is made, its indexes, and the file of its documents."""

    name: str
    kind: str
    options: Mapping[str, Any]
    indexes: tuple[Mapping[str, Any], ...]
    documents: Path


def take_snapshot(uri: str, names: Iterable[str], folder: Path, opened: Opener = open_plain) -> str:
    """Write the databases ``names`` into ``folder``, all or nothing; the result is its digest.

    ``opened`` opens every file that is written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        with connected(uri) as client:
            for name in sorted(names):
                _dump(client[name], fresh / name, opened)
        digest = snapshot_digest(fresh, opened)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.replace(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return digest


def restore_snapshot(folder: Path, uri: str, names: Mapping[str, str] | None = None) -> int:
    """Make the server hold exactly the snapshot; ``names`` maps its databases to other names.

    Only collections that differ are written again; the result is how many that were.

    Raises:
        RecordingMissing: there is no snapshot.
        RecordingBroken: a file of it is cut off.
    """
    with connected(uri) as client:
        return sum(
            _restore(client[(names or {}).get(source, source)], folder / source)
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
            _restore(client[names.get(source, source)], folder / source)
        for source, name in {place for place in places if place[0] not in whole}:
            if not name.endswith(INDEXES):
                metadata = folder / source / f"{quote(name, safe='$')}.metadata.json"
                database = client[names.get(source, source)]
                _refill(database, name, metadata, is_whole=(source, name) in indexed)


def _refill(database: Database[Document], name: str, metadata: Path, *, is_whole: bool) -> None:
    """The documents of one collection as they were; the collection itself when ``is_whole``."""
    if not metadata.is_file():
        database.drop_collection(name)
    elif is_whole:
        _rewrite(database, _stored(metadata))
    else:
        database[name].delete_many({})
        _insert(database[name], _stored(metadata).documents)


def snapshot_databases(folder: Path) -> tuple[str, ...]:
    """The names of the databases in a snapshot.

    Raises:
        RecordingMissing: there is no snapshot.
    """
    if not folder.is_dir():
        raise RecordingMissing(f"there is no snapshot at {folder}", "run `migrator record` first")
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir()))


def snapshot_digest(folder: Path, opened: Opener = open_plain) -> str:
    """A digest of every file of a snapshot, names included."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            with opened(path, "rb") as file:
                digest.update(_file_digest(file))
    return digest.hexdigest()


def snapshot_identities(folder: Path) -> frozenset[str]:
    """The ``_id`` of every document of a snapshot, as text."""
    return frozenset(
        str(document["_id"])
        for path in folder.glob("*/*.bson")
        for document in _read_documents(path)
    )


def _file_digest(file: IO[bytes]) -> bytes:
    digest = hashlib.sha256()
    while part := file.read(_PART):
        digest.update(part)
    return digest.digest()


def _dump(database: Database[Document], folder: Path, opened: Opener) -> None:
    folder.mkdir(parents=True)
    for found in collections(database):
        name = found["name"]
        path = folder / f"{quote(name, safe='$')}.bson"
        metadata = {
            "collectionName": name,
            "type": found.get("type", "collection"),
            "options": found.get("options", {}),
            "indexes": indexes(database[name]) if found.get("type") != "view" else [],
        }
        text = json_util.dumps(metadata, json_options=json_util.CANONICAL_JSON_OPTIONS, indent=1)
        with opened(path.with_suffix(".metadata.json"), "wb") as file:
            file.write(text.encode() + b"\n")
        if found.get("type") != "view":
            with opened(path, "wb") as file:
                file.writelines(document.raw for document in _documents(database[name]))


def _documents(collection: MongoCollection[Document]) -> Iterator[RawBSONDocument]:
    """Every document as its bytes, in the order the server keeps them."""
    return iter(collection.with_options(codec_options=_RAW).find(batch_size=_BATCH))


def _restore(database: Database[Document], folder: Path) -> int:
    wanted = [_stored(path) for path in sorted(folder.glob("*.metadata.json"))]
    wanted.sort(key=lambda item: (item.kind == "view", item.name))
    present = {item["name"]: item for item in collections(database)}
    for name in present.keys() - {item.name for item in wanted}:
        database.drop_collection(name)
    stale = [item for item in wanted if not _holds(database, present.get(item.name), item)]
    for item in stale:
        _rewrite(database, item)
    return len(stale)


def _stored(metadata: Path) -> Stored:
    try:
        data = json_util.loads(metadata.read_text())
        stem = metadata.name.removesuffix(".metadata.json")
        stored = Stored(
            name=data.get("collectionName", stem),
            kind=data.get("type", "collection"),
            options=data.get("options", {}),
            indexes=tuple(data.get("indexes", ())),
            documents=metadata.with_name(f"{stem}.bson"),
        )
    except (json.JSONDecodeError, AttributeError, TypeError) as error:
        raise _broken(metadata) from error
    if stored.kind != "view" and not stored.documents.is_file():
        raise _broken(stored.documents)
    return stored


def _holds(database: Database[Document], found: Mapping[str, Any] | None, wanted: Stored) -> bool:
    if found is None or found.get("options", {}) != wanted.options or wanted.kind == "view":
        return False
    collection = database[wanted.name]
    if indexes(collection) != sorted(wanted.indexes, key=lambda index: str(index["name"])):
        return False
    there = hashlib.sha256()
    for document in _documents(collection):
        there.update(document.raw)
    with wanted.documents.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest() == there.digest()


def _rewrite(database: Database[Document], wanted: Stored) -> None:
    database.drop_collection(wanted.name)
    database.command("create", wanted.name, **wanted.options)
    if wanted.kind == "view":
        return
    _insert(database[wanted.name], wanted.documents)
    extra = [dict(index) for index in wanted.indexes if index["name"] != "_id_"]
    if extra:
        database.command("createIndexes", wanted.name, indexes=extra)


def _insert(collection: MongoCollection[Document], path: Path) -> None:
    documents = _read_documents(path)
    while batch := list(islice(documents, _BATCH)):
        collection.insert_many(batch)


def _read_documents(path: Path) -> Iterator[RawBSONDocument]:
    with path.open("rb") as file:
        while head := file.read(_LENGTH_BYTES):
            rest = file.read(max(int.from_bytes(head, "little") - _LENGTH_BYTES, 0))
            document = head + rest
            if len(document) != int.from_bytes(head, "little"):
                raise _broken(path)
            yield RawBSONDocument(document)


def _broken(path: Path) -> RecordingBroken:
    return RecordingBroken(
        f"the snapshot file {path} is missing, cut off or damaged", "record again"
    )
