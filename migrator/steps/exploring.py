"""Ask both twins one request that nobody recorded, each time from the same database."""

import asyncio
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import h11
from bson import ObjectId

from migrator.compare.approvals import without_approved
from migrator.compare.commands import judge_commands
from migrator.compare.context import JudgeContext
from migrator.compare.end_state import judge_end_state
from migrator.compare.judge import judge_exchange
from migrator.errors import DatabaseUnreachable, TwinFailed
from migrator.model.exchange import Answer, Exchange, Request
from migrator.model.verdict import Difference, Excuse
from migrator.project.project import Project
from migrator.report.curl import curl
from migrator.steps.approvals import approvals_in_force
from migrator.steps.evidence import load_given_up
from migrator.steps.outsets import Outset
from migrator.steps.tape import Tape
from migrator.steps.twins import Twins
from migrator.steps.validators import Validators
from migrator.traffic.proxy import EXCHANGE_HEADER
from migrator.traffic.wire import Connection, NoAnswer
from migrator.twins.app import Twin, secret_key
from migrator.twins.command_watch import CommandWatch
from migrator.twins.commands import CommandLog
from migrator.twins.process import LOOPBACK
from migrator.twins.restoring import restore_collections
from migrator.twins.watch import StateWatch

if TYPE_CHECKING:
    from migrator.traffic.explore.material import Sample

