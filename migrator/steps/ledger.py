"""The ledger on disk: one JSON event a line, appended and never rewritten."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migrator.errors import UsageError
from migrator.model.codec import to_json
from migrator.model.ledger import Event, Stage
from migrator.project.files import append_line
from migrator.project.project import Project

CUTOVER = "cutover"
ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Ledger:
    """All events, oldest first, and where each path pattern stands after them."""

    events: tuple[Event, ...]

    def stage(self, pattern: str) -> Stage:
        """The stage of a path pattern: what its last move said, legacy when it never moved."""
        return self.stages().get(pattern, Stage.LEGACY)

    def stages(self) -> Mapping[str, Stage]:
        """The stage of every pattern that ever moved."""
        stages: dict[str, Stage] = {}
        for event in self.events:
            if event.kind == ROLLBACK:
                stages[event.subject] = Stage.LEGACY
            elif event.kind == CUTOVER and event.detail.get("stage") in list(Stage):
                stages[event.subject] = Stage(event.detail["stage"])
        return stages


def append_events(project: Project, events: Iterable[Event]) -> None:
    """Write events at the end of the ledger, one line each."""
    for event in events:
        line = {"format": 1, **to_json(event)}
        append_line(project.ledger_file, json.dumps(line, sort_keys=True, ensure_ascii=False))


def read_ledger(project: Project) -> Ledger:
    """The ledger; empty when nothing happened yet. Kinds it does not know change no stage.

    Raises:
        UsageError: a line is not an event; the message names it.
    """
    if not project.ledger_file.is_file():
        return Ledger(())
    lines = project.ledger_file.read_bytes().splitlines()
    return Ledger(
        tuple(_event(project, n, line) for n, line in enumerate(lines, 1) if line.strip())
    )


def _event(project: Project, number: int, line: bytes) -> Event:
    try:
        data = json.loads(line)
        detail = {str(key): str(value) for key, value in data.get("detail", {}).items()}
        return Event(str(data["at"]), str(data["kind"]), str(data["subject"]), detail)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{project.ledger_file}:{number} is not an event of the ledger",
            "restore the file from version control; a line cut short can be removed",
        ) from error
