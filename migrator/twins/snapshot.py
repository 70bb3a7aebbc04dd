"""A database on disk, as mongodump writes it."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
from migrator.twins.state import Document, collections, connected, indexes

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
        for document in read_documents(path)
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
                file.writelines(document.raw for document in documents_of(database[name]))


def documents_of(collection: MongoCollection[Document]) -> Iterator[RawBSONDocument]:
    """Every document as its bytes, in the order the server keeps them."""
    return iter(collection.with_options(codec_options=_RAW).find(batch_size=_BATCH))


def stored_in(folder: Path) -> list[Stored]:
    """The collections of a database in a snapshot, views last."""
    found = [stored(path) for path in sorted(folder.glob("*.metadata.json"))]
    return sorted(found, key=lambda item: (item.kind == "view", item.name))


def stored(metadata: Path) -> Stored:
    """A collection or view by its description.

    Raises:
        RecordingBroken: a file of it is missing or damaged.
    """
    try:
        data = json_util.loads(metadata.read_text())
        stem = metadata.name.removesuffix(".metadata.json")
        found = Stored(
            name=data.get("collectionName", stem),
            kind=data.get("type", "collection"),
            options=data.get("options", {}),
            indexes=tuple(data.get("indexes", ())),
            documents=metadata.with_name(f"{stem}.bson"),
        )
    except (json.JSONDecodeError, AttributeError, TypeError) as error:
        raise _broken(metadata) from error
    if found.kind != "view" and not found.documents.is_file():
        raise _broken(found.documents)
    return found


def read_documents(path: Path) -> Iterator[RawBSONDocument]:
    """The documents of a file one by one.

    Raises:
        RecordingBroken: it is cut off.
    """
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
