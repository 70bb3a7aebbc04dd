"""Messages of the MongoDB wire protocol: read from bytes, and replies written.

OP_MSG with its document sequences and checksum flag, and the OP_QUERY in which drivers say hello
before they know the server: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/.
"""

from dataclasses import dataclass
from struct import Struct, error

from migrator.twins.wire.documents import INT32, WireBroken, array, joined

HEADER = Struct("<iiii")
_REPLY, _QUERY, _COMPRESSED, _MSG = 1, 2004, 2012, 2013
_CHECKSUM, MORE_TO_COME, EXHAUST_ALLOWED = 1, 1 << 1, 1 << 16
_MAY_BE_IGNORED = 1 << 16  # optional flags begin here; an unknown one below must be refused
_BODY, _SEQUENCE = 0, 1
_MOST_BYTES = 48_000_000 + 16_384
_NUMBERED = Struct("<iiiiiB")


@dataclass(frozen=True, slots=True)
class Message:
    """A command or its reply; documents that came in sequences stand in it as arrays.

    ``is_query`` is for the OP_QUERY and OP_REPLY of old handshakes.
    """

    request_id: int
    response_to: int
    flags: int
    document: bytes
    is_query: bool = False

    @property
    def command(self) -> str:
        """The name of the command: that of the first element."""
        return self.document[5 : self.document.index(0, 5)].decode()

    @property
    def is_answered(self) -> bool:
        """Whether the sender waits for a reply; not for an unacknowledged write."""
        return not self.flags & MORE_TO_COME


class Frames:
    """The bytes of one direction of a connection, given out as whole messages."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._needed = 0

    @property
    def has_begun(self) -> bool:
        """Whether the beginning of a message is here and its end is not."""
        return bool(self._rest)

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that are complete with ``data``.

        Raises:
            WireBroken: a length that no message has.
        """
        if self._rest:
            self._rest += data
            if len(self._rest) < self._needed:
                return []
            data = bytes(self._rest)
        found, position = [], 0
        self._needed = HEADER.size
        while len(data) - position >= HEADER.size:
            length = INT32.unpack_from(data, position)[0]
            if not HEADER.size <= length <= _MOST_BYTES:
                raise WireBroken(f"a message of {length} bytes")
            if len(data) - position < length:
                self._needed = length
                break
            found.append(data[position : position + length])
            position += length
        self._rest = bytearray(data[position:])
        return found


def read_message(frame: bytes) -> Message:
    """The message in a frame.

    Raises:
        WireBroken: it is compressed, of another kind, or cannot be read.
    """
    try:
        _, request_id, response_to, kind = HEADER.unpack_from(frame)
        if kind == _MSG:
            flags = INT32.unpack_from(frame, 16)[0]
            return Message(request_id, response_to, flags, _document(frame, flags))
        if kind in {_QUERY, _REPLY}:
            start = _old_start(frame, kind)
            length = INT32.unpack_from(frame, start)[0]
            document = frame[start : start + length]
            return Message(request_id, response_to, 0, document, is_query=True)
    except (ValueError, IndexError, error) as broken:
        raise WireBroken(f"a message that cannot be read: {broken}") from broken
    if kind == _COMPRESSED:
        raise WireBroken("a compressed message, though compression was not offered")
    raise WireBroken(f"a message with opcode {kind}, which is not played")


def _old_start(frame: bytes, kind: int) -> int:
    """Where the document of an OP_QUERY or OP_REPLY begins."""
    return 36 if kind == _REPLY else frame.index(0, 20) + 9


def _document(frame: bytes, flags: int) -> bytes:
    if unknown := flags & (_MAY_BE_IGNORED - 1) & ~(_CHECKSUM | MORE_TO_COME):
        raise ValueError(f"unknown flags {unknown:#x}")
    end = len(frame) - 4 if flags & _CHECKSUM else len(frame)
    position, body, sequences = 20, b"", b""
    while position < end:
        kind = frame[position]
        after = position + 1 + INT32.unpack_from(frame, position + 1)[0]
        if kind == _BODY:
            body = frame[position + 1 : after]
        elif kind == _SEQUENCE:
            sequences += _sequence(frame, position + 5, after)
        else:
            raise ValueError(f"a section of kind {kind}")
        position = after
    if position != end or not body:
        raise ValueError("sections that do not fill the message")
    return joined(body[4:-1] + sequences) if sequences else body


def _sequence(frame: bytes, start: int, end: int) -> bytes:
    """The sequence as an element that is an array, which the protocol says is the same."""
    position = frame.index(0, start) + 1
    name = frame[start:position]
    documents = []
    while position < end:
        length = INT32.unpack_from(frame, position)[0]
        documents.append(frame[position : position + length])
        position += length
    return b"\x04" + name + array(documents)


def reply(request: Message, number: int, document: bytes, *, more: bool = False) -> bytes:
    """The reply to a request with this document; ``more`` says that another one follows."""
    if request.is_query:
        head = HEADER.pack(36 + len(document), number, request.request_id, _REPLY)
        return head + Struct("<iqii").pack(8, 0, 0, 1) + document
    flags = MORE_TO_COME if more else 0
    length = 21 + len(document)
    return _NUMBERED.pack(length, number, request.request_id, _MSG, flags, _BODY) + document


def rewritten(frame: bytes, document: bytes) -> bytes:
    """The frame with another document; without its checksum, and without leave to stream."""
    _, number, response_to, kind = HEADER.unpack_from(frame)
    if kind == _MSG:
        flags = INT32.unpack_from(frame, 16)[0] & ~(_CHECKSUM | EXHAUST_ALLOWED)
        length = 21 + len(document)
        return _NUMBERED.pack(length, number, response_to, kind, flags, _BODY) + document
    head = frame[16 : _old_start(frame, kind)]
    return HEADER.pack(16 + len(head) + len(document), number, response_to, kind) + head + document
