"""Keep what Flask differs in from itself, bound to the app and the recording it was seen in."""

from collections.abc import Sequence
from pathlib import Path

from migrator.compare.noise import learned
from migrator.compare.verdict import JudgedExchange
from migrator.model.codec import from_json, to_json
from migrator.model.noise import Noise
from migrator.project.files import dump_json, load_json, write_atomic
from migrator.project.project import Project
from migrator.steps.digests import noise_digests
from migrator.steps.evidence import readable

FORMAT = 1


def load_noise(project: Project, recording: Path, *, frozen: bool) -> Noise | None:
    """What was learned of this app in this recording; None when that is not current.

    What was seen on clocks that run is not what happens on frozen ones, so each has its own.
    """
    return next((noise for noise in _current(project, recording) if noise.frozen is frozen), None)


def add_noise(
    project: Project, recording: Path, judged: Sequence[JudgedExchange], *, frozen: bool
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


def _current(project: Project, recording: Path) -> tuple[Noise, ...]:
    if not project.noise_file.is_file():
        return ()
    data = load_json(project.noise_file, FORMAT)
    with readable(project.noise_file):
        if data["digests"] != noise_digests(project, recording):
            return ()
        return tuple(from_json(Noise, item) for item in data["noise"])
