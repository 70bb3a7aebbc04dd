"""Find something out beside the rest of the work, in a process that begins with all known here.

A fork has every syntax tree already; only what is found out comes back. Where a fork is not safe or
gains nothing, it is found out here, when it is asked for.
"""

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

Found = TypeVar("Found")


@contextmanager
def beside(work: Callable[[], Found]) -> Iterator[Callable[[], Found]]:
    """Begin with ``work``, which changes nothing; what is given waits for it, and says it again.

    What goes wrong beside is tried once more here, so that an error is raised where it is asked
    for. Nobody who leaves without asking leaves a process behind.
    """
    if not _is_worth_it():
        yield cache(work)
        return
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _work_and_end(work, writing)
    os.close(writing)
    ended: list[bytes] = []

    def collect() -> bytes:
        if not ended:
            with os.fdopen(reading, "rb") as pipe:
                ended.append(pipe.read())
            os.waitpid(child, 0)
        return ended[0]

    @cache
    def found() -> Found:
        said = collect()
        if not said:
            return work()
        given: Found = pickle.loads(said)  # noqa: S301 (our own child wrote it)
        return given

    try:
        yield found
    finally:
        if not ended:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(reading)


def _is_worth_it() -> bool:
    """Whether a fork is safe (macOS' own libraries and threads are not) and a processor is idle."""
    alone = threading.active_count() == 1
    return sys.platform == "linux" and alone and len(os.sched_getaffinity(0)) > 1


def _work_and_end(work: Callable[[], object], writing: int) -> None:
    try:
        said = pickle.dumps(work())
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(said)
    finally:
        os._exit(0)
