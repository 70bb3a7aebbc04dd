"""The instrument as a child process: started, and seen to listen."""

import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import CouldNotRun
from migrator.twins.process import Child

_START_SECONDS = 30.0
_LISTENING = re.compile(r"listening on \S+:(\d+)")


@dataclass(frozen=True, slots=True)
class WireProcess:
    """Where it listens, and the process; its log has what it could not answer."""

    port: int
    process: Child


@contextmanager
def wire_process(words: Sequence[str], log: Path) -> Iterator[WireProcess]:
    """``python -m migrator.twins.wire WORDS``, stopped when the block is left.

    Raises:
        CouldNotRun: it did not start; the message has its last words.
    """
    child = Child([sys.executable, "-m", "migrator.twins.wire", *words], log)
    try:
        yield WireProcess(_port_when_ready(child), child)
    finally:
        child.stop()


def _port_when_ready(child: Child) -> int:
    deadline = time.monotonic() + _START_SECONDS
    while child.is_alive and time.monotonic() < deadline:
        if found := _LISTENING.search(child.last_lines()):
            return int(found[1])
        time.sleep(0.02)
    raise CouldNotRun(
        f"the wire player did not start:\n{child.last_lines()}", f"its log is {child.log}"
    )
