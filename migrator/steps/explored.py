"""The exchanges that exploring found to differ, as a recording that other verbs play."""

import shutil
from dataclasses import replace
from pathlib import Path

from migrator.model.exchange import Exchange, RecordingHead
from migrator.project.project import Project
from migrator.steps.outsets import Outset
from migrator.steps.states import FOLDER
from migrator.steps.tape import Tape
from migrator.traffic.recording import FORMAT, RecordingWriter, read_exchanges, read_head


class Explored:
    """Carries the recording of differences, which belongs to the one that was explored.

    What was kept before stays, as long as it came from the same recording: a difference that was
    mended is an exchange that must stay the same. Every exchange names the database that it meets.
    """

    def __init__(self, project: Project, tape: Tape) -> None:
        self.file = project.explored_file
        self._snapshot = self.file.with_name(project.snapshot.name)
        self._head = RecordingHead(
            format=FORMAT,
            app=tape.head.app,
            source="explore",
            began=tape.head.began,
            notes={"frozen": "yes", "of": tape.head.snapshot},
        )
        self._exchanges: list[Exchange] | None = None

    def keep(self, outset: Outset, exchange: Exchange) -> int:
        """Write one more exchange down; its number. One that is there already gets no other."""
        known = self._known() if self._exchanges is None else self._exchanges
        self._exchanges = known
        for item in known:
            if (item.request, item.state, item.at) == (
                exchange.request,
                exchange.state,
                exchange.at,
            ):
                return item.id
        states = self.file.with_name(FOLDER)
        if not known:
            shutil.rmtree(self.file.parent, ignore_errors=True)
        _copy(outset.folder, states / outset.name)
        if not self._snapshot.is_dir():
            _copy(outset.folder, self._snapshot)
            self._head = replace(self._head, snapshot=outset.name)
        number = max((item.id for item in known), default=0) + 1
        number = max(number, exchange.id)
        known.append(replace(exchange, id=number, session=f"explore-{number}"))
        with RecordingWriter(self.file, self._head) as writer:
            for item in known:
                writer.write(item)
        return number

    def _known(self) -> list[Exchange]:
        if not self.file.is_file():
            return []
        head = read_head(self.file)
        if (head.began, head.notes.get("of")) != (self._head.began, self._head.notes["of"]):
            return []
        self._head = replace(self._head, snapshot=head.snapshot)
        return list(read_exchanges(self.file))


def _copy(source: Path, target: Path) -> None:
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target)
