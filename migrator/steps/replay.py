"""Replay the recording on both apps, each on its own database, and judge what they do."""

import time
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from migrator.compare.verdict import part_of, route_verdicts
from migrator.errors import EvidenceMissing, ExitCode, UsageError
from migrator.introspect.specs import read_specs
from migrator.model.selection import select_routes
from migrator.model.translation import Grade
from migrator.model.verdict import Outcome, ReplayVerdict
from migrator.project.project import Project
from migrator.steps.changed import changed_since
from migrator.steps.digests import current_digests
from migrator.steps.evidence import load_grades
from migrator.steps.noise import learn_noise, load_noise
from migrator.steps.pace import ONE_BY_ONE, Pace
from migrator.steps.performance import Program, perform
from migrator.steps.playback import Progress, Rule
from migrator.steps.tape import Tape, open_tape
from migrator.steps.twins import Cast
from migrator.steps.verdicts import load_verdict, save_part, save_verdict

_EXIT_CODES = {
    Outcome.SAME: ExitCode.PASSED,
    Outcome.DIFFERENT: ExitCode.DIFFERENT,
    Outcome.UNKNOWN: ExitCode.INCONCLUSIVE,
}


@dataclass(frozen=True, slots=True)
class Order:
    """What to replay, and how.

    The routes that ``words`` name, or all; Flask against itself when asked; at a ``pace``; with
    clock, ids and randomness frozen or real. Flask plays ``learn`` times against itself before.
    """

    words: tuple[str, ...] = ()
    against_itself: bool = False
    recording: Path | None = None
    pace: Pace = ONE_BY_ONE
    is_frozen: bool = True
    learn: int = 0


def replay(
    project: Project, order: Order, now: Callable[[], datetime], progress: Progress
) -> ReplayVerdict:
    """Play what the routes need that were asked for, judge these, and keep the verdict.

    Raises:
        SpecStale: the application was never inspected.
        RouteUnknown: a word names no route.
        RecordingMissing: nothing was recorded.
        EvidenceMissing: nothing was scaffolded, or the snapshot is not the recording's.
        CouldNotRun: a database or an app did not start, or died.
    """
    began = time.monotonic()
    spec = read_specs(project.route_specs)
    asked = {(it.endpoint, it.rule) for it in select_routes(spec.routes, order.words)}
    refused = {} if order.against_itself else refused_rules(project)
    tape = open_tape(project, spec, order.recording)
    digests = current_digests(project)
    load_verdict(project)  # one that cannot be read is said before the work
    needed = _needed(tape, asked if order.words else None, refused)

    cast = Cast(tape.began if order.is_frozen else None, order.against_itself, needed.flask)
    learn_noise(project, tape, replace(cast, needs_flask=False), order.learn, progress)
    noise = None if order.against_itself else load_noise(project, tape.file, frozen=order.is_frozen)
    program = Program(tape, cast, frozenset(refused), order.pace, needed.until, noise)
    played = perform(project, program, progress)

    verdict = route_verdicts(
        spec,
        played.judged,
        end_state=played.end_state,
        state_changes=played.changes,
        refused=refused,
    )
    seconds = round(time.monotonic() - began, 1)
    verdict = replace(verdict, seconds=seconds, left_out=needed.left_out)
    if order.words:
        verdict = part_of(verdict, asked)
    if not order.against_itself and not order.pace.speed:
        save = save_part if order.words else save_verdict
        save(project, verdict, now().isoformat(timespec="seconds"), digests)
    return verdict


@dataclass(frozen=True, slots=True)
class _Needed:
    """Up to which exchange a tape is played, and how many come after; whether Flask is needed."""

    until: int | None
    left_out: int
    flask: bool


def _needed(tape: Tape, asked: Container[Rule] | None, refused: Container[Rule]) -> _Needed:
    """All that came before the last request of a rule, as it may have made its state.

    Even a request that only reads may leave something in the memory of an app; so nothing before
    is left out.
    """
    until, left_out, flask, flask_so_far = 0, 0, False, False
    for exchange in tape.exchanges():
        rule = (exchange.endpoint, exchange.rule)
        left_out += 1
        flask_so_far = flask_so_far or rule in refused
        if asked is None or rule in asked:
            until, left_out, flask = exchange.id, 0, flask_so_far
    return _Needed(None if asked is None else until, left_out, flask)


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


def changed_rules(
    project: Project, revision: str, say: Callable[[str], None]
) -> tuple[str, ...] | None:
    """The rules that may reach what changed since a git revision; () for all, None for none.

    Raises:
        UsageError: there is no such revision, or no git repository.
    """
    since = changed_since(project, revision)
    if since.rules is None:
        say(f"all routes are judged: {since.why}")
        return ()
    say(f"{len(since.rules)} rules may reach what changed since {revision}")
    routes = read_specs(project.route_specs).routes
    found = (it.rule for it in routes if (it.endpoint, it.rule) in since.rules)
    return tuple(dict.fromkeys(found)) or None


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
