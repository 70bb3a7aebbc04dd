"""`stream_with_context`: a generator that still sees the request while it is being sent.

Keeps T1. The context stays until the body is sent, so that the generator is returned as it is;
that it was asked for is noted, because Flask then runs the teardown functions again at the end.
Delete when: the generators take what they need as arguments.
"""

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypeVar

from .context import current, has_request_context

T = TypeVar("T", bound=Iterator[Any] | AsyncIterator[Any] | Callable[..., Any])


def stream_with_context(generator_or_function: T) -> T:
    """Keep the request for a generator, or for every generator that a function makes."""
    if not hasattr(generator_or_function, "__iter__") and not hasattr(
        generator_or_function, "__aiter__"
    ):
        return _decorated(generator_or_function)  # type: ignore[no-any-return]  # the same call
    if not has_request_context():
        raise RuntimeError(
            "'stream_with_context' can only be used when a request context is active, such as in"
            " a view function."
        )
    current().streams = True
    return generator_or_function


def _decorated(function: Any) -> Any:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return stream_with_context(function(*args, **kwargs))

    return wrapper
