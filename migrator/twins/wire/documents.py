"""BSON documents as bytes: leave elements out and find values without decoding anything.

A document that is decoded and encoded again may come back changed (old types, dates out of range);
bytes that are only moved cannot. The layout is that of https://bsonspec.org/spec.html.
"""

from collections.abc import Collection, Iterator
from struct import Struct, error

INT32, INT64 = Struct("<i"), Struct("<q")
OBJECT_ID, EMBEDDED, INT64_KIND = 0x07, 0x03, 0x12
_ARRAY, _REGEX, _BINARY, _POINTER = 0x04, 0x0B, 0x05, 0x0C
# fmt: off
_FIXED = {
    0x01: 8, 0x06: 0, OBJECT_ID: 12, 0x08: 1, 0x09: 8, 0x0A: 0, 0x10: 4, 0x11: 8,
    INT64_KIND: 8, 0x13: 16, 0x7F: 0, 0xFF: 0,
}
# fmt: on
_TEXTS = frozenset({0x02, 0x0D, 0x0E})
_DOCUMENTS = frozenset({EMBEDDED, _ARRAY, 0x0F})


class WireBroken(ValueError):
    """Bytes that are not of the wire protocol; the connection they came on cannot go on."""


Element = tuple[int, bytes, int, int, int]
"""Kind, name, and where the element, its value and what follows it begin."""


def elements(document: bytes, start: int = 0) -> Iterator[Element]:
    """The elements of the document that begins at ``start``, without those below them.

    Raises:
        WireBroken: the bytes are no document.
    """
    try:
        position = start + 4
        end = start + INT32.unpack_from(document, start)[0] - 1
        while position < end:
            kind = document[position]
            zero = document.index(0, position + 1)
            after = _end(document, kind, zero + 1)
            yield kind, document[position + 1 : zero], position, zero + 1, after
            position = after
    except (ValueError, IndexError, error) as broken:
        raise WireBroken(f"a document that is not BSON: {broken}") from broken


def without(document: bytes, names: Collection[bytes]) -> bytes:
    """The document without the elements of these names; the document itself when it has none."""
    kept, begin = [], 4
    for _, name, position, _, after in elements(document):
        if name in names:
            kept.append(document[begin:position])
            begin = after
    if not kept:
        return document
    return joined(b"".join((*kept, document[begin:-1])))


def joined(content: bytes) -> bytes:
    """A document of these elements."""
    return INT32.pack(len(content) + 5) + content + b"\0"


def array(documents: Collection[bytes]) -> bytes:
    """An array of documents."""
    return joined(b"".join(b"\x03%d\0%b" % (number, item) for number, item in enumerate(documents)))


def value_at(document: bytes, kind: int, *path: bytes) -> int | None:
    """Where the value of this kind at this path begins, None when there is none."""
    start = 0
    for depth, wanted in enumerate(path):
        expected = kind if depth == len(path) - 1 else EMBEDDED
        found = next((it for it in elements(document, start) if it[1] == wanted), None)
        if found is None or found[0] != expected:
            return None
        start = found[3]
    return start


def _end(document: bytes, kind: int, value: int) -> int:
    size = _FIXED.get(kind)
    if size is not None:
        return value + size
    if kind == _REGEX:
        return document.index(0, document.index(0, value) + 1) + 1
    length: int = INT32.unpack_from(document, value)[0]
    if kind in _TEXTS:
        return value + 4 + length
    if kind in _DOCUMENTS:
        return value + length
    if kind == _BINARY:
        return value + 5 + length
    if kind == _POINTER:
        return value + 16 + length
    raise ValueError(f"an element of kind {kind:#x}")
