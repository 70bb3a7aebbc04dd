"""Watch the databases of both twins while traffic is played: where do they part?"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import bson
from bson import ObjectId
from bson.raw_bson import RawBSONDocument
from pymongo.database import Database

from migrator.twins.identities import Document, Identities, pair_identities, with_identities
from migrator.twins.state import (
    INDEXES,
    SYSTEM,
    collections,
    connected,
    indexes,
    read_state,
    split,
)

Digests = tuple[Mapping[str, str], Mapping[str, str]]
Place = tuple[str, Mapping[str, str]]
"""A server's URI and its databases: actual name -> the name in the snapshot."""


class StateWatch:
    """Reads both databases and compares them; carries digests and the ids paired so far."""

    def __init__(self, legacy: Place, new: Place) -> None:
        self._sides = (legacy, new)
        self._identities: Identities = {}
        self._digests: tuple[dict[str, str], dict[str, str]] = ({}, {})

    @property
    def paired(self) -> int:
        """How many ids made by the database server were paired."""
        return len(self._identities)

    @property
    def identities(self) -> Mapping[ObjectId, ObjectId]:
        """Ids that the database server made: the new side's, and the legacy side's for them."""
        return self._identities

    def look(self, written: Iterable[tuple[str, str]]) -> Digests:
        """A digest of each collection on both sides, equal where the documents are.

        ``written`` names what may have changed since the last look: database (of either side) and
        collection, empty for all of them.
        """
        shown = self._with_others({database for database, _ in written})
        wanted = {(shown.get(database, database), name) for database, name in written}
        with ThreadPoolExecutor(2) as threads:
            ours, theirs = threads.map(lambda side: _contents(side, wanted), self._sides)
        for name in ours.keys() | theirs.keys():
            left, right = ours.get(name, []), theirs.get(name, [])
            self._digests[0][name] = _digest(left)
            same = self._are_same(left, right)
            self._digests[1][name] = self._digests[0][name] if same else _digest(right, b"new")
        return dict(self._digests[0]), dict(self._digests[1])

    def _with_others(self, written: set[str]) -> Mapping[str, str]:
        """Actual names to shown ones, with the databases that only the code names from now on."""
        shown = {**self._sides[0][1], **self._sides[1][1]}
        others = {name: name for name in written - shown.keys() - SYSTEM}
        if others:
            (ours, our_names), (theirs, their_names) = self._sides
            self._sides = (ours, {**our_names, **others}), (theirs, {**their_names, **others})
        return shown | others

    def forget(self) -> None:
        """Both databases were made equal to something else."""
        self._digests = ({}, {})

    def parted(self) -> tuple[str, ...]:
        """The collections in which the sides differed at the last look."""
        names = self._digests[0].keys() | self._digests[1].keys()
        ours, theirs = self._digests
        return tuple(sorted(name for name in names if ours.get(name) != theirs.get(name)))

    def mend(self, names: Iterable[str]) -> None:
        """Give the new side the legacy side's documents, so that what comes next is comparable.

        Ids that were paired stay the new side's own: its answers have named them already.
        """
        own = {ours: theirs for theirs, ours in self._identities.items()}
        (source, source_names), (target, target_names) = self._sides
        with connected(source) as legacy, connected(target) as new:
            for shown in names:
                ours, collection = _place(shown, source_names)
                theirs, _ = _place(shown, target_names)
                raws = _raw_documents(legacy[ours], collection)
                _replace(new[theirs], collection, [_with_own_ids(raw, own) for raw in raws])
                self._digests[0][shown] = self._digests[1][shown] = _digest(raws)

    def states(self) -> tuple[dict[str, list[Document]], dict[str, list[Document]]]:
        """Everything both sides hold, the new side with the legacy side's ids."""
        ours, theirs = read_state(*self._sides[0]), read_state(*self._sides[1])
        for name in ours.keys() & theirs.keys():
            if not name.endswith("$indexes"):
                self._identities |= pair_identities(ours[name], theirs[name], self._identities)
        return ours, {
            name: [with_identities(document, self._identities) for document in documents]
            for name, documents in theirs.items()
        }

    def _are_same(self, left: Sequence[bytes], right: Sequence[bytes]) -> bool:
        only_left, only_right = set(left) - set(right), set(right) - set(left)
        if not only_left and not only_right:
            return True
        ours = [bson.decode(raw) for raw in only_left]
        theirs = [bson.decode(raw) for raw in only_right]
        self._identities |= pair_identities(ours, theirs, self._identities)
        renamed = [with_identities(document, self._identities) for document in theirs]
        return _by_id(ours) == _by_id(renamed)


def _with_own_ids(raw: bytes, own: Mapping[ObjectId, ObjectId]) -> bytes:
    """A document with other ids, as ids and as text; both are as long as they were."""
    for ours, theirs in own.items():
        raw = raw.replace(ours.binary, theirs.binary)
        raw = raw.replace(str(ours).encode(), str(theirs).encode())
    return raw


def _contents(side: Place, written: set[tuple[str, str]]) -> dict[str, list[bytes]]:
    """The documents, as bytes, of what was written."""
    uri, names = side
    found: dict[str, list[bytes]] = {}
    with connected(uri) as client:
        for actual, shown in names.items():
            prefix = f"{shown}." if len(names) > 1 else ""
            wanted = {name for database, name in written if database == shown}
            if "" in wanted:
                names_now = [item["name"] for item in collections(client[actual])]
                wanted = {name + part for name in names_now for part in ("", INDEXES)}
            for name in wanted:
                found[prefix + name] = _raw_documents(client[actual], name)
    return found


def _replace(database: Database[Document], name: str, raws: Sequence[bytes]) -> None:
    """Make these the documents, or the indexes, of a collection."""
    if not name.endswith(INDEXES):
        database[name].delete_many({})
        if raws:
            database[name].insert_many(RawBSONDocument(raw) for raw in raws)
        return
    collection = database[name.removesuffix(INDEXES)]
    collection.drop_indexes()
    if described := [bson.decode(raw) for raw in raws]:
        wanted = [{key: item[key] for key in item if key != "_id"} for item in described]
        database.command("createIndexes", collection.name, indexes=wanted)


def _raw_documents(database: Database[Document], name: str) -> list[bytes]:
    """The documents of a collection, or its indexes as documents; ``_id`` has one always."""
    if name.endswith(INDEXES):
        described = indexes(database[name.removesuffix(INDEXES)])
        others = (item for item in described if item["name"] != "_id_")
        return [bson.encode({"_id": item["name"], **item}) for item in others]
    batches: Iterable[Any] = database[name].find_raw_batches()
    return [raw for batch in batches for raw in split(batch)]


def _place(shown: str, names: Mapping[str, str]) -> tuple[str, str]:
    """Actual database and collection of a name in the state."""
    if len(names) == 1:
        return next(iter(names)), shown
    return next(
        (actual, shown.removeprefix(f"{name}."))
        for actual, name in names.items()
        if shown.startswith(f"{name}.")
    )


def _by_id(documents: Iterable[Document]) -> dict[str, bytes]:
    return {repr(document["_id"]): bson.encode(document) for document in documents}


def _digest(raws: Iterable[bytes], salt: bytes = b"") -> str:
    digest = hashlib.sha256(salt)
    for raw in sorted(raws):
        digest.update(raw)
    return digest.hexdigest()
