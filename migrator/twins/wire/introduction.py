"""The beginning of a connection, in which the server says where it is: here, not there."""

import bson

from migrator.twins.wire.greeting import standing_at
from migrator.twins.wire.messages import Frames, read_message, rewritten
from migrator.twins.wire.questions import HELLOS


class Introduction:
    """Listens until the app asks something else than ``hello``; from then on the bytes just pass.

    Compression stays as both ends like it: neither ``hello`` nor its answer is ever compressed.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._from_app, self._from_server = Frames(), Frames()
        self._waiting = 0
        self._is_over = False

    def asked(self, data: bytes) -> bytes:
        """Look for the first question that is no ``hello``."""
        if self._is_over:
            return data
        for frame in self._from_app.feed(data):
            if _is_hello(frame):
                self._waiting += 1
            else:
                self._is_over = True
                break
        return data

    def answered(self, data: bytes) -> bytes:
        """Put our own address into what the server says of itself."""
        if self._is_over and self._waiting <= 0 and not self._from_server.has_begun:
            return data
        return b"".join(map(self._answer, self._from_server.feed(data)))

    def _answer(self, frame: bytes) -> bytes:
        if self._waiting <= 0 and self._is_over:
            return frame
        self._waiting -= 1
        return relocated(frame, self._address)


def relocated(frame: bytes, address: str) -> bytes:
    """An answer to ``hello`` that says this address; as it was, when it says none."""
    facts = bson.decode(read_message(frame).document)
    if "setName" not in facts:
        return frame
    return rewritten(frame, bson.encode(standing_at(facts, address)))


def _is_hello(frame: bytes) -> bool:
    try:
        return read_message(frame).command in HELLOS
    except ValueError:
        return False
