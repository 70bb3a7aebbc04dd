"""`in_thread`: a blocking call beside the event loop, with the request still at hand.

Keeps X4 (U1): a password hash (B8, B9) or a file does not stop the other requests. The context is
carried over, so that `request`, `session` and `g` are the same objects (X2).
Delete when: nothing blocking is left.
"""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio.to_thread import run_sync

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a worker thread and return its result."""
    return await run_sync(partial(function, *args, **kwargs))
