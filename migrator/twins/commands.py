"""What a running app asked of its database, read from the file in which it writes that down."""

import json
from pathlib import Path

from migrator.model.command import Command


class CommandLog:
    """Reads what was added since the last look; carries how far that was."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = 0

    @property
    def folder(self) -> Path:
        """Where the file stands."""
        return self._file.parent

    def added(self) -> tuple[Command, ...]:
        """The commands that were written down since the last call."""
        if not self._file.is_file():
            return ()
        with self._file.open("rb") as file:
            file.seek(self._read)
            lines = file.read().rpartition(b"\n")[0]
        if not lines:
            return ()
        self._read += len(lines) + 1
        return tuple(Command(**json.loads(line)) for line in lines.split(b"\n"))
