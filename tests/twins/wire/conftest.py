"""A raw connection that speaks the wire protocol, and answers that were never recorded."""

import socket
import struct

import bson
import pytest

from migrator.twins.wire.answers import Answers
from migrator.twins.wire.messages import Frames, read_message
from migrator.twins.wire.process import wire_process

HELLO = {
    "isWritablePrimary": True,
    "topologyVersion": {"processId": bson.ObjectId(), "counter": bson.Int64(0)},
    "setName": "rs",
    "hosts": ["elsewhere:27017"],
    "me": "elsewhere:27017",
    "compression": ["zlib"],
    "maxBsonObjectSize": 16777216,
    "maxMessageSizeBytes": 48000000,
    "maxWriteBatchSize": 100000,
    "logicalSessionTimeoutMinutes": 30,
    "minWireVersion": 0,
    "maxWireVersion": 21,
    "ok": 1.0,
}


class Raw:
    """A connection without a driver."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), 20)
        self._frames = Frames()
        self._ready = []

    def send(self, document, number=1, flags=0):
        content = struct.pack("<i", flags) + b"\0" + bson.encode(document)
        self.send_bytes(struct.pack("<iiii", 16 + len(content), number, 0, 2013) + content)

    def send_bytes(self, data):
        self._socket.sendall(data)

    def receive(self):
        """The next message, None at the end of the connection."""
        while not self._ready:
            data = self._socket.recv(65536)
            if not data:
                return None
            self._ready += self._frames.feed(data)
        return read_message(self._ready.pop(0))

    def ask(self, document, **options):
        self.send(document, **options)
        return bson.decode(self.receive().document)

    def close(self):
        self._socket.close()


@pytest.fixture
def played(tmp_path):
    """``played(recorded, *words)``: a connection to a player of these (question, answer) pairs."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def start(recorded, *words):
            answers = Answers(bson.encode(HELLO))
            for question, answer in recorded:
                answers.add(bson.encode(question), bson.encode(answer) if answer else b"")
            answers.save(tmp_path / "answers")
            words = ("play", "--file", str(tmp_path / "answers"), *words)
            running = stack.enter_context(wire_process(words, tmp_path / "log"))
            raw = Raw(running.port)
            stack.callback(raw.close)
            raw.port, raw.process = running.port, running.process
            return raw

        yield start
