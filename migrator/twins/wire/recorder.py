"""Record what an app asks a real server and what that answers, while both talk to each other."""

from migrator.twins.wire.answers import Answers
from migrator.twins.wire.documents import without
from migrator.twins.wire.introduction import relocated
from migrator.twins.wire.messages import EXHAUST_ALLOWED, Frames, Message, read_message, rewritten
from migrator.twins.wire.questions import (
    COURTESIES,
    HELLOS,
    SECRETS,
    cursor_in_answer,
    cursor_in_question,
    cursor_of,
    number_at,
    question_of,
    with_number,
)

_NOT_OFFERED = frozenset({b"compression"})
_HELLO = b"hello"
_NOT_KEPT = COURTESIES | SECRETS


class Recorder:
    """What all connections share: the answers so far, and the server's open cursors."""

    def __init__(self) -> None:
        self.answers = Answers()
        self.cursors: dict[int, int] = {}


class RecordedConnection:
    """Listens to one connection and takes away what a recording cannot hold.

    Compression is not offered to the server, and nothing is streamed: a driver asks again instead.
    """

    def __init__(self, recorder: Recorder, address: str) -> None:
        self._recorder = recorder
        self._address = address
        self._from_app, self._from_server = Frames(), Frames()
        self._waiting: dict[int, bytes] = {}

    def asked(self, data: bytes) -> bytes:
        """Remember each question until its answer comes."""
        return b"".join(map(self._question, self._from_app.feed(data)))

    def answered(self, data: bytes) -> bytes:
        """Note each answer with its question."""
        return b"".join(map(self._answer, self._from_server.feed(data)))

    def _question(self, frame: bytes) -> bytes:
        message = read_message(frame)
        command = message.command
        if command in HELLOS:
            self._waiting[message.request_id] = _HELLO
            return rewritten(frame, without(message.document, _NOT_OFFERED))
        if command in _NOT_KEPT:
            return frame
        self._remember(message)
        is_stream = message.flags & EXHAUST_ALLOWED
        return rewritten(frame, message.document) if is_stream else frame

    def _answer(self, frame: bytes) -> bytes:
        message = read_message(frame)
        question = self._waiting.pop(message.response_to, b"")
        if question == _HELLO:
            self._recorder.answers.hello = self._recorder.answers.hello or message.document
            return relocated(frame, self._address)
        if question:
            self._note(question, message.document)
        return frame

    def _remember(self, message: Message) -> None:
        question = question_of(message.document)
        place = cursor_in_question(question)
        if place is not None:
            cursor = number_at(question, place)
            question = with_number(question, place, self._recorder.cursors.get(cursor, cursor))
        if message.is_answered:
            self._waiting[message.request_id] = question
        else:
            self._recorder.answers.add(question, b"")

    def _note(self, question: bytes, document: bytes) -> None:
        place = cursor_in_answer(document)
        if place is not None:
            self._recorder.cursors[number_at(document, place)] = cursor_of(question)
        self._recorder.answers.add(question, document)
