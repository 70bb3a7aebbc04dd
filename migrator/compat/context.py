"""What the code may reach from anywhere in a request: request, session, g and current_app.

Keeps X1-X3: one object per request stands in a ContextVar and is changed, never replaced, so that
what a thread or a dependency writes is seen by the view (X2); `session` counts as accessed when it
is reached through the proxy (C8, C9).
Delete when: the views take these things as parameters.
"""

import inspect
from collections.abc import Callable, Iterator
from contextvars import ContextVar, Token
from functools import update_wrapper
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from werkzeug.local import LocalProxy

if TYPE_CHECKING:
    from werkzeug.routing import MapAdapter

    from .application import Application
    from .request import Request
    from .session import Session

F = TypeVar("F", bound=Callable[..., Any])
_UNSET: Any = object()

_NO_APP = (
    "Working outside of application context.\n\n"
    "This typically means that you attempted to use functionality that needed the current"
    " application. To solve this, set up an application context with app.app_context()."
)
_NO_REQUEST = (
    "Working outside of request context.\n\n"
    "This typically means that you attempted to use functionality that needed an active HTTP"
    " request."
)


class Globals:
    """`g`: a place for whatever one request wants to keep."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a value or the default."""
        return self.__dict__.get(name, default)

    def pop(self, name: str, default: Any = _UNSET) -> Any:
        """Remove a value and return it."""
        if default is _UNSET:
            return self.__dict__.pop(name)
        return self.__dict__.pop(name, default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """Return a value, after setting it to the default when it is missing."""
        return self.__dict__.setdefault(name, default)

    def __contains__(self, item: str) -> bool:
        return item in self.__dict__

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self.__dict__[name]
        except KeyError:
            raise AttributeError(name) from None


class Context:
    """The state of one request (or of a script, when there is no request)."""

    __slots__ = (
        "_request",
        "_tokens",
        "after_functions",
        "app",
        "flashes",
        "g",
        "opened_session",
        "streams",
        "url_adapter",
    )

    def __init__(self, app: "Application", request: "Request | None" = None) -> None:
        self.app = app
        self.g: Any = app.app_ctx_globals_class()
        self._request = request
        self.opened_session: Session | None = None
        self.flashes: list[tuple[str, Any]] | None = None
        self.after_functions: list[Callable[..., Any]] = []
        self.url_adapter: MapAdapter | None = None
        self.streams = False
        self._tokens: list[Token[Context]] = []

    @property
    def has_request(self) -> bool:
        """Whether a request is being answered."""
        return self._request is not None

    @property
    def request(self) -> "Request":
        """The request, or Flask's RuntimeError."""
        if self._request is None:
            raise RuntimeError(_NO_REQUEST)
        return self._request

    @property
    def session(self) -> "Session":
        """The session, marked as accessed."""
        opened = self.open_session()
        opened.accessed = True
        return opened

    def open_session(self) -> "Session":
        """Read the cookie the first time anybody asks."""
        if self.opened_session is None:
            self.opened_session = self.app.session_interface.open_session(self.app, self.request)
        return self.opened_session

    def push(self) -> None:
        """Make this the current context of the running task or thread."""
        self._tokens.append(_current.set(self))

    def pop(self, exc: BaseException | None = None) -> None:
        """Run the teardown functions when it is the last pop, and restore what was there before."""
        try:
            if len(self._tokens) == 1:
                self.app.run_teardown(self, exc)
        finally:
            _current.reset(self._tokens.pop())

    def __enter__(self) -> "Context":
        self.push()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.pop(exc_value)


_current: ContextVar[Context] = ContextVar("compat.context")

request: "Request" = LocalProxy(_current, "request", unbound_message=_NO_REQUEST)  # type: ignore[assignment]  # a proxy stands for the object
session: "Session" = LocalProxy(_current, "session", unbound_message=_NO_REQUEST)  # type: ignore[assignment]  # a proxy stands for the object
g: Any = LocalProxy(_current, "g", unbound_message=_NO_APP)
current_app: "Application" = LocalProxy(_current, "app", unbound_message=_NO_APP)  # type: ignore[assignment]  # a proxy stands for the object


def enter(holder: Context) -> Token[Context]:
    """Make a context the current one; `leave` takes the token."""
    return _current.set(holder)


def leave(token: Token[Context]) -> None:
    """Restore what was there before `enter`."""
    _current.reset(token)


def current() -> Context:
    """Return the running context, or Flask's RuntimeError."""
    holder = _current.get(None)
    if holder is None:
        raise RuntimeError(_NO_APP)
    return holder


def current_application() -> "Application | None":
    """Return the application of the running context, if any."""
    holder = _current.get(None)
    return None if holder is None else holder.app


def has_request_context() -> bool:
    """Tell whether a request is being answered."""
    holder = _current.get(None)
    return holder is not None and holder.has_request


def has_app_context() -> bool:
    """Tell whether `current_app` and `g` can be used."""
    return _current.get(None) is not None


def after_this_request(f: F) -> F:
    """Have a function called with this request's response, before the after_request hooks."""
    if not has_request_context():
        raise RuntimeError(
            "'after_this_request' can only be used when a request context is active, such as in a"
            " view function."
        )
    current().after_functions.append(f)
    return f


def copy_current_request_context(f: F) -> F:
    """Wrap a function so that it sees this request wherever it runs; `g` is its own (as in Flask)."""
    if not has_request_context():
        raise RuntimeError(
            "'copy_current_request_context' can only be used when a request context is active,"
            " such as in a view function."
        )
    original = current()

    def copied() -> Context:
        holder = Context(original.app, original.request)
        holder.opened_session = original.opened_session
        holder.url_adapter = original.url_adapter
        return holder

    if inspect.iscoroutinefunction(f):

        async def awaiting(*args: Any, **kwargs: Any) -> Any:
            token = enter(copied())
            try:
                return await f(*args, **kwargs)
            finally:
                leave(token)

        return update_wrapper(awaiting, f)  # type: ignore[return-value]  # same call as f

    def calling(*args: Any, **kwargs: Any) -> Any:
        token = enter(copied())
        try:
            return f(*args, **kwargs)
        finally:
            leave(token)

    return update_wrapper(calling, f)  # type: ignore[return-value]  # same call as f
