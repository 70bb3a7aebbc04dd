"""Where the app that is recorded works: its database, uploads and logs stay in memory.

They hold what was sent, so they are kept off the disk while secrets stand in them; only the logs
come back, redacted. A folder that a killed run left behind is removed by the next one.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from migrator.errors import MigratorError
from migrator.project.project import Project
from migrator.traffic.redaction.text import TextRedactor

Say = Callable[[str], None]

_MEMORY = Path("/dev/shm")  # noqa: S108 (tmpfs; the folder in it is the owner's alone)
_LEAST_BYTES = 256 * 1024 * 1024


class Backstage:
    """The ``project`` with its working files elsewhere, and who may read its logs so far.

    ``text`` redacts the logs when they come back; None says that nobody can.
    """

    def __init__(self, project: Project, folder: Path, text: TextRedactor) -> None:
        self._front = project
        self.project = replace(project, working=folder)
        self.text: TextRedactor | None = text
        self._is_done = False

    def keep_logs(self) -> None:
        """Write the logs into the project, redacted, once; none when nobody can redact them."""
        if self._is_done:
            return
        self._is_done = True
        for log in sorted(self.project.logs.glob("*")):
            kept = self._front.logs / log.name
            kept.unlink(missing_ok=True)
            if self.text is None:
                continue
            kept.parent.mkdir(parents=True, exist_ok=True)
            with (
                log.open(encoding="utf-8", errors="replace") as lines,
                kept.open("w", encoding="utf-8") as out,
            ):
                out.writelines(map(self.text.line, lines))

    def told(self, error: MigratorError) -> None:
        """Let an error speak of the logs that are kept."""
        logs, kept = str(self.project.logs), str(self._front.logs)
        error.message = error.message.replace(logs, kept)
        error.hint = error.hint.replace(logs, kept)
        if self.text is None and kept in error.hint:
            error.hint = "no log is kept, it may hold secrets; --no-redaction keeps it"


@contextmanager
def backstage(project: Project, text: TextRedactor, say: Say) -> Iterator[Backstage]:
    """A place to work in, removed when the block is left."""
    parent = _memory()
    if parent is None:
        parent = Path(tempfile.gettempdir())
        say(f"the recorded app works in {parent}, on a disk: there is no room in {_MEMORY}")
    prefix = f"migrator-{os.getuid()}-{sha256(str(project.root).encode()).hexdigest()[:12]}-"
    for left in parent.glob(f"{prefix}*"):
        if not _is_running(left.name.split("-")[3]):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=parent))
    place = Backstage(project, folder, text)
    try:
        yield place
    except MigratorError as error:
        place.told(error)
        raise
    finally:
        try:
            place.keep_logs()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    if not os.access(_MEMORY, os.W_OK | os.X_OK) or shutil.disk_usage(_MEMORY).free < _LEAST_BYTES:
        return None
    return _MEMORY


def _is_running(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True
