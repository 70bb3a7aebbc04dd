"""One run at a time: the kernel's lock on a file, which goes with the process that holds it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migrator.errors import CouldNotRun


@contextmanager
def alone(file: Path, what: str) -> Iterator[None]:
    """Hold the lock of ``file``, which stays there, while ``what`` runs.

    Raises:
        CouldNotRun: another process holds it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CouldNotRun(
                f"another {what} of this project is running", "wait until it is done"
            ) from error
        yield
