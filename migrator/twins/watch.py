"""Watch the databases of both twins while traffic is played: where do they part?"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import bson
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient

from migrator.twins.identities import Document, Identities, pair_identities, with_identities
from migrator.twins.state import collections, connected, read_state

_RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)

Digests = tuple[Mapping[str, str], Mapping[str, str]]
Contents = dict[str, dict[Any, bytes]]


class StateWatch:
    """Reads both databases and compares them; carries the ids that were paired so far.

    Each side is a server's URI with its databases: actual name -> the name in the snapshot.
    """

    def __init__(
        self, legacy: tuple[str, Mapping[str, str]], new: tuple[str, Mapping[str, str]]
    ) -> None:
        self._legacy = legacy
        self._new = new
        self._identities: Identities = {}

    @property
    def paired(self) -> int:
        """How many ids made by the database server were paired."""
        return len(self._identities)

    def look(self) -> Digests:
        """A digest of each collection on both sides, equal where the documents are."""
        ours, theirs = _contents(*self._legacy), _contents(*self._new)
        digests: tuple[dict[str, str], dict[str, str]] = ({}, {})
        for name in sorted(ours.keys() | theirs.keys()):
            left, right = ours.get(name, {}), theirs.get(name, {})
            digests[0][name] = _digest(left.values())
            digests[1][name] = (
                digests[0][name] if self._are_same(left, right) else _digest(right.values(), b"new")
            )
        return digests

    def states(self) -> tuple[dict[str, list[Document]], dict[str, list[Document]]]:
        """Everything both sides hold, the new side with the legacy side's ids."""
        ours, theirs = read_state(*self._legacy), read_state(*self._new)
        for name in ours.keys() & theirs.keys():
            if not name.endswith("$indexes"):
                self._identities |= pair_identities(ours[name], theirs[name], self._identities)
        return ours, with_identities(theirs, self._identities)

    def _are_same(self, left: dict[Any, bytes], right: dict[Any, bytes]) -> bool:
        if left == right:
            return True
        ours = list(_decoded(left.items() - right.items()))
        theirs = list(_decoded(right.items() - left.items()))
        self._identities |= pair_identities(ours, theirs, self._identities)
        return _by_id(ours) == _by_id(with_identities(theirs, self._identities))


def _contents(uri: str, names: Mapping[str, str]) -> Contents:
    found: Contents = {}
    with connected(uri) as client:
        for actual, shown in names.items():
            prefix = f"{shown}." if len(names) > 1 else ""
            found |= {f"{prefix}{name}": held for name, held in _collections(client, actual)}
    return found


def _collections(
    client: MongoClient[Document], name: str
) -> Iterator[tuple[str, dict[Any, bytes]]]:
    for item in collections(client[name]):
        raw = client[name][item["name"]].with_options(codec_options=_RAW)
        held = {_key(document["_id"]): bytes(document.raw) for document in raw.find()}
        if held:
            yield item["name"], held


def _key(identity: Any) -> Any:
    return (
        identity
        if isinstance(identity, str | int) or hasattr(identity, "binary")
        else repr(identity)
    )


def _decoded(items: Iterable[tuple[Any, bytes]]) -> Iterator[Document]:
    return (bson.decode(raw) for _, raw in items)


def _by_id(documents: list[Document]) -> dict[str, bytes]:
    return {repr(document["_id"]): bson.encode(document) for document in documents}


def _digest(raws: Iterable[bytes], salt: bytes = b"") -> str:
    digest = hashlib.sha256(salt)
    for raw in sorted(raws):
        digest.update(raw)
    return digest.hexdigest()
