"""Play a tape on fresh twins until what was played says something."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace

from migrator.compare.end_state import judge_end_state
from migrator.compare.judged import JudgedExchange
from migrator.model.noise import Noise
from migrator.model.verdict import Difference
from migrator.project.project import Project
from migrator.steps.pace import ONE_BY_ONE, Again, Pace
from migrator.steps.playback import Playback, Progress, Rule
from migrator.steps.tape import Tape
from migrator.steps.twins import Cast, start_twins
from migrator.twins.watch import Digests


@dataclass(frozen=True, slots=True)
class Program:
    """What is played, by whom, how fast and until which exchange (0: nothing is).

    ``refused`` rules stay on Flask. With ``noise`` everything that differs is named, and what Flask
    does to itself is excused.
    """

    tape: Tape
    cast: Cast
    refused: frozenset[Rule] = frozenset()
    pace: Pace = ONE_BY_ONE
    until: int | None = None
    noise: Noise | None = None


@dataclass(frozen=True, slots=True)
class Performance:
    """What came of it: the judged exchanges, and what the databases said on the way and at last."""

    judged: Iterable[JudgedExchange]
    end_state: tuple[Difference, ...]
    changes: Mapping[int, Digests]


def perform(project: Project, program: Program, progress: Progress) -> Performance:
    """Play at the pace that is asked for, and more slowly as long as overlaps may be to blame.

    The apps are started anew each time, as what they keep in memory belongs to what was played.

    Raises:
        CouldNotRun: a database or an app did not start, or died.
    """
    tape, pace = program.tape, program.pace
    if program.until == 0:
        return Performance([], (), {})
    while True:
        progress("starting both apps", 0, 0)
        with ExitStack() as stack:
            cast = replace(program.cast, threads=pace.threads)
            twins = start_twins(project, stack, tape.snapshot, cast)
            run = Playback(project, tape, twins, program.refused, program.until)
            if program.noise:
                run.excuse(program.noise)
            judged = asyncio.run(run.play(progress, pace))
            again = run.again
            end_state = () if again else judge_end_state(*run.watch.states())
        if end_state and run.has_overlapped:
            again = Again("the databases differ in the end")
        if again is None:
            return Performance(judged, end_state, run.changes)
        progress(f"playing anew: {again.why}", 0, 0)
        pace = pace.after(again)
