"""What has to happen before the first request and after the last one.

Keeps M16: the work that the Flask project did at import time (creating indexes, pinging the
database): in the same order, but inside the event loop, before the server takes requests.
Delete when: this work stands in a lifespan of the team's own.
"""

from collections.abc import Callable
from inspect import isawaitable, ismethod
from typing import Any
from weakref import WeakMethod

Work = Callable[[], Any]

_at_startup: list[Work] = []
_at_shutdown: list[Callable[[], Work | None]] = []


def at_startup(work: Work) -> Work:
    """Have a function called, and its result awaited, before the first request."""
    _at_startup.append(work)
    return work


def at_shutdown(work: Work) -> Work:
    """Have a function called, and its result awaited, after the last request; last come first.

    A method is forgotten with its object: a client that is made for one request does not stay.
    """
    _at_shutdown.append(WeakMethod(work, _at_shutdown.remove) if ismethod(work) else lambda: work)
    return work


async def run_startup() -> None:
    """Do the work of the start, in the order it was asked for."""
    for work in _at_startup:
        await _do(work)


async def run_shutdown() -> None:
    """Do the work of the end, in reverse order; every piece is tried, the first failure raised."""
    failure: Exception | None = None
    for kept in reversed(_at_shutdown):
        try:
            if (work := kept()) is not None:
                await _do(work)
        except Exception as error:  # the other connections must be closed too
            failure = failure or error
    if failure is not None:
        raise failure


async def _do(work: Work) -> None:
    result = work()
    if isawaitable(result):
        await result
