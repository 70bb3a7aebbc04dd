"""Which error handler answers an error: Flask's search, by code and class, blueprint and app.

Keeps E5-E8, E10, A10 (what propagates), A11, Q8 and E14 (Starlette's HTTPException is taken for
werkzeug's).
Delete when: errors are answered by FastAPI's exception handlers.
"""

from collections.abc import Callable
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException as StarletteHTTPException
from werkzeug.exceptions import (
    BadRequest,
    BadRequestKeyError,
    HTTPException,
    InternalServerError,
    default_exceptions,
)
from werkzeug.routing import RoutingException

from . import context
from .announcing import announce

if TYPE_CHECKING:
    from .application import Application
    from .context import Context

Handler = Callable[[Any], Any]
HandlerMap = dict[str | None, dict[int | None, dict[type[Exception], Handler]]]


def exception_key(code_or_class: type[Exception] | int) -> tuple[type[Exception], int | None]:
    """Return the class and code under which a handler is kept."""
    if isinstance(code_or_class, int):
        if code_or_class not in default_exceptions:
            raise ValueError(
                f"'{code_or_class}' is not a recognized HTTP error code. Use a subclass of"
                " HTTPException with that code instead."
            )
        found: type[Exception] = default_exceptions[code_or_class]
    else:
        found = code_or_class
    if not isinstance(found, type):
        raise TypeError(
            f"{found!r} is an instance, not a class. Handlers can only be registered for Exception"
            " classes or HTTP error codes."
        )
    if not issubclass(found, Exception):
        raise ValueError(  # Flask's class
            f"'{found.__name__}' is not a subclass of Exception. Handlers can only be registered"
            " for Exception classes or HTTP error codes."
        )
    return found, found.code if issubclass(found, HTTPException) else None


def find_handler(handlers: HandlerMap, error: Exception, blueprints: list[str]) -> Handler | None:
    """Return the handler for an error: by code before by class, blueprint before application."""
    error_class, code = exception_key(type(error))
    for wanted in (code, None) if code is not None else (None,):
        for name in (*blueprints, None):
            known = handlers.get(name, {}).get(wanted)
            if not known:
                continue
            for parent in error_class.__mro__:
                if parent in known:
                    return known[parent]
    return None


class HandledErrors:
    """The part of an application that answers errors; extensions put themselves before it."""

    async def handle_user_exception(self, error: Exception) -> Any:
        """Answer an error that a view or a hook raised, or raise it again."""
        holder = context.current()
        return await answer_error(holder.app, holder, error)


async def answer_error(app: "Application", holder: "Context", error: Exception) -> Any:
    """Return what the handler of an error returns; raise the error when there is none."""
    if isinstance(error, StarletteHTTPException):
        error = translated(error)
    if isinstance(error, BadRequestKeyError) and (
        app.debug or app.config["TRAP_BAD_REQUEST_ERRORS"]
    ):
        error.show_exception = True
    is_http = isinstance(error, HTTPException) and not traps(app, error)
    if is_http and (error.code is None or isinstance(error, RoutingException)):  # type: ignore[attr-defined]
        return error
    handler = find_handler(app.error_handler_spec, error, holder.request.blueprints)
    if handler is None:
        if is_http:
            return error
        raise error
    answer = handler(error)
    return await answer if isawaitable(answer) else answer


async def answer_crash(app: "Application", holder: "Context", error: Exception) -> Any:
    """Return what the handler of 500 makes of an unhandled error, or the plain error page."""
    announce("got_request_exception", app, exception=error)
    propagate = app.config["PROPAGATE_EXCEPTIONS"]
    if propagate is None:
        propagate = app.testing or app.debug
    if propagate:
        raise error
    request = holder.request
    app.logger.error("Exception on %s [%s]", request.path, request.method, exc_info=error)
    crash = InternalServerError(original_exception=error)
    handler = find_handler(app.error_handler_spec, crash, request.blueprints)
    if handler is None:
        return crash
    answer = handler(crash)
    return await answer if isawaitable(answer) else answer


def traps(app: "Application", error: Exception) -> bool:
    """Tell whether an HTTP error is to be treated like any other exception."""
    if app.config["TRAP_HTTP_EXCEPTIONS"]:
        return True
    trap_bad_request = app.config["TRAP_BAD_REQUEST_ERRORS"]
    if trap_bad_request is None and app.debug and isinstance(error, BadRequestKeyError):
        return True
    return bool(trap_bad_request) and isinstance(error, BadRequest)


def translated(error: StarletteHTTPException) -> HTTPException:
    """Return werkzeug's error for Starlette's."""
    found = default_exceptions.get(error.status_code, HTTPException)(description=error.detail)
    found.code = error.status_code
    if error.headers:
        own = list(error.headers.items())
        page = found.get_headers
        found.get_headers = lambda *args: [*page(*args), *own]  # type: ignore[method-assign]
    return found
