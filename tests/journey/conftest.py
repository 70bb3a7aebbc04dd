"""A project that has come as far as a recording, made once for all journeys."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.steps.demo import copy_example

_READY = "recorded"
# The embedded server reads and sorts most movements for many pages: with half of the demo's, the
# day's requests and their statuses are the same.
_SEEDED, _FEWER = "total_movimentacoes=2000", "total_movimentacoes=1000"


def run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """``migrator`` with these words in ``folder``, as a person would type it."""
    environ = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), environ["PATH"]))
    command = [sys.executable, "-m", "migrator", *words]
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def recorded_once(tmp_path_factory):
    """Inspect, scaffold and record the example; workers that run beside this one share it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "journey"
    with (shared / "journey.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / _READY).is_file():
            project = copy_example(folder)
            seed = project / "seed.py"
            assert _SEEDED in seed.read_text()
            seed.write_text(seed.read_text().replace(_SEEDED, _FEWER))
            for words in (("inspect",), ("scaffold",), ("record", "--drive", "day.py")):
                done = run(project, *words)
                assert done.returncode == 0, done.stderr
            (folder / _READY).touch()
    return folder / "estoque"


@pytest.fixture
def project(recorded_once, tmp_path):
    """A copy of the recorded project that a test may spoil."""
    folder = tmp_path / "estoque"
    shutil.copytree(recorded_once, folder)
    return folder
