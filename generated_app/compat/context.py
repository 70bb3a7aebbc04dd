"""What the code may reach from anywhere in a request: request, session, g and current_app.

Keeps X1-X3, C8 and C9: the proxies find the running request, and `session` counts as accessed when
it is reached through its proxy.
Delete when: the views take these things as parameters.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, TypeVar

from .proxy import LocalProxy
from .request_context import (
    NO_APP,
    NO_REQUEST,
    Context,
    current,
    current_application,
    enter,
    has_app_context,
    has_request_context,
    leave,
    running,
)

if TYPE_CHECKING:
    from .application import Application
    from .request import Request
    from .session import Session

__all__ = [
    "Context",
    "after_this_request",
    "copy_current_request_context",
    "current",
    "current_app",
    "current_application",
    "enter",
    "g",
    "has_app_context",
    "has_request_context",
    "leave",
    "request",
    "session",
]

F = TypeVar("F", bound=Callable[..., Any])

_NEEDS_REQUEST = (
    "'{}' can only be used when a request context is active, such as in a view function."
)

request: "Request" = LocalProxy(running, "request", unbound_message=NO_REQUEST)  # type: ignore[assignment]  # a proxy stands for the object
session: "Session" = LocalProxy(running, "session", unbound_message=NO_REQUEST)  # type: ignore[assignment]  # a proxy stands for the object
g: Any = LocalProxy(running, "g", unbound_message=NO_APP)
current_app: "Application" = LocalProxy(running, "app", unbound_message=NO_APP)  # type: ignore[assignment]  # a proxy stands for the object


def after_this_request(f: F) -> F:
    """Have a function called with this request's response, before the after_request hooks."""
    if not has_request_context():
        raise RuntimeError(_NEEDS_REQUEST.format("after_this_request"))
    current().after_functions.append(f)
    return f


def copy_current_request_context(f: F) -> F:
    """Wrap a function so that it sees this request wherever it runs; its `g` is new."""
    if not has_request_context():
        raise RuntimeError(_NEEDS_REQUEST.format("copy_current_request_context"))
    original = current()

    @contextmanager
    def copied() -> Iterator[None]:
        token = enter(original.copy())
        try:
            yield
        finally:
            leave(token)

    if inspect.iscoroutinefunction(f):

        async def awaiting(*args: Any, **kwargs: Any) -> Any:
            with copied():
                return await f(*args, **kwargs)

        return update_wrapper(awaiting, f)  # type: ignore[return-value]  # same call as f

    def calling(*args: Any, **kwargs: Any) -> Any:
        with copied():
            return f(*args, **kwargs)

    return update_wrapper(calling, f)  # type: ignore[return-value]  # same call as f
