"""A recording that can be played: its file, its snapshot, and the rules as the specs know them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from migrator.errors import EvidenceMissing
from migrator.model.app import AppSpec
from migrator.model.exchange import Exchange, RecordingHead
from migrator.project.project import Project
from migrator.steps.states import FOLDER, state_folder
from migrator.traffic.recording import read_exchanges, read_head
from migrator.traffic.rules import RuleMatcher
from migrator.twins.snapshot import snapshot_digest


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording with its snapshot, and rules as the specs know them now."""

    file: Path
    head: RecordingHead
    snapshot: Path
    matcher: RuleMatcher

    @property
    def began(self) -> float:
        """When the recording began, in seconds since 1970."""
        return datetime.fromisoformat(self.head.began).timestamp()

    @property
    def is_frozen(self) -> bool:
        """Whether the recorded app drew its values as the twins do; stand-ins must be followed."""
        notes = self.head.notes
        return notes.get("frozen") == "yes" and notes.get("redacted") != "yes"

    def state(self, name: str) -> Path:
        """The copy of the database that an exchange names.

        Raises:
            EvidenceMissing: it is not there, or was changed.
        """
        return state_folder(self.file.with_name(FOLDER), name)

    def snapshots(self) -> Iterator[Path]:
        """Every copy of the database: the one it began with, and those on the way."""
        yield self.snapshot
        names = dict.fromkeys(exchange.state for exchange in read_exchanges(self.file))
        yield from (self.state(name) for name in names if name)

    def exchanges(self) -> Iterator[Exchange]:
        """The exchanges in their order, each with the rule that answers it."""
        for exchange in read_exchanges(self.file):
            endpoint, rule = self.matcher.match(exchange.request)
            yield replace(exchange, endpoint=endpoint, rule=rule)


def open_tape(project: Project, spec: AppSpec, recording: Path | None = None) -> Tape:
    """The project's recording, or the one at ``recording`` with its snapshot beside it.

    Raises:
        RecordingMissing: nothing was recorded.
        RecordingBroken: its head cannot be read.
        EvidenceMissing: the snapshot is not the one it began with.
    """
    file = recording or project.recording_file
    head = read_head(file)
    snapshot = file.with_name(project.snapshot.name)
    if snapshot_digest(snapshot) != head.snapshot:
        raise EvidenceMissing(
            f"{snapshot} is not the database that {file.name} began with", "record again"
        )
    return Tape(file, head, snapshot, RuleMatcher(spec.routes))
