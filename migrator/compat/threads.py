"""Blocking code beside the event loop, with the request still at hand.

`in_thread` calls a function in a worker thread, `threaded` makes an async function of one that
always runs there, and `opened_in_thread` does the same for a `with`, whose end may wait as well.
`awaited` is the way back: code in a worker thread asks for what an async function gives.

Keeps X4 (U1-U3): a password hash (B8, B9), a file or a query that cannot be awaited does not stop
the other requests. The context is carried over in both directions, so that `request`, `session`
and `g` are the same objects (X2).
Delete when: nothing blocking is left.
"""

import math
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractContextManager, asynccontextmanager
from contextvars import ContextVar
from functools import partial, wraps
from inspect import isawaitable
from typing import Any, ParamSpec, TypeVar

from anyio import CapacityLimiter, from_thread
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync

P = ParamSpec("P")
T = TypeVar("T")

_FEWEST = 40
_most = [_FEWEST]
_limiter: RunVar[CapacityLimiter] = RunVar("compat.threads")
_in_worker: ContextVar[bool] = ContextVar("compat.in_worker", default=False)


def allow_threads(count: int) -> None:
    """Let as many threads run as there are connections of the database; 40 at least."""
    _most.append(count)


async def in_thread(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a worker thread and return its result."""
    call = partial(_work, partial(function, *args, **kwargs))
    return await run_sync(call, limiter=_places())


def threaded(function: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Have a function run in a worker thread; whoever calls it awaits it."""

    @wraps(function)
    async def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        return await in_thread(function, *args, **kwargs)

    return wrapper


def awaited(value: Any) -> Any:
    """Wait in a worker thread for what the event loop makes of an awaitable; return the rest.

    Raises:
        RuntimeError: this is not a worker thread.
    """
    return from_thread.run(_result, value) if isawaitable(value) else value


@asynccontextmanager
async def opened_in_thread(
    function: Callable[P, AbstractContextManager[T]], /, *args: P.args, **kwargs: P.kwargs
) -> AsyncIterator[T]:
    """Make a context manager, enter and leave it in worker threads; it sees errors as ever."""
    context = await in_thread(function, *args, **kwargs)
    value = await in_thread(context.__enter__)
    try:
        yield value
    except BaseException as error:
        if not await in_thread(context.__exit__, type(error), error, error.__traceback__):
            raise
    else:
        await in_thread(context.__exit__, None, None, None)


def _work(call: Callable[[], T]) -> T:
    _in_worker.set(True)  # in the copy of the context that belongs to this call
    return call()


def _places() -> CapacityLimiter:
    """The places for threads: as many as connections, and no queue for who holds a place already.

    A thread that waits for the event loop keeps its place. If what it waits for had to queue for
    another one, all threads could end up waiting for each other.
    """
    if _in_worker.get():
        return CapacityLimiter(math.inf)
    try:
        return _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(max(_most))
        _limiter.set(limiter)
        return limiter


async def _result(value: Awaitable[T]) -> T:
    return await value
