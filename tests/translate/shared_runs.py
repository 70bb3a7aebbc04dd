"""Runs that take long, made once: whoever needs one first makes it, beside workers that share it."""

import fcntl
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

Run = Callable[[Path], dict]


class SharedRuns:
    """Runs by number in one folder of all workers.

    A worker that needs what another one is making makes one of the others in the meantime.
    """

    def __init__(self, tmp_path_factory, name: str, runs: Sequence[Run]) -> None:
        shared = tmp_path_factory.getbasetemp()
        if "PYTEST_XDIST_WORKER" in os.environ:
            shared = shared.parent
        self._shared, self._name, self._runs = shared, name, runs
        self._found: dict[int, dict] = {}

    def result(self, number: int) -> dict:
        """What a run found, as JSON keeps it."""
        if number in self._found:
            return self._found[number]
        others = [other for other in range(len(self._runs)) if other != number]
        for one in (number, *others):
            if self._make(one, fcntl.LOCK_EX | fcntl.LOCK_NB) and one == number:
                break
        else:
            self._make(number, fcntl.LOCK_EX)
        self._found[number] = json.loads(self._results(number).read_text())
        return self._found[number]

    def results(self) -> list[dict]:
        """What all of them found."""
        return [self.result(number) for number in range(len(self._runs))]

    def _make(self, number: int, wait: int) -> bool:
        folder = self._shared / f"{self._name}-{number}"
        with folder.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, wait)
            except BlockingIOError:
                return False
            if not self._results(number).is_file():
                folder.mkdir()
                self._results(number).write_text(json.dumps(self._runs[number](folder)))
        return True

    def _results(self, number: int) -> Path:
        return self._shared / f"{self._name}-{number}.json"
