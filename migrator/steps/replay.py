"""Replay the recording on both apps, each on its own database, and judge what they do."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from migrator.compare.context import JudgeContext
from migrator.compare.end_state import judge_end_state
from migrator.compare.judge import judge_exchange
from migrator.compare.verdict import JudgedExchange, route_verdicts
from migrator.errors import EvidenceMissing, ExitCode
from migrator.introspect.specs import read_specs
from migrator.model.app import AppSpec
from migrator.model.exchange import Exchange, RecordingHead
from migrator.model.selection import select_routes
from migrator.model.translation import Grade
from migrator.model.verdict import Difference, Outcome, ReplayVerdict
from migrator.project.project import Project
from migrator.steps.digests import current_digests
from migrator.steps.evidence import load_grades, save_verdict
from migrator.steps.twins import Cast, Twins, start_twins
from migrator.traffic.links import survey
from migrator.traffic.recording import read_exchanges, read_head
from migrator.traffic.replay import Player, Side
from migrator.traffic.rules import RuleMatcher
from migrator.twins.app import secret_key
from migrator.twins.commands import CommandLog
from migrator.twins.snapshot import snapshot_digest, snapshot_identities
from migrator.twins.watch import Digests, StateWatch

Progress = Callable[[str, int, int], None]
Rule = tuple[str, str]

_WORST_FIRST = (Outcome.DIFFERENT, Outcome.UNKNOWN, Outcome.SAME)
_EXIT_CODES = {
    Outcome.SAME: ExitCode.PASSED,
    Outcome.DIFFERENT: ExitCode.DIFFERENT,
    Outcome.UNKNOWN: ExitCode.INCONCLUSIVE,
}


@dataclass(frozen=True, slots=True)
class Order:
    """What to replay: the routes that ``words`` name, or all; Flask against itself when asked."""

    words: tuple[str, ...] = ()
    against_itself: bool = False
    recording: Path | None = None


def replay(
    project: Project, order: Order, now: Callable[[], datetime], progress: Progress
) -> ReplayVerdict:
    """Play all of the recording, judge the routes that were asked for, and keep the verdict.

    Raises:
        SpecStale: the application was never inspected.
        RouteUnknown: a word names no route.
        RecordingMissing: nothing was recorded.
        EvidenceMissing: nothing was scaffolded, or the snapshot is not the recording's.
        CouldNotRun: a database or an app did not start, or died.
    """
    began = time.monotonic()
    spec = read_specs(project.route_specs)
    select_routes(spec.routes, order.words)  # a word that names nothing is said before the work
    refused = {} if order.against_itself else _refused(project)
    tape = _tape(project, order, spec)
    digests = current_digests(project)

    with ExitStack() as stack:
        progress("starting both apps", 0, 0)
        cast = Cast(
            epoch=tape.began,
            against_itself=order.against_itself,
            needs_flask=any((item.endpoint, item.rule) in refused for item in tape.exchanges()),
        )
        twins = start_twins(project, stack, tape.snapshot, cast)
        run = _Run(project, tape, twins, frozenset(refused))
        judged = asyncio.run(run.play(progress))
        end_state = judge_end_state(*run.watch.states())

    verdict = route_verdicts(
        spec, judged, end_state=end_state, state_changes=run.changes, refused=refused
    )
    verdict = replace(verdict, seconds=round(time.monotonic() - began, 1))
    if not order.against_itself:
        save_verdict(project, verdict, now().isoformat(timespec="seconds"), digests)
    return verdict


def selected(project: Project, verdict: ReplayVerdict, words: Sequence[str]) -> ReplayVerdict:
    """The part of a verdict that ``words`` name; all of it without words."""
    if not words:
        return verdict
    routes = select_routes(read_specs(project.route_specs).routes, words)
    wanted = {(route.endpoint, route.rule) for route in routes}
    kept = tuple(item for item in verdict.routes if (item.endpoint, item.rule) in wanted)
    outcomes = {item.outcome for item in kept}
    outcome = next(o for o in _WORST_FIRST if o in outcomes)
    compared = sum(item.compared for item in kept)
    return replace(verdict, outcome=outcome, routes=kept, compared=compared, unmatched=())


def exit_code(verdict: ReplayVerdict) -> ExitCode:
    """What the verb's exit code says of a verdict."""
    return _EXIT_CODES[verdict.outcome]


