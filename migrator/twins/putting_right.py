"""Make a collection hold the documents of a file where they stand, in their order."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument
from pymongo import ReplaceOne
from pymongo.collection import Collection as MongoCollection

from migrator.twins.snapshot import read_documents
from migrator.twins.state import Document, split

_AT_ONCE = 10_000
"""Documents that are asked for at once: fewer questions, and a server caps its answer anyway."""

_ID = b"_id\0"
_WIDTHS = {1: 8, 7: 12, 8: 1, 9: 8, 10: 0, 16: 4, 17: 8, 18: 8, 19: 16}
"""Bytes of the values of fixed width by type (https://bsonspec.org/spec.html)."""

Found = Mapping[bytes, bytes]
"""Documents by the bytes of their ``_id``, in the order the server keeps them."""


def holds(collection: MongoCollection[Document], file: Path) -> bool:
    """Whether the collection has just these documents in this order."""
    with file.open("rb") as wanted:
        for batch in _batches(collection):
            if wanted.read(len(batch)) != batch:
                return False
        return not wanted.read(1)


def put_right(collection: MongoCollection[Document], file: Path) -> bool | None:
    """Change, delete and add documents; False when there was nothing to do.

    None when the collection must be written anew: their order cannot be had, or that is less work.
    What is missing comes back with all that stood behind it, as a server adds only at the end.

    Raises:
        RecordingBroken: the file is cut off.
    """
    there = b"".join(_batches(collection))
    if there == file.read_bytes():
        return False
    ours = {_key(raw): raw for raw in _raws(file)}
    theirs = {_key(raw): raw for raw in split(there)}
    if [key for key in theirs if key in ours] != [key for key in ours if key in theirs]:
        return None
    keys = list(ours)
    begin = next((n for n, key in enumerate(keys) if key not in theirs), len(keys))
    tail = set(keys[begin:])
    stale = [key for key in theirs if key not in ours or key in tail]
    changed = [key for key in keys[:begin] if ours[key] != theirs[key]]
    if 2 * len(changed) + len(tail) + len(stale) // 2 > len(keys):  # as the embedded server takes
        return None
    _write(collection, [theirs[key] for key in stale], [ours[key] for key in changed])
    if tail:
        collection.insert_many(RawBSONDocument(ours[key]) for key in keys[begin:])
    return True if holds(collection, file) else None


def _write(collection: MongoCollection[Document], stale: list[bytes], changed: list[bytes]) -> None:
    if stale:
        collection.delete_many({"_id": {"$in": [_identity(raw) for raw in stale]}})
    if changed:
        documents = [RawBSONDocument(raw) for raw in changed]
        collection.bulk_write([ReplaceOne({"_id": one["_id"]}, one) for one in documents])


def _batches(collection: MongoCollection[Document]) -> Iterable[bytes]:
    batches: Iterable[Any] = collection.find_raw_batches(batch_size=_AT_ONCE)
    return batches


def _raws(file: Path) -> Iterator[bytes]:
    return (bytes(document.raw) for document in read_documents(file))


def _identity(raw: bytes) -> Any:
    return RawBSONDocument(raw)["_id"]


def _key(raw: bytes) -> bytes:
    """The type and the bytes of ``_id``, which servers keep in front of all else."""
    if raw[5:9] == _ID and (width := _width(raw, raw[4])) is not None:
        return raw[4:5] + raw[9 : 9 + width]
    encoded = bson.encode({"": _identity(raw)})
    return encoded[4:5] + encoded[6:-1]


def _width(raw: bytes, kind: int) -> int | None:
    if kind == 2:  # noqa: PLR2004 (a text: its length stands in front)
        return 4 + int.from_bytes(raw[9:13], "little")
    return _WIDTHS.get(kind)
