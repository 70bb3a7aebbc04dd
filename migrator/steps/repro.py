"""See one exchange again, after all that came before it, so that the state is the same."""

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import EvidenceMissing, ExitCode, UsageError
from migrator.introspect.specs import read_specs
from migrator.model.app import AppSpec
from migrator.model.exchange import Answer, Exchange
from migrator.model.selection import select_routes
from migrator.model.verdict import Difference, Excuse, RouteVerdict
from migrator.project.project import Project
from migrator.steps.noise import load_noise
from migrator.steps.playback import Playback, Progress
from migrator.steps.replay import refused_rules
from migrator.steps.tape import Tape, open_tape
from migrator.steps.twins import Cast, start_twins
from migrator.steps.verdicts import load_verdict


@dataclass(frozen=True, slots=True)
class Repro:
    """One exchange with the answers of both sides, and what the judge says of it.

    What Flask was learned to do to itself is excused, and ``unsure`` where nobody knows, with why.
    ``stays_on_flask`` is why the route was not generated: then Flask gave both answers.
    """

    exchange: Exchange
    legacy: Answer
    new: Answer
    differences: tuple[Difference, ...]
    excuses: tuple[Excuse, ...] = ()
    stays_on_flask: str = ""
    unsure: tuple[Difference, ...] = ()
    why: str = ""

    @property
    def exit_code(self) -> ExitCode:
        """What the verb's exit code says of it."""
        if self.stays_on_flask:
            return ExitCode.INCONCLUSIVE
        if self.differences:
            return ExitCode.DIFFERENT
        return ExitCode.INCONCLUSIVE if self.unsure else ExitCode.PASSED


def repro(project: Project, what: str, recording: Path | None, progress: Progress) -> Repro:
    """Both answers to an exchange: ``what`` is its number, or names a route that differed.

    Raises:
        SpecStale: the application was never inspected.
        UsageError: the recording has no exchange of that number.
        RouteUnknown: no route has that name.
        EvidenceMissing: the last replay found no difference there, or there was none.
        RecordingMissing: nothing was recorded.
        CouldNotRun: a database or an app did not start, or died.
    """
    spec = read_specs(project.route_specs)
    number = int(what) if what.isdecimal() else _first_difference(project, spec, what)
    tape = open_tape(project, spec, recording)
    exchange = _exchange(tape, number)
    refused = refused_rules(project)
    with ExitStack() as stack:
        progress("starting both apps", 0, 0)
        needs_flask = any((item.endpoint, item.rule) in refused for item in tape.exchanges())
        twins = start_twins(
            project, stack, tape.snapshot, Cast(tape.began, needs_flask=needs_flask)
        )
        playback = Playback(project, tape, twins, frozenset(refused), until=number)
        if noise := load_noise(project, tape.file, frozen=True):
            playback.excuse(noise)
        *_, judged = asyncio.run(playback.play(progress))
    if playback.last is None:
        raise AssertionError("an exchange of the tape was played")
    return Repro(
        exchange,
        playback.last.legacy,
        playback.last.new,
        judged.differences,
        judged.excuses,
        refused.get((exchange.endpoint, exchange.rule), ""),
        judged.unsure,
        judged.why,
    )


def _exchange(tape: Tape, number: int) -> Exchange:
    ids = []
    for exchange in tape.exchanges():
        if exchange.id == number:
            return exchange
        ids.append(exchange.id)
    there = f"it has {ids[0]} to {ids[-1]}" if ids else "it is empty"
    raise UsageError(
        f"{tape.file.name} has no exchange {number}; {there}",
        "`migrator replay` names the exchange of each difference",
    )


def _first_difference(project: Project, spec: AppSpec, word: str) -> int:
    """The exchange in which the last replay first saw the routes of ``word`` differ."""
    wanted = {(route.endpoint, route.rule) for route in select_routes(spec.routes, [word])}
    saved = load_verdict(project)
    if saved is None:
        raise EvidenceMissing("nothing was replayed yet", "run `migrator replay` first")
    verdicts = (item for item in saved.verdict.routes if (item.endpoint, item.rule) in wanted)
    numbers = [number for verdict in verdicts for number in _numbers(verdict)]
    if not numbers:
        raise EvidenceMissing(
            f"the last replay found no difference in {word}",
            "name an exchange by its number to see it all the same",
        )
    return min(numbers)


def _numbers(verdict: RouteVerdict) -> list[int]:
    return [difference.exchange for difference in verdict.differences if difference.exchange]
