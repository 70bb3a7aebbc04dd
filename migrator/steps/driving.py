"""Who sends the traffic that is recorded: a scenario, the team's own suite, or whoever comes by."""

import asyncio
import os
import shlex
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from migrator.errors import CouldNotRun
from migrator.project.project import Project
from migrator.traffic import in_process
from migrator.twins.process import Child

Say = Callable[[str], None]
Check = Callable[[], None]

IN_PROCESS = Path(in_process.__file__).parent
"""The folder of what records inside the team's process."""

_LOOK_SECONDS = 0.1
_SOME_TESTS_FAILED = 1
_OF_ANOTHER_RUN = ("PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT")


async def scenario(project: Project, file: Path, url: str, check: Check) -> None:
    """Run a Python file (an absolute path) that sends requests to ``url``.

    Raises:
        CouldNotRun: it failed.
    """
    command = [sys.executable, str(file), url]
    child = Child(command, project.logs / "drive.log", cwd=project.root, env=dict(os.environ))
    await _ended(child, check)
    if child.exit_code:
        raise _failed("the scenario", child)


async def suite(project: Project, arguments: str, address: str, check: Check, say: Say) -> None:
    """Run the team's own tests with pytest in their Python; they record into ``address``.

    Raises:
        CouldNotRun: pytest could not run them; tests that fail are only said.
    """
    path = os.pathsep.join(filter(None, (str(IN_PROCESS), os.environ.get("PYTHONPATH"))))
    own = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER_RUN}
    env = {**own, "PYTHONPATH": path, "MIGRATOR_RECORDER": address}
    words = ["-m", "pytest", "-p", "migrator_pytest", *shlex.split(arguments)]
    log = project.logs / "pytest.log"
    child = Child([project.python, *words], log, cwd=project.source, env=env)
    await _ended(child, check)
    if child.exit_code == _SOME_TESTS_FAILED:
        say(f"some tests failed; what they sent is recorded all the same (log: {log})")
    elif child.exit_code:
        raise _failed("pytest", child)


async def anybody(check: Check) -> None:
    """Wait until the user interrupts."""
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupted.set)
    while not interrupted.is_set():
        check()
        with suppress(TimeoutError):
            await asyncio.wait_for(interrupted.wait(), _LOOK_SECONDS)


async def _ended(child: Child, check: Check) -> None:
    try:
        while child.is_alive:
            check()
            await asyncio.sleep(_LOOK_SECONDS)
    finally:
        child.stop()


def _failed(what: str, child: Child) -> CouldNotRun:
    return CouldNotRun(
        f"{what} left with exit code {child.exit_code}:\n{child.last_lines()}",
        f"its log is {child.log}",
    )
