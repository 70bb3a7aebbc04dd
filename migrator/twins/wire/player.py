"""Play recorded answers: every question from memory, after a fixed delay, on many connections."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field

import bson

from migrator.twins.wire.answers import Answers
from migrator.twins.wire.documents import WireBroken
from migrator.twins.wire.greeting import Greeting
from migrator.twins.wire.messages import EXHAUST_ALLOWED, Frames, Message, read_message, reply
from migrator.twins.wire.outlet import Outlet
from migrator.twins.wire.questions import COURTESIES, HELLOS, place_of, question_of, shown

UNKNOWN, UNSTABLE = 91001, 91002
"""Error codes that no server uses: not recorded; recorded with answers that differ."""

STATUS = "playerStatus"
_log = logging.getLogger(__name__)
_FINE = bson.encode({"ok": 1.0})


@dataclass(slots=True)
class Player:
    """What all connections share: the answers, how they are given, and what was asked in vain.

    ``delay`` in seconds. With ``in_sequence`` the differing answers to a question are given one
    after another, over all connections, and the last one is repeated; without, it is refused.
    """

    answers: Answers
    delay: float = 0.0
    in_sequence: bool = False
    answered: int = 0
    unknown: Counter[bytes] = field(default_factory=Counter)
    unstable: Counter[bytes] = field(default_factory=Counter)
    _given: Counter[bytes] = field(default_factory=Counter)
    _settled: dict[bytes, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.greeting = Greeting(self.answers.hello)
        for question, found in self.answers.by_question.items():
            if len(set(found)) == 1:
                self._settled[question] = found[0]

    greeting: Greeting = field(init=False)

    def answer(self, document: bytes) -> bytes:
        """The recorded answer to a command, empty for an unacknowledged write; or an error."""
        question = question_of(document)
        found = self._settled.get(question)
        if found is None:
            return self._unusual(question)
        self.answered += 1
        return found

    def _unusual(self, question: bytes) -> bytes:
        found = self.answers.of(question)
        if found is None:
            return self._refusal(self.unknown, question, UNKNOWN, "has no recorded answer to")
        if len(set(found)) > 1 and not self.in_sequence:
            said = f"recorded {len(found)} answers that differ to"
            return self._refusal(self.unstable, question, UNSTABLE, said)
        number = min(self._given[question], len(found) - 1)
        self._given[question] += 1
        self.answered += 1
        return found[number]

    def _refusal(self, counter: Counter[bytes], question: bytes, code: int, said: str) -> bytes:
        counter[question] += 1
        message = f"the wire player {said}: {place_of(question)} {shown(question)}"
        if counter[question] == 1:
            _log.error("%s", message)
        name = "NotRecorded" if code == UNKNOWN else "AnswersDiffer"
        return bson.encode({"ok": 0.0, "errmsg": message, "code": code, "codeName": name})

    def status(self) -> dict[str, int]:
        """How many questions were answered, unknown, or had answers that differ."""
        return {
            "answered": self.answered,
            "unknown": self.unknown.total(),
            "unstable": self.unstable.total(),
        }


class PlayerConnection(asyncio.Protocol):
    """One connection of a driver."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._frames = Frames()
        self._number = player.greeting.next_connection()
        self._sent = 0
        self._address = ""
        self._outlet: Outlet
        self._streams: list[asyncio.TimerHandle] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._outlet = Outlet(transport, self._player.delay)
        host, port = transport.get_extra_info("sockname")[:2]
        self._address = f"{host}:{port}"

    def connection_lost(self, _exc: Exception | None) -> None:
        """Forget who waits for news."""
        for handle in self._streams:
            handle.cancel()

    def data_received(self, data: bytes) -> None:
        """Answer every command that is complete; a broken one ends the connection."""
        try:
            for frame in self._frames.feed(data):
                self._take(read_message(frame))
        except WireBroken as error:
            _log.error("connection %d closed: %s", self._number, error)
            self._outlet.close()

    def _take(self, request: Message) -> None:
        command = request.command
        if command in COURTESIES or command == STATUS or request.is_query:
            self._be_polite(request, command)
            return
        document = self._player.answer(request.document)
        if request.is_answered:
            self._send(request, document)
        elif document:
            raise WireBroken("an unacknowledged write that was not recorded")

    def _be_polite(self, request: Message, command: str) -> None:
        if command in HELLOS:
            self._greet(request, command)
        elif command == STATUS:
            self._send(request, bson.encode({**self._player.status(), "ok": 1.0}))
        elif request.is_query:
            raise WireBroken(f"OP_QUERY with {command}; only the handshake may use it")
        elif command == "killCursors":
            killed = bson.decode(request.document).get("cursors", [])
            none: list[int] = []
            said = {"cursorsKilled": killed, "cursorsNotFound": none, "cursorsAlive": none}
            self._send(request, bson.encode({**said, "cursorsUnknown": none, "ok": 1.0}))
        elif request.is_answered:
            self._send(request, _FINE)

    def _greet(self, request: Message, command: str) -> None:
        """Say hello; to one who waits for news, when the waiting is over, again and again."""
        patience = self._player.greeting.patience(request.document)
        if not patience:
            self._send(request, self._introduction(command))
            return
        loop = asyncio.get_running_loop()
        self._streams[:] = [loop.call_later(patience, self._tell, request, command, patience)]

    def _introduction(self, command: str) -> bytes:
        return self._player.greeting.document(command, self._number, self._address)

    def _tell(self, request: Message, command: str, patience: float) -> None:
        streams = bool(request.flags & EXHAUST_ALLOWED)
        self._send(request, self._introduction(command), more=streams)
        self._streams.clear()
        if not streams:
            return
        # The replies of a stream answer each other: each names the one before it.
        loop = asyncio.get_running_loop()
        last = Message(self._sent, 0, request.flags, request.document)
        self._streams.append(loop.call_later(patience, self._tell, last, command, patience))

    def _send(self, request: Message, document: bytes, *, more: bool = False) -> None:
        self._sent += 1
        self._outlet.send(reply(request, self._sent, document, more=more))
