"""Questions: a command without what differs from one connection to the next.

Left out are the session, the numbers of retryable writes and transactions, and the cluster's time.
A cursor's number is replaced by a digest of the question that opened it, so that a ``getMore`` is
known by the whole chain of questions before it. Everything else, ``$db`` and the order of the
elements included, is the question.
"""

from dataclasses import dataclass
from hashlib import blake2b

import bson
from bson import json_util

from migrator.twins.wire.documents import (
    INT64,
    INT64_KIND,
    OBJECT_ID,
    elements,
    value_at,
    without,
)

_OF_A_CONNECTION = frozenset({b"lsid", b"txnNumber", b"$clusterTime"})
_OF_A_MOMENT = frozenset({b"$clusterTime", b"operationTime", b"electionId", b"opTime"})
HELLOS = frozenset({"hello", "isMaster", "ismaster"})
COURTESIES = HELLOS | {"ping", "endSessions", "killCursors"}
"""What is asked of any server and says nothing of the data; the player answers by itself."""

SECRETS = frozenset({"saslStart", "saslContinue", "authenticate", "logout"})
"""Conversations that no recording can hold."""

_NO_ID = bytes(12)
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Place:
    """What a question is about, for people: ``find estoque.produtos``."""

    command: str
    database: str
    collection: str

    def __str__(self) -> str:
        target = f"{self.database}.{self.collection}" if self.collection else self.database
        return f"{self.command} {target}"


def question_of(document: bytes) -> bytes:
    """The question that a command asks."""
    return without(document, _OF_A_CONNECTION)


def with_any_ids(question: bytes) -> bytes | None:
    """An insert whatever the ObjectIds of its documents are; None for everything else.

    Drivers make them up, so no two runs have the same; the answer to an insert that went well does
    not depend on them.
    """
    if not question.startswith(b"\x02insert\0", 4):
        return None
    changed = bytearray(question)
    for _, name, _, start, _ in elements(question):
        if name != b"documents":
            continue
        for _, _, _, document, _ in elements(question, start):
            for kind, id_name, _, value, after in elements(question, document):
                if id_name == b"_id" and kind == OBJECT_ID:
                    changed[value:after] = _NO_ID
    return bytes(changed)


def answer_of(document: bytes) -> bytes:
    """A reply without what differs from one moment to the next."""
    return without(document, _OF_A_MOMENT)


def cursor_in_answer(document: bytes) -> int | None:
    """Where the number of an open cursor stands in a reply; None where there is none."""
    place = value_at(document, INT64_KIND, b"cursor", b"id")
    return place if place is not None and number_at(document, place) else None


def cursor_in_question(document: bytes) -> int | None:
    """Where the number of the cursor stands in a ``getMore``."""
    is_more = document.startswith(b"\x12getMore\0", 4)
    return value_at(document, INT64_KIND, b"getMore") if is_more else None


def number_at(document: bytes, place: int) -> int:
    """The 64-bit number at this place."""
    number: int = INT64.unpack_from(document, place)[0]
    return number


def with_number(document: bytes, place: int, number: int) -> bytes:
    """The document with another 64-bit number at this place."""
    return document[:place] + INT64.pack(number) + document[place + 8 :]


def cursor_of(question: bytes) -> int:
    """The number of the cursor that this question leaves open; never 0, which means closed."""
    digest = blake2b(question, digest_size=8).digest()
    return (INT64.unpack(digest)[0] & (2**63 - 1)) or 1


def place_of(question: bytes) -> Place:
    """What the question is about."""
    command = bson.decode(question)
    name, first = next(iter(command.items()))
    collection = command.get("collection") if name == "getMore" else first
    of = collection if isinstance(collection, str) else ""
    return Place(name, str(command.get("$db", "")), of)


def shown(question: bytes) -> str:
    """The question as a person reads it, on one line and not too long."""
    text = json_util.dumps(bson.decode(question), ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
