"""`in_thread`: a blocking call beside the event loop, with the request still at hand.

`opened_in_thread` does the same for a `with`, whose end may wait for the other side as well.

Keeps X4 (U1): a password hash (B8, B9) or a file does not stop the other requests. The context is
carried over, so that `request`, `session` and `g` are the same objects (X2).
Delete when: nothing blocking is left.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from functools import partial
from typing import ParamSpec, TypeVar

from anyio.to_thread import run_sync

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a worker thread and return its result."""
    return await run_sync(partial(function, *args, **kwargs))


@asynccontextmanager
async def opened_in_thread(
    function: Callable[P, AbstractContextManager[T]], *args: P.args, **kwargs: P.kwargs
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
