"""The state of one request, held in a ContextVar: what the proxies of `context` point at.

Keeps X1 and X2: one object per request is set once and then changed, never replaced, so that what
a thread or a dependency writes is seen by the view.
Delete when: the proxies are gone.
"""

from contextvars import ContextVar, Token
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from .announcing import announce

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.routing import MapAdapter

    from .application import Application
    from .request import Request
    from .session import Session

NO_APP = (
    "Working outside of application context.\n\n"
    "This typically means that you attempted to use functionality that needed the current"
    " application. To solve this, set up an application context with app.app_context()."
)
NO_REQUEST = (
    "Working outside of request context.\n\n"
    "This typically means that you attempted to use functionality that needed an active HTTP"
    " request."
)


class Context:
    """The state of one request (or of a script, when there is no request)."""

    __slots__ = (
        "_request",
        "_tokens",
        "after_functions",
        "app",
        "flashes",
        "g",
        "is_inner",
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
        self.is_inner = False
        self._tokens: list[Token[Context]] = []

    @property
    def has_request(self) -> bool:
        """Whether a request is being answered."""
        return self._request is not None

    @property
    def request(self) -> "Request":
        """The request, or Flask's RuntimeError."""
        if self._request is None:
            raise RuntimeError(NO_REQUEST)
        return self._request

    @property
    def session(self) -> "Session":
        """The session, marked as accessed unless it does so itself."""
        opened = self.open_session()
        if not opened.marks_itself:
            opened.accessed = True
        return opened

    def open_session(self) -> "Session":
        """Read the cookie the first time anybody asks."""
        if self.opened_session is None:
            self.opened_session = self.app.session_interface.open_session(self.app, self.request)
        return self.opened_session

    def copy(self) -> "Context":
        """Return a context of the same request and session, with a `g` of its own."""
        holder = Context(self.app, self._request)
        if self.has_request:
            holder.opened_session = self.open_session()
        holder.url_adapter = self.url_adapter
        return holder

    def push(self) -> None:
        """Make this the current context of the running task or thread."""
        outer = running.get(None)
        if self.has_request and not self.is_inner and outer is not None and outer.app is self.app:
            self.g = outer.g  # a request inside of an application context shares it, as in Flask
        self._tokens.append(running.set(self))
        if not self.is_inner:
            announce("appcontext_pushed", self.app)

    def pop(self, exc: BaseException | None = None) -> None:
        """Run the teardown functions when it is the last pop, and restore what was there before."""
        try:
            if len(self._tokens) == 1:
                self.app.run_teardown(self, exc)
        finally:
            running.reset(self._tokens.pop())

    def __enter__(self) -> Self:
        self.push()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.pop(exc_value)

    async def __aenter__(self) -> Self:
        self.push()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            await self.app.teardown(self, exc_value)
        finally:
            running.reset(self._tokens.pop())


running: ContextVar[Context] = ContextVar("compat.context")


def enter(holder: Context) -> Token[Context]:
    """Make a context the current one; `leave` takes the token."""
    return running.set(holder)


def leave(token: Token[Context]) -> None:
    """Restore what was there before `enter`."""
    running.reset(token)


def current() -> Context:
    """Return the running context, or Flask's RuntimeError."""
    holder = running.get(None)
    if holder is None:
        raise RuntimeError(NO_APP)
    return holder


def current_application() -> "Application | None":
    """Return the application of the running context, if any."""
    holder = running.get(None)
    return None if holder is None else holder.app


def has_request_context() -> bool:
    """Tell whether a request is being answered."""
    holder = running.get(None)
    return holder is not None and holder.has_request


def has_app_context() -> bool:
    """Tell whether `current_app` and `g` can be used."""
    return running.get(None) is not None
