"""Play a tape on twins that run, and judge each exchange on equal ground."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any

from migrator.compare.approvals import without_approved
from migrator.compare.commands import judge_commands
from migrator.compare.context import JudgeContext
from migrator.compare.end_state import judge_end_state
from migrator.compare.judge import judge_exchange
from migrator.compare.verdict import JudgedExchange
from migrator.model.exchange import Exchange
from migrator.model.verdict import Difference, Excuse
from migrator.project.project import Project
from migrator.steps.approvals import approvals_in_force
from migrator.steps.evidence import load_given_up
from migrator.steps.tape import Tape
from migrator.steps.twins import Twins
from migrator.traffic.links import survey
from migrator.traffic.replay import Played, Player, Side
from migrator.twins.app import secret_key
from migrator.twins.command_watch import Asked, CommandWatch
from migrator.twins.commands import CommandLog
from migrator.twins.snapshot import snapshot_identities
from migrator.twins.watch import Digests, StateWatch

Progress = Callable[[str, int, int], None]
Rule = tuple[str, str]


class Playback:
    """One playing of a tape; carries where the two databases stood after each write.

    ``until`` is the exchange after which it stops; ``last`` has the newest answers of both sides.
    """

    def __init__(
        self,
        project: Project,
        tape: Tape,
        twins: Twins,
        refused: frozenset[Rule] = frozenset(),
        until: int | None = None,
    ) -> None:
        self._tape = tape
        self._twins = twins
        self._refused = refused
        self._until = until
        self._context = JudgeContext(
            secret_keys=(secret_key(project),), give_up=load_given_up(project)
        )
        self._approvals = approvals_in_force(project)
        self.watch = StateWatch(twins.legacy_state, twins.new_state)
        self.changes: dict[int, Digests] = {}
        self.last: Played | None = None
        legacy, *new = (CommandLog(twin.commands) for twin in twins.apps)
        names = {**twins.legacy_state[1], **twins.new_state[1]}
        self._commands = CommandWatch(legacy, new, names)

    async def play(self, progress: Progress) -> list[JudgedExchange]:
        """Play everything, one exchange after the other.

        Raises:
            TwinFailed: an app died, or gave no answer.
            DatabaseUnreachable: a database stopped.
        """
        fixed = frozenset().union(*map(snapshot_identities, self._tape.snapshots()))
        known = survey(self._tape.exchanges(), fixed, frozen=self._tape.is_frozen)
        sides = (Side(self._twins.legacy.name, known), Side(self._twins.new.name, known))
        player = Player(self._tape.began, sides, self._twins.check)
        total = sum(1 for _ in self._exchanges())
        judged = []
        try:
            for number, exchange in enumerate(self._exchanges(), 1):
                judged.append(await self._judged(player, exchange))
                progress("replaying", number, total)
        finally:
            await player.close()
        asked = self._commands.unequal()
        return [self._with_commands(item, asked) for item in judged]

    def _exchanges(self) -> Iterator[Exchange]:
        until, tape = self._until, self._tape.exchanges()
        return tape if until is None else takewhile(lambda exchange: exchange.id <= until, tape)

    async def _judged(self, player: Player, exchange: Exchange) -> JudgedExchange:
        if exchange.state:
            await asyncio.to_thread(self._twins.restore, self._tape.state(exchange.state))
            self.watch.forget()
        is_refused = (exchange.endpoint, exchange.rule) in self._refused
        new = self._twins.flask if is_refused and self._twins.flask else self._twins.new
        self.last = played = await player.play(exchange, self._twins.legacy.port, new.port)
        parting = self._look(exchange)
        if is_refused:
            return JudgedExchange(_light(exchange), parting, is_mended=bool(parting))
        differences, excuses = judge_exchange(exchange, played.legacy, played.new, self._context)
        followed = tuple(
            Difference("link", exchange.request.path, "one value for one value", text, exchange.id)
            for text in played.contradictions
        )
        found, approved = without_approved(
            exchange, (*differences, *followed, *parting), self._approvals
        )
        excuses = (*excuses, *approved)
        return JudgedExchange(
            _light(exchange),
            found,
            excuses,
            is_mended=bool(parting),
            status=played.legacy.status,
        )

    def _look(self, exchange: Exchange) -> tuple[Difference, ...]:
        """How the databases parted in this exchange; they are made equal again for the next."""
        written = self._commands.look()
        self._commands.settle()
        if not written:
            return ()
        self.changes[exchange.id] = self.watch.look(written)
        parted = self.watch.parted()
        if not parted:
            return ()
        differences = judge_end_state(*(_only(state, parted) for state in self.watch.states()))
        self.watch.mend(parted)
        return tuple(replace(difference, exchange=exchange.id) for difference in differences)

    def _with_commands(self, item: JudgedExchange, asked: Mapping[int, Asked]) -> JudgedExchange:
        """What both sides asked of their databases, judged where all else was the same.

        Where an answer or a document differs, other commands are only a part of that.
        """
        exchange = item.exchange
        is_refused = (exchange.endpoint, exchange.rule) in self._refused
        if item.differences or is_refused or exchange.id not in asked:
            return item
        found = tuple(judge_commands(*asked[exchange.id]))
        judged = (replace(d, exchange=exchange.id) for d in found if isinstance(d, Difference))
        differences, approved = without_approved(exchange, judged, self._approvals)
        excuses = {excuse.name: excuse for excuse in found if isinstance(excuse, Excuse)}
        return replace(
            item, differences=differences, excuses=(*item.excuses, *excuses.values(), *approved)
        )


def _only(
    state: Mapping[str, list[dict[str, Any]]], names: tuple[str, ...]
) -> dict[str, list[dict[str, Any]]]:
    return {name: state[name] for name in names if name in state}


def _light(exchange: Exchange) -> Exchange:
    """The exchange without its bodies, which nobody reads after it was judged."""
    return replace(
        exchange,
        request=replace(exchange.request, body=b""),
        answer=replace(exchange.answer, body=b""),
    )
