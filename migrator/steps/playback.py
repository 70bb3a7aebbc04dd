"""Play a tape on twins that run, and judge each exchange on equal ground."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import takewhile

from migrator.compare.approvals import without_approved
from migrator.compare.commands import FEWER, judge_commands
from migrator.compare.context import JudgeContext
from migrator.compare.judge import judge_exchange
from migrator.compare.judged import JudgedExchange
from migrator.compare.shown import MOST_FOUND
from migrator.model.exchange import Exchange
from migrator.model.noise import Noise
from migrator.model.verdict import Difference, Excuse
from migrator.project.project import Project
from migrator.steps.approvals import approvals_in_force
from migrator.steps.courses import Stage, not_the_same, run
from migrator.steps.evidence import load_given_up
from migrator.steps.flight import Flight
from migrator.steps.ground import Ground
from migrator.steps.pace import ONE_BY_ONE, Again, Pace
from migrator.steps.tape import Tape
from migrator.steps.transcript import Transcript
from migrator.steps.twins import Twins
from migrator.traffic.links import survey
from migrator.traffic.replay import Played, Player, Side
from migrator.twins.app import secret_key
from migrator.twins.command_watch import Asked
from migrator.twins.snapshot import snapshot_identities
from migrator.twins.watch import Digests, StateWatch

Progress = Callable[[str, int, int], None]
Rule = tuple[str, str]


class Playback:
    """One playing of a tape.

    ``until`` is the exchange after which it stops; ``last`` has the newest answers of both sides.
    ``again`` says why what was played says nothing and must be played anew, at another pace.
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
            secret_keys=(secret_key(project),),
            frozen=twins.is_frozen,
            give_up=load_given_up(project),
        )
        self._noise: Noise | None = None
        self._transcript = Transcript(project.state)
        self._approvals = approvals_in_force(project)
        self._ground = Ground(twins, tape.snapshot)
        self.last: Played | None = None
        self.again: Again | None = None
        self.has_overlapped = False

    def excuse(self, noise: Noise) -> None:
        """Name everything that differs, and excuse what Flask does to itself."""
        self._noise = noise
        self._context = replace(self._context, every=True)
        self._ground.most = MOST_FOUND

    @property
    def watch(self) -> StateWatch:
        """What watches both databases."""
        return self._ground.watch

    @property
    def changes(self) -> Mapping[int, Digests]:
        """Where the two databases stood after each exchange that wrote."""
        return self._ground.changes

    async def play(self, progress: Progress, pace: Pace = ONE_BY_ONE) -> Transcript:
        """Play everything at a pace; what was judged, in the order of the recording.

        Raises:
            TwinFailed: an app died, or gave no answer.
            DatabaseUnreachable: a database stopped.
        """
        fixed = frozenset().union(*map(snapshot_identities, self._tape.snapshots()))
        is_frozen = self._tape.is_frozen and self._twins.is_frozen
        known = survey(self._tape.exchanges(), fixed, frozen=is_frozen)
        sides = (Side(self._twins.legacy.name, known), Side(self._twins.new.name, known))
        player = Player(self._tape.began, sides, self._twins.check)
        total = sum(1 for _ in self._exchanges())
        transcript = self._transcript

        def done(item: JudgedExchange) -> None:
            transcript.add(item)
            progress("replaying", len(transcript), total)

        flight = Flight(known)
        stage = Stage(
            self._exchanges(),
            alone=partial(self._alone, player),
            asked=partial(self._among_others, player),
            is_clean=self._is_clean,
            done=done,
            ground=self._ground,
        )
        try:
            self.again = await run(stage, pace, flight)
        finally:
            await flight.cancel()
            await player.close()
        transcript.close(self._noise, self._ground.unequal(), self._with_commands)
        self.has_overlapped = flight.has_overlapped and not pace.speed
        if self.has_overlapped and not self.again:
            unclean = next((item for item in transcript if not self._is_clean(item)), None)
            self.again = not_the_same(unclean.exchange) if unclean else None
        return transcript

    def _is_clean(self, item: JudgedExchange) -> bool:
        """Whether nothing was found in an exchange that others at the same time may have caused."""
        names = {approval.name for approval in self._approvals} | {FEWER.name}
        excused = any(excuse.name in names for excuse in item.excuses)
        return not (item.differences or excused or item.is_strayed)

    def _exchanges(self) -> Iterator[Exchange]:
        until, tape = self._until, self._tape.exchanges()
        return tape if until is None else takewhile(lambda exchange: exchange.id <= until, tape)

    async def _alone(self, player: Player, exchange: Exchange) -> JudgedExchange:
        if exchange.state:
            await asyncio.to_thread(self._ground.restore, self._tape.state(exchange.state))
        played = await self._played(player, exchange)
        return self._judged(played, self._ground.after(exchange))

    async def _among_others(self, player: Player, exchange: Exchange) -> JudgedExchange:
        return self._judged(await self._played(player, exchange), ())

    async def _played(self, player: Player, exchange: Exchange) -> Played:
        flask = self._twins.flask if self._is_refused(exchange) else None
        new = flask or self._twins.new
        self.last = played = await player.play(exchange, self._twins.legacy.port, new.port)
        return played

    def _judged(self, played: Played, parting: tuple[Difference, ...]) -> JudgedExchange:
        exchange = played.exchange
        if self._is_refused(exchange):
            return JudgedExchange(exchange, parting, is_mended=bool(parting))
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
            exchange,
            found,
            excuses,
            is_mended=bool(parting),
            status=played.legacy.status,
        )

    def _is_refused(self, exchange: Exchange) -> bool:
        return (exchange.endpoint, exchange.rule) in self._refused

    def _with_commands(self, item: JudgedExchange, asked: Asked) -> JudgedExchange:
        """What both sides asked of their databases, judged where all else was the same.

        Where an answer or a document differs, other commands are only a part of that.
        """
        exchange = item.exchange
        if item.differences or self._is_refused(exchange):
            return item
        found = tuple(judge_commands(*asked))
        judged = (replace(d, exchange=exchange.id) for d in found if isinstance(d, Difference))
        differences, approved = without_approved(exchange, judged, self._approvals)
        excuses = {excuse.name: excuse for excuse in found if isinstance(excuse, Excuse)}
        return replace(
            item, differences=differences, excuses=(*item.excuses, *excuses.values(), *approved)
        )