_SECONDS = 30.0
_LATE_SECONDS = 0.05
_LOOKS = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """One request with Flask's answer, and what the judges say of both sides.

    ``is_asked`` is False where no request could be sent, or neither side answered.
    """

    exchange: Exchange
    differences: tuple[Difference, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    is_asked: bool = True


class Explorer:
    """Both twins, their databases and the loop that asks; carries the number of the exchange."""

    def __init__(
        self, project: Project, twins: Twins, tape: Tape, refused: Container[tuple[str, str]]
    ) -> None:
        self._twins = twins
        self._refused = refused
        self._matcher = tape.matcher
        self._began = tape.began
        self._number = max((exchange.id for exchange in tape.exchanges()), default=0)
        self._context = JudgeContext(
            secret_keys=(secret_key(project),), give_up=load_given_up(project)
        )
        self._approvals = approvals_in_force(project)
        self._watch = self._fresh_watch()
        legacy, new = CommandLog(twins.legacy.commands), CommandLog(twins.new.commands)
        names = {**twins.legacy_state[1], **twins.new_state[1]}
        self._commands = CommandWatch(legacy, (new,), names)
        self._loop = asyncio.new_event_loop()
        self._connections = [Connection(LOOPBACK, twin.port) for twin in (twins.legacy, twins.new)]
        self._written: set[tuple[str, str]] = set()
        self._last: Request | None = None
        self._validators = Validators()

    def begin(self, outset: Outset) -> None:
        """Make both databases hold ``outset``, whatever they held."""
        self._commands.look()
        self._written = set()
        self._twins.restore(outset.folder)
        self._watch = self._fresh_watch()

    def ask(self, outset: Outset, sample: "Sample", request: Request) -> Seen:
        """Both answers to a request that meets ``outset``, judged as a replay judges them.

        Raises:
            TwinFailed: an app died of it.
            DatabaseUnreachable: a database stopped.
        """
        try:
            return self._seen(outset, sample, request)
        except (TwinFailed, DatabaseUnreachable) as error:
            if self._last is not None:
                error.message = f"{error.message}\nafter {curl(self._last)}"
            raise

    def _seen(self, outset: Outset, sample: "Sample", request: Request) -> Seen:
        self._number += 1
        self._restore(outset)
        session, nobody = f"explore-{self._number}", Answer(0)
        exchange = Exchange(self._number, session, sample.at, request, nobody, state=outset.name)
        endpoint, rule = self._matcher.match(request)
        exchange = replace(exchange, endpoint=endpoint, rule=rule)
        if (endpoint, rule) in self._refused:
            return Seen(exchange, is_asked=False)
        self._last = request
        try:
            legacy, new = self._loop.run_until_complete(self._both(exchange))
            if self._validators.learn(legacy, new):
                legacy, new = self._loop.run_until_complete(self._both(exchange))
        except (h11.LocalProtocolError, UnicodeEncodeError):
            return Seen(exchange, is_asked=False)
        exchange = replace(exchange, answer=legacy)
        stored = self._stored(exchange)
        if not legacy.status and not new.status:
            return Seen(exchange, is_asked=False)
        new = _with_ids(new, self._watch.identities)
        judged, excuses = judge_exchange(exchange, legacy, new, self._context)
        differences, approved = without_approved(exchange, (*judged, *stored), self._approvals)
        if not differences:
            differences, more = self._asked_for(exchange)
            approved = (*approved, *more)
        return Seen(exchange, differences, (*excuses, *approved))

    def close(self) -> None:
        """Close the connections."""
        for connection in self._connections:
            self._loop.run_until_complete(connection.close())
        self._loop.close()

    async def _both(self, exchange: Exchange) -> tuple[Answer, Answer]:
        moment = (EXCHANGE_HEADER, f"{exchange.id};{self._began + exchange.at:.3f}")
        sent = replace(exchange.request, headers=(*exchange.request.headers, moment))
        to_new = replace(sent, headers=self._validators.translated(sent.headers))
        one, other = self._connections
        legacy, new = await asyncio.gather(
            self._one(self._twins.legacy, one, sent), self._one(self._twins.new, other, to_new)
        )
        return legacy, new

    async def _one(self, twin: Twin, connection: Connection, request: Request) -> Answer:
        """An answer; without one, status 0 with the reason as its body."""
        try:
            return await connection.send(request, _SECONDS)
        except NoAnswer as error:
            self._twins.check()
            return Answer(0, (), f"no answer: {error}".encode())
        except TimeoutError:
            self._twins.check()
            said = f"the {twin.name} app did not answer within {_SECONDS:.0f} s"
            return Answer(0, (), said.encode())

    def _stored(self, exchange: Exchange) -> tuple[Difference, ...]:
        """How the databases parted."""
        written = self._commands.look()
        if not written:
            return ()
        self._written |= written
        self._watch.look(written)
        parted = self._watch.parted()
        if not parted:
            return ()
        sides = ({n: s[n] for n in parted if n in s} for s in self._watch.states())
        return tuple(replace(found, exchange=exchange.id) for found in judge_end_state(*sides))

    def _restore(self, outset: Outset) -> None:
        """Make both databases the outset again, where anything was written, be it ever so late."""
        written, self._written = self._written | self._commands.look(), set()
        if not written:
            return
        shown = {**self._twins.legacy_state[1], **self._twins.new_state[1]}
        places = {(shown.get(database, database), name) for database, name in written}
        for database in self._twins.databases:
            actual = {name: there for there, name in database.names.items()}
            # What an app does to another database of a server that is not ours is left alone.
            ours = {it for it in places if it[0] in actual or database.server.process}
            restore_collections(outset.folder, database.server.uri, ours, actual)
        self._watch = self._fresh_watch()

    def _fresh_watch(self) -> StateWatch:
        """One that knows nothing: what was written before is gone, its ids too."""
        return StateWatch(self._twins.legacy_state, self._twins.new_state)

    def _asked_for(self, exchange: Exchange) -> tuple[tuple[Difference, ...], tuple[Excuse, ...]]:
        """What both sides asked of their databases; one that is late is waited for."""
        for look in range(_LOOKS):
            self._written |= self._commands.look()
            asked = dict(self._commands.unequal()).get(exchange.id, ((), ()))
            found = tuple(judge_commands(*asked))
            differences = [item for item in found if isinstance(item, Difference)]
            if not differences:
                break
            if look + 1 < _LOOKS:
                self._loop.run_until_complete(asyncio.sleep(_LATE_SECONDS))
        judged = (replace(item, exchange=exchange.id) for item in differences)
        left, approved = without_approved(exchange, judged, self._approvals)
        excuses = {excuse.name: excuse for excuse in found if isinstance(excuse, Excuse)}
        return left, (*excuses.values(), *approved)


def _with_ids(answer: Answer, identities: Mapping[ObjectId, ObjectId]) -> Answer:
    """The new side's answer with the legacy side's ids where the database server made them."""
    if not identities or not answer.body:
        return answer
    body, headers = answer.body, answer.headers
    for theirs, ours in identities.items():
        body = body.replace(str(theirs).encode(), str(ours).encode())
        headers = tuple((name, value.replace(str(theirs), str(ours))) for name, value in headers)
    return replace(answer, body=body, headers=headers)