@dataclass(frozen=True, slots=True)
class _Tape:
    """A recording with its snapshot, and rules as the specs know them now."""

    file: Path
    head: RecordingHead
    snapshot: Path
    matcher: RuleMatcher

    @property
    def began(self) -> float:
        return datetime.fromisoformat(self.head.began).timestamp()

    @property
    def is_frozen(self) -> bool:
        """Whether the recorded app drew its values as the twins do."""
        return self.head.notes.get("frozen") == "yes"

    def exchanges(self) -> Iterator[Exchange]:
        for exchange in read_exchanges(self.file):
            endpoint, rule = self.matcher.match(exchange.request)
            yield replace(exchange, endpoint=endpoint, rule=rule)


def _tape(project: Project, order: Order, spec: AppSpec) -> _Tape:
    file = order.recording or project.recording_file
    head = read_head(file)
    snapshot = file.with_name(project.snapshot.name)
    if snapshot_digest(snapshot) != head.snapshot:
        raise EvidenceMissing(
            f"{snapshot} is not the database that {file.name} began with", "record again"
        )
    return _Tape(file, head, snapshot, RuleMatcher(spec.routes))


def _refused(project: Project) -> Mapping[Rule, str]:
    """The rules that stay on Flask, and why.

    Raises:
        EvidenceMissing: nothing was scaffolded yet.
    """
    grades = load_grades(project)
    if not grades:
        raise EvidenceMissing("nothing was scaffolded yet", "run `migrator scaffold` first")
    return {
        (item.endpoint, item.rule): item.reasons[0].why if item.reasons else "refused"
        for item in grades
        if item.grade is Grade.REFUSED
    }


class _Run:
    """One replay while it runs; carries where the two databases stood after each write."""

    def __init__(
        self, project: Project, tape: _Tape, twins: Twins, refused: frozenset[Rule]
    ) -> None:
        self._tape = tape
        self._twins = twins
        self._refused = refused
        self._context = JudgeContext(secret_keys=(secret_key(project),))
        self.watch = StateWatch(twins.legacy_state, twins.new_state)
        self.changes: dict[int, Digests] = {}
        self._logs = [CommandLog(twin.commands) for twin in twins.apps]

    async def play(self, progress: Progress) -> list[JudgedExchange]:
        """Play everything, one exchange after the other."""
        fixed = snapshot_identities(self._tape.snapshot)
        known = survey(self._tape.exchanges(), fixed, frozen=self._tape.is_frozen)
        sides = (Side(self._twins.legacy.name, known), Side(self._twins.new.name, known))
        player = Player(self._tape.began, sides, self._twins.check)
        total = sum(1 for _ in self._tape.exchanges())
        judged = []
        try:
            for number, exchange in enumerate(self._tape.exchanges(), 1):
                judged.append(await self._judged(player, exchange))
                progress("replaying", number, total)
        finally:
            await player.close()
        return judged

    def _written(self) -> set[tuple[str, str]]:
        """The collections that either side asked its database to change since the last call."""
        added = (command for log in self._logs for command in log.added())
        return {(command.database, command.collection) for command in added if command.writes}

    async def _judged(self, player: Player, exchange: Exchange) -> JudgedExchange:
        is_refused = (exchange.endpoint, exchange.rule) in self._refused
        new = self._twins.flask if is_refused and self._twins.flask else self._twins.new
        played = await player.play(exchange, self._twins.legacy.port, new.port)
        parting = self._look(exchange)
        if is_refused:
            return JudgedExchange(_light(exchange), parting, is_mended=bool(parting))
        differences, excuses = judge_exchange(exchange, played.legacy, played.new, self._context)
        followed = tuple(
            Difference("link", exchange.request.path, "one value for one value", text, exchange.id)
            for text in played.contradictions
        )
        found = (*differences, *followed, *parting)
        return JudgedExchange(_light(exchange), found, excuses, is_mended=bool(parting))

    def _look(self, exchange: Exchange) -> tuple[Difference, ...]:
        """How the databases parted in this exchange; they are made equal again for the next."""
        written = self._written()
        if not written:
            return ()
        self.changes[exchange.id] = self.watch.look(written)
        parted = self.watch.parted()
        if not parted:
            return ()
        differences = judge_end_state(*(_only(state, parted) for state in self.watch.states()))
        self.watch.mend(parted)
        return tuple(replace(difference, exchange=exchange.id) for difference in differences)


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
