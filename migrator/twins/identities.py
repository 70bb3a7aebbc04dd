"""Pair the ids that the database server made by itself: an upsert's ``_id`` is never frozen.

Documents that only one side has are paired by what they hold besides ``_id``; what is left is
paired in the order in which it was made, when both sides have as many.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId, encode

Document = dict[str, Any]
Identities = dict[ObjectId, ObjectId]
"""The new side's id to the legacy side's."""

_TEXT = 24


def pair_identities(
    legacy: Iterable[Document], new: Iterable[Document], known: Mapping[ObjectId, ObjectId]
) -> Identities:
    """The new documents' ids that stand for legacy documents' ids, beside those ``known``."""
    ours = {document["_id"]: document for document in legacy}
    theirs = {known.get(document["_id"], document["_id"]): document for document in new}
    left = [ours[key] for key in ours.keys() - theirs.keys() if isinstance(key, ObjectId)]
    right = [theirs[key] for key in theirs.keys() - ours.keys() if isinstance(key, ObjectId)]
    left.sort(key=_made)
    right.sort(key=_made)
    pairs = _by_content(left, right, known)
    rest_left = [item for item in left if item["_id"] not in set(pairs.values())]
    rest_right = [item for item in right if item["_id"] not in pairs]
    if len(rest_left) == len(rest_right):
        pairs |= {b["_id"]: a["_id"] for a, b in zip(rest_left, rest_right, strict=True)}
    return pairs


def with_identities(value: Any, identities: Mapping[ObjectId, ObjectId]) -> Any:
    """``value`` with the legacy side's ids, however deep they stand, and where they are text."""
    if isinstance(value, ObjectId):
        return identities.get(value, value)
    if isinstance(value, str) and len(value) == _TEXT and ObjectId.is_valid(value):
        known = identities.get(ObjectId(value))
        return value if known is None else str(known)
    if isinstance(value, dict):
        return {key: with_identities(item, identities) for key, item in value.items()}
    if isinstance(value, list):
        return [with_identities(item, identities) for item in value]
    return value


def _by_content(
    left: Iterable[Document], right: Iterable[Document], known: Mapping[ObjectId, ObjectId]
) -> Identities:
    waiting: dict[bytes, list[ObjectId]] = {}
    for document in left:
        waiting.setdefault(_content(document), []).append(document["_id"])
    pairs: Identities = {}
    for document in right:
        if same := waiting.get(_content(with_identities(document, known))):
            pairs[document["_id"]] = same.pop(0)
    return pairs


def _content(document: Document) -> bytes:
    return encode({key: value for key, value in document.items() if key != "_id"})


def _made(document: Document) -> bytes:
    identity: bytes = document["_id"].binary
    return identity
