"""Files in GridFS, read and written through the collections of either async driver.

Keeps M24 and M25: revisions by name, content type and further fields at the top of the file's
document (where `gridfs.GridFS` puts them and the buckets of the async drivers do not), the same
chunks and indexes, so that Flask and FastAPI read each other's files.
Delete when: the files are written with a bucket, and nothing reads `contentType` or `sha1`.
"""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson.int64 import Int64
from bson.objectid import ObjectId
from gridfs.errors import CorruptGridFile, FileExists
from pymongo.errors import BulkWriteError, DuplicateKeyError

from .threads import in_thread

CHUNK_BYTES = 255 * 1024
_CHUNKS_AT_ONCE = 64
_DUPLICATE = 11000


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One revision of a file."""

    document: dict[str, Any]
    chunks: Any

    @property
    def length(self) -> int:
        """The size in bytes."""
        return int(self.document.get("length", 0))

    async def content(self) -> AsyncIterator[bytes]:
        """Yield the pieces of the file, in order."""
        found = 0
        if self.length:
            chunks = self.chunks.find({"files_id": self.document["_id"]}).sort("n", 1)
            async for chunk in chunks:
                found += len(chunk["data"])
                yield bytes(chunk["data"])
        if found != self.length:
            raise CorruptGridFile(f"{self.length} bytes expected, {found} found")

    async def checksum(self) -> str:
        """Return what was stored with the file: sha1, the md5 of old files; or compute the sha1."""
        if "sha1" in self.document:
            return str(self.document["sha1"])
        if self.document.get("md5") is not None:
            return str(self.document["md5"])
        digest = hashlib.sha1()  # an ETag
        async for piece in self.content():
            digest.update(piece)
        return digest.hexdigest()


async def find_version(db: Any, base: str, filename: str, version: int) -> StoredFile | None:
    """Return a revision: 0 is the first one, -1 the latest."""
    newest_first = version < 0
    skipped = -version - 1 if newest_first else version
    files = db[base]["files"].find({"filename": filename})
    files = files.sort("uploadDate", -1 if newest_first else 1).skip(skipped).limit(-1)
    found = await files.to_list(1)
    return StoredFile(found[0], db[base]["chunks"]) if found else None


async def store(db: Any, base: str, source: Any, fields: dict[str, Any]) -> Any:
    """Write what `source.read(size)` gives; return the id of the file."""
    files, chunks = db[base]["files"], db[base]["chunks"]
    document = _file_document(fields)
    await _ensure_index(files, [("filename", 1), ("uploadDate", 1)], unique=False)
    await _ensure_index(chunks, [("files_id", 1), ("n", 1)], unique=True)
    digest = hashlib.sha1()  # an ETag
    try:
        length = await _write_chunks(chunks, source, document, digest)
        document["sha1"] = digest.hexdigest()
        document["length"] = Int64(length)
        document["uploadDate"] = datetime.now(UTC)
        await files.insert_one(document)
    except DuplicateKeyError as error:
        raise FileExists(f"file with _id {document['_id']!r} already exists") from error
    return document["_id"]


def _file_document(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the document with GridFS's own names, its keys in the order GridIn gives them."""
    document = dict(fields)
    for name, stored in (("content_type", "contentType"), ("chunk_size", "chunkSize")):
        if name in document:
            document[stored] = document.pop(name)
    document.setdefault("_id", ObjectId())
    document.setdefault("chunkSize", CHUNK_BYTES)
    return document


async def _ensure_index(collection: Any, keys: list[tuple[str, int]], *, unique: bool) -> None:
    if await collection.find_one({}, {"_id": 1}) is not None:
        return
    known = (await collection.index_information()).values()
    if not any(list(index["key"]) == keys for index in known):
        await collection.create_index(keys, unique=unique)


async def _write_chunks(chunks: Any, source: Any, document: dict[str, Any], digest: Any) -> int:
    waiting: list[dict[str, Any]] = []
    length = number = 0
    while data := await in_thread(source.read, document["chunkSize"]):
        digest.update(data)
        waiting.append({"files_id": document["_id"], "n": number, "data": data})
        length += len(data)
        number += 1
        if len(waiting) == _CHUNKS_AT_ONCE:
            await _insert(chunks, waiting)
            waiting = []
        if len(data) < document["chunkSize"]:
            break
    if waiting:
        await _insert(chunks, waiting)
    return length


async def _insert(chunks: Any, documents: list[dict[str, Any]]) -> None:
    try:
        await chunks.insert_many(documents)
    except BulkWriteError as error:
        if any(item.get("code") == _DUPLICATE for item in error.details["writeErrors"]):
            raise DuplicateKeyError(str(error), _DUPLICATE) from error
        raise
