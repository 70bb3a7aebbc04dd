"""Replay the recording on both apps, each on its own database, and judge what they do."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from migrator.compare.verdict import route_verdicts
from migrator.errors import EvidenceMissing, ExitCode, UsageError
from migrator.introspect.specs import read_specs
from migrator.model.selection import select_routes
from migrator.model.translation import Grade
from migrator.model.verdict import Outcome, ReplayVerdict
from migrator.project.project import Project
from migrator.steps.digests import current_digests
from migrator.steps.evidence import load_grades, load_verdict, save_verdict
from migrator.steps.pace import ONE_BY_ONE, Pace
from migrator.steps.performance import Program, perform
from migrator.steps.playback import Progress, Rule
from migrator.steps.tape import open_tape
from migrator.steps.twins import Cast

_WORST_FIRST = (Outcome.DIFFERENT, Outcome.UNKNOWN, Outcome.SAME)
_EXIT_CODES = {
    Outcome.SAME: ExitCode.PASSED,
    Outcome.DIFFERENT: ExitCode.DIFFERENT,
    Outcome.UNKNOWN: ExitCode.INCONCLUSIVE,
}


@dataclass(frozen=True, slots=True)
class Order:
    """What to replay, and how.

    The routes that ``words`` name, or all; Flask against itself when asked; at a ``pace``; with
    clock, ids and randomness frozen or real.
    """

    words: tuple[str, ...] = ()
    against_itself: bool = False
    recording: Path | None = None
    pace: Pace = ONE_BY_ONE
    is_frozen: bool = True


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
    refused = {} if order.against_itself else refused_rules(project)
    tape = open_tape(project, spec, order.recording)
    digests = current_digests(project)

    cast = Cast(
        epoch=tape.began if order.is_frozen else None,
        against_itself=order.against_itself,
        needs_flask=any((item.endpoint, item.rule) in refused for item in tape.exchanges()),
    )
    played = perform(project, Program(tape, cast, frozenset(refused), order.pace), progress)

    verdict = route_verdicts(
        spec,
        played.judged,
        end_state=played.end_state,
        state_changes=played.changes,
        refused=refused,
    )
    verdict = replace(verdict, seconds=round(time.monotonic() - began, 1))
    if not order.against_itself and not order.pace.speed:
        save_verdict(project, verdict, now().isoformat(timespec="seconds"), digests)
    return verdict


def pace(jobs: int, speed: float | None) -> Pace:
    """The pace that ``--jobs`` and ``--speed`` ask for.

    Raises:
        UsageError: they cannot be had, or not together.
    """
    if speed is None:
        return Pace(jobs)
    if not 0 < speed < float("inf"):
        raise UsageError(f"--speed {speed:g} should be above 0", "--speed 1 is the recorded time")
    if jobs > 1:
        raise UsageError(
            "--jobs and --speed exclude each other", "--speed lets overlap what overlapped then"
        )
    return Pace(speed=speed)


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


def failed_rules(project: Project) -> tuple[str, ...]:
    """The rules that the last replay did not find the same; none when it found all so.

    Raises:
        EvidenceMissing: nothing was replayed yet.
    """
    saved = load_verdict(project)
    if saved is None:
        raise EvidenceMissing("nothing was replayed yet", "run `migrator replay` without --failed")
    found = (item.rule for item in saved.verdict.routes if item.outcome is Outcome.DIFFERENT)
    return tuple(dict.fromkeys(found))


def exit_code(verdict: ReplayVerdict) -> ExitCode:
    """What the verb's exit code says of a verdict."""
    return _EXIT_CODES[verdict.outcome]


def refused_rules(project: Project) -> Mapping[Rule, str]:
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
