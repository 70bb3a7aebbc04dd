"""Move path patterns to FastAPI, each on its own complete and fresh evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from migrator.errors import ExitCode, SettingsInvalid, worst
from migrator.gate.decide import decide, patterns
from migrator.model.ledger import Decision, Event, Stage
from migrator.model.selection import select_routes
from migrator.project.project import Project
from migrator.steps.ledger import CUTOVER, append_events
from migrator.steps.placements import LEGACY, LIVE, Placement, read_placements, write_placements
from migrator.steps.proof import Dossier, gather

_DEFAULT_PERCENT = 10.0
_ALL = 100.0


@dataclass(frozen=True, slots=True)
class Move:
    """A pattern whose gate is open, and where it stood."""

    pattern: str
    before: Placement
    after: Placement

    @property
    def is_change(self) -> bool:
        """False for a pattern that already stands there."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Plan:
    """What a cutover would do: patterns that move, and those that stay with every reason.

    ``was_asked`` is False when no pattern was named and every proven one moves; those that stay
    are then no failure as long as something is proven.
    """

    moves: tuple[Move, ...]
    stays: tuple[Decision, ...]
    was_asked: bool

    @property
    def exit_code(self) -> ExitCode:
        """0 when all that was asked moves, 4 for evidence missing or stale, 1 for a closed gate."""
        if self.moves and not self.was_asked:
            return ExitCode.PASSED
        codes = [ExitCode.EVIDENCE if stay.stale else ExitCode.DIFFERENT for stay in self.stays]
        return worst(*codes) if codes or self.moves else ExitCode.EVIDENCE


def target(stage: str, percent: float | None) -> Placement:
    """The placement that ``--to`` and ``--percent`` name.

    Raises:
        SettingsInvalid: no such stage, or a percentage that the stage cannot have.
    """
    reachable = [item.value for item in Stage if item is not Stage.LEGACY]
    if stage not in reachable:
        raise SettingsInvalid(
            f"--to {stage} is not a stage to cut over to",
            f"it is one of {', '.join(reachable)}; `migrator rollback` goes back to Flask",
        )
    if stage == Stage.CANARY:
        share = _DEFAULT_PERCENT if percent is None else percent
        if not 0 < share <= _ALL:
            raise SettingsInvalid(f"--percent {share:g} should be above 0 and at most 100")
        return Placement(Stage.CANARY, share)
    if percent is not None:
        raise SettingsInvalid(f"--percent says nothing with --to {stage}", "it is for --to canary")
    return LIVE if stage == Stage.LIVE else Placement(Stage.SHADOW)


def plan(
    project: Project, words: Sequence[str], aim: Placement, *, without_bench: bool = False
) -> Plan:
    """What would move and what would not, without moving anything.

    Raises:
        RouteUnknown: a word names no route.
        SpecStale: the application was never inspected.
    """
    dossier = gather(project)
    placements = read_placements(project)
    asked = dict.fromkeys(route.rule for route in select_routes(dossier.spec.routes, words))

    decisions = _decisions(dossier, tuple(asked), aim, without_bench=without_bench)

    moves = tuple(
        Move(decision.pattern, placements.get(decision.pattern, LEGACY), aim)
        for decision in decisions
        if decision.is_open
    )
    stays = tuple(decision for decision in decisions if not decision.is_open)
    return Plan(moves, stays, was_asked=bool(words))


def apply(project: Project, planned: Plan, now: datetime) -> tuple[Move, ...]:
    """Carry a plan out: the table first, in one step, then the ledger. Returns what changed."""
    changes = tuple(move for move in planned.moves if move.is_change)
    if not changes:
        return ()

    write_placements(project, after(project, planned))
    append_events(project, (_event(move, now) for move in changes))
    return changes


def after(project: Project, planned: Plan) -> dict[str, Placement]:
    """The placements once a plan is carried out."""
    return read_placements(project) | {move.pattern: move.after for move in planned.moves}


def _decisions(
    dossier: Dossier, asked: tuple[str, ...], aim: Placement, *, without_bench: bool
) -> tuple[Decision, ...]:
    rules = patterns(dossier.spec.routes)
    return tuple(
        decide(pattern, rules[pattern], dossier.proof, aim.stage, without_bench=without_bench)
        for pattern in asked
    )


def _event(move: Move, now: datetime) -> Event:
    detail = {
        "from": str(move.before),
        "percent": f"{move.after.percent:g}",
        "stage": move.after.stage.value,
    }
    return Event(now.isoformat(timespec="seconds"), CUTOVER, move.pattern, detail)
