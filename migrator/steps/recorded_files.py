"""A recording with what stands beside it, read through one door and replaced as a whole."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from migrator.project.files import Opener, open_plain

SNAPSHOT, STATES, STAND_INS = "snapshot", "states", "stand-ins.txt"
_READY, _ABSENT = ".ready", "absent"


@dataclass(frozen=True, slots=True)
class RecordedFiles:
    """The file of exchanges, the copies of the database and the list of stand-ins.

    ``opened`` opens every one of them: as it is, or sealed while secrets stand in it.
    """

    file: Path
    opened: Opener = open_plain

    @property
    def snapshot(self) -> Path:
        """The database that it begins with."""
        return self.file.with_name(SNAPSHOT)

    @property
    def states(self) -> Path:
        """The copies of the database that a suite met on the way, by digest."""
        return self.file.with_name(STATES)

    @property
    def stand_ins(self) -> Path:
        """The digests of what redaction has put there."""
        return self.file.with_name(STAND_INS)

    def copies(self) -> tuple[Path, ...]:
        """Every copy of the database, the first one first."""
        return (self.snapshot, *sorted(path for path in self.states.glob("*") if path.is_dir()))

    @contextmanager
    def fresh(self, word: str, opened: Opener = open_plain) -> Iterator["RecordedFiles"]:
        """An empty place beside them, for the owner alone; gone when the block is left."""
        folder = self.file.with_name(f".{word}.new")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        try:
            yield RecordedFiles(folder / self.file.name, opened)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def take(self, fresh: "RecordedFiles") -> None:
        """Put all of ``fresh`` in their place; one that was killed meanwhile is finished later."""
        folder = fresh.file.parent
        beside = (SNAPSHOT, STATES, STAND_INS)
        absent = [name for name in beside if not (folder / name).exists()]
        (folder / _ABSENT).write_text("\n".join(absent))
        folder.replace(self._ready)
        self.finish()

    def finish(self) -> None:
        """Move into place what an earlier run had ready, if it was killed while it did so."""
        ready = self._ready
        if not (ready / _ABSENT).is_file():
            return
        for name in (ready / _ABSENT).read_text().split("\n"):
            if name:
                _remove(self.file.with_name(name))
        for name in (SNAPSHOT, STATES, STAND_INS, self.file.name):
            if (ready / name).exists():
                _remove(self.file.with_name(name))
                (ready / name).replace(self.file.with_name(name))
        shutil.rmtree(ready)

    @property
    def _ready(self) -> Path:
        return self.file.with_name(_READY)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
