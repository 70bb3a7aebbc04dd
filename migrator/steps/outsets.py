"""Where exploring begins: the database at the end of a recording, and its requests as sent then.

The recording is played on Flask once. What its requests carry by then (sessions, CSRF tokens, ids)
is good in the database as it is by then. A suite's recording has a database for each test: each
rule begins in the one that asked it most.
"""

import asyncio
import shutil
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from migrator.model.exchange import Answer, Exchange, Request
from migrator.project.project import Project
from migrator.steps.databases import fresh_folder
from migrator.steps.playback import Progress
from migrator.steps.solo import Solo, solo
from migrator.steps.tape import Tape
from migrator.traffic.explore.material import Sample
from migrator.twins.snapshot import snapshot_digest, take_snapshot

Rule = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outset:
    """A database to begin in: its folder, named by its digest, and what was asked on the way."""

    folder: Path
    samples: tuple[Sample, ...]

    @property
    def name(self) -> str:
        """What exchanges call it (``Exchange.state``)."""
        return self.folder.name


@dataclass(frozen=True, slots=True)
class Outsets:
    """All of them, the one that most requests lead to first."""

    outsets: tuple[Outset, ...]
    by_rule: dict[Rule, int]

    def of(self, rule: Rule) -> Outset:
        """Where a rule is explored; one that was never asked, where most others are."""
        return self.outsets[self.by_rule.get(rule, 0)]


def take_outsets(project: Project, tape: Tape, folder: Path, progress: Progress) -> Outsets:
    """Play the tape on Flask and copy the databases that are needed into ``folder``.

    Raises:
        TwinFailed: the app did not start, or died.
        DatabaseUnreachable: a database did not start, or stopped.
    """
    wanted = _segments(tape)
    fresh_folder(folder)
    with ExitStack() as stack:
        progress("playing on Flask", 0, 0)
        taking = _Taking(stack.enter_context(solo(project, tape)), folder, set(wanted.values()))
        asyncio.run(taking.solo.play(taking.heard, progress, taking.before))
        taking.end()
    order = sorted(taking.taken, key=lambda number: -len(taking.taken[number].samples))
    positions = {number: place for place, number in enumerate(order)}
    return Outsets(
        tuple(taking.taken[number] for number in order),
        {rule: positions[number] for rule, number in wanted.items()},
    )


def _segments(tape: Tape) -> dict[Rule, int]:
    """For each rule the part of the recording, between two other databases, that asks it most."""
    counted: dict[Rule, Counter[int]] = {}
    number = 0
    for exchange in tape.exchanges():
        number += bool(exchange.state)
        counted.setdefault((exchange.endpoint, exchange.rule), Counter())[number] += 1
    return {rule: counts.most_common(1)[0][0] for rule, counts in counted.items()}


class _Taking:
    """Hears what is played; carries the requests since the database was last another one."""

    def __init__(self, playing: Solo, folder: Path, wanted: set[int]) -> None:
        self.solo = playing
        self._folder = folder
        self._wanted = wanted
        self._number = 0
        self._samples: list[Sample] = []
        self.taken: dict[int, Outset] = {}

    def heard(self, exchange: Exchange, request: Request, answer: Answer) -> None:
        """Take what was sent as a sample."""
        place = exchange.endpoint, exchange.rule
        self._samples.append(Sample(*place, exchange.at, request, answer.status))

    def before(self, exchange: Exchange) -> None:
        """What comes next meets another database: keep the one there is."""
        if exchange.state:
            self.end()
            self._number += 1

    def end(self) -> None:
        """Keep the database that there is, when a rule begins in it."""
        if self._number in self._wanted:
            folder = _copied(self.solo, self._folder)
            self.taken[self._number] = Outset(folder, tuple(self._samples))
        self._samples = []


def _copied(playing: Solo, folder: Path) -> Path:
    """The database as it is, in a folder that is named by its digest."""
    database = playing.database
    fresh = folder / "fresh"
    take_snapshot(database.server.uri, database.names, fresh)
    for actual, shown in database.names.items():
        if actual != shown and (fresh / actual).is_dir():
            (fresh / actual).rename(fresh / shown)
    kept = folder / snapshot_digest(fresh)
    if kept.exists():
        shutil.rmtree(fresh)
    else:
        fresh.rename(kept)
    return kept
