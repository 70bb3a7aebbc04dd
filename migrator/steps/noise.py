"""Keep what Flask differs in from itself, bound to the app and the recording it was seen in."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from migrator.compare.judged import JudgedExchange
from migrator.compare.noise import learned
from migrator.model.codec import from_json, to_json
from migrator.model.noise import Noise
from migrator.project.files import dump_json, load_json, write_atomic
from migrator.project.project import Project
from migrator.steps.digests import noise_digests
from migrator.steps.evidence import readable
from migrator.steps.performance import Program, perform
from migrator.steps.playback import Progress
from migrator.steps.tape import Tape
from migrator.steps.twins import Cast

FORMAT = 1


def load_noise(project: Project, recording: Path, *, frozen: bool) -> Noise | None:
    """What was learned of this app in this recording; None when that is not current.

    What was seen on clocks that run is not what happens on frozen ones, so each has its own.
    """
    return next((noise for noise in _current(project, recording) if noise.frozen is frozen), None)


def add_noise(
    project: Project, recording: Path, judged: Iterable[JudgedExchange], *, frozen: bool
) -> Noise:
    """Learn from one more play of Flask against itself, and keep that at once."""
    before = load_noise(project, recording, frozen=frozen)
    noise = learned([judged], before, frozen=frozen)
    others = (item for item in _current(project, recording) if item.frozen is not frozen)
    data = {
        "format": FORMAT,
        "digests": noise_digests(project, recording),
        "noise": [to_json(item) for item in sorted((noise, *others), key=lambda it: it.frozen)],
    }
    write_atomic(project.noise_file, dump_json(data))
    return noise


def learn_noise(project: Project, tape: Tape, cast: Cast, runs: int, progress: Progress) -> None:
    """Have Flask play against itself so many times; each play is kept as soon as it is over.

    Raises:
        CouldNotRun: a database or an app did not start, or died.
    """
    frozen = cast.epoch is not None
    nothing = Noise(0, frozen)
    for number in range(1, runs + 1):
        progress(f"Flask against itself, play {number} of {runs}", 0, 0)
        program = Program(tape, replace(cast, against_itself=True), noise=nothing)
        add_noise(project, tape.file, perform(project, program, progress).judged, frozen=frozen)


def _current(project: Project, recording: Path) -> tuple[Noise, ...]:
    if not project.noise_file.is_file():
        return ()
    data = load_json(project.noise_file, FORMAT)
    with readable(project.noise_file):
        if data["digests"] != noise_digests(project, recording):
            return ()
        return tuple(from_json(Noise, item) for item in data["noise"])
