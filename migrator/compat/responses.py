"""What a view may return, and `Response`, `make_response`, `redirect`, `abort` as Flask has them.

Keeps J15-J31 (every return convention and its TypeErrors), A1-A8 (302 by default, pages of errors,
`abort(response)`), K1-K12 (cookies spelled by werkzeug).
Delete when: the views return FastAPI's own responses.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from werkzeug.datastructures import Headers
from werkzeug.exceptions import Aborter, HTTPException
from werkzeug.utils import redirect as werkzeug_redirect
from werkzeug.wrappers import Response as WerkzeugResponse

from . import context, json_provider
from .json_provider import jsonify

if TYPE_CHECKING:
    from .application import Application

__all__ = ["Response", "abort", "build_response", "jsonify", "make_response", "redirect"]

_aborter = Aborter()
_INVALID = (
    "The view function did not return a valid response. The return type must be a string, dict,"
    " list, tuple with headers or status, Response instance, or WSGI callable, but it was a"
)


class Response(WerkzeugResponse):
    """werkzeug's response with Flask's defaults: HTML, and Location left as given."""

    default_mimetype = "text/html"
    json_module = json_provider
    autocorrect_location_header = False
    page: Any = None  # the body as it was made from an error page: it stands in memory

    @property
    def max_cookie_size(self) -> int:  # type: ignore[override]  # read per application
        """The size above which werkzeug warns."""
        app = context.current_application()
        return 4093 if app is None else int(app.config["MAX_COOKIE_SIZE"])

    def set_cookie(
        self,
        key: str,
        value: str = "",
        max_age: timedelta | int | None = None,
        expires: str | datetime | float | None = None,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str | None = None,
        partitioned: bool = False,
    ) -> None:
        """Set a cookie, spelled as the application's werkzeug does."""
        options: dict[str, Any] = {
            "max_age": max_age,
            "expires": expires,
            "path": path,
            "secure": secure,
            "httponly": httponly,
            "samesite": samesite,
            "partitioned": partitioned,
        }
        app = context.current_application()
        if app is None or app.older_answers is None:
            super().set_cookie(key, value, domain=domain, **options)
            return
        options["max_size"] = self.max_cookie_size
        self.headers.add("Set-Cookie", app.older_answers.cookie(key, value, domain, options))


def make_response(*args: Any) -> Response:
    """Build a response from what a view could return."""
    app = context.current().app
    if not args:
        return app.response_class()
    return app.make_response(args[0] if len(args) == 1 else args)


def redirect(
    location: str,
    code: int = 302,
    Response: type[WerkzeugResponse] | None = None,  # the caller's keyword
) -> WerkzeugResponse:
    """Return a redirect whose Location is exactly the one given."""
    app = context.current_application()
    if app is not None:
        return app.redirect(location, code=code)
    return werkzeug_redirect(location, code=code, Response=Response)


def abort(code: int | WerkzeugResponse, *args: Any, **kwargs: Any) -> NoReturn:
    """Raise the error of a status code, or answer with a response at once."""
    app = context.current_application()
    aborter = _aborter if app is None else app.aborter
    aborter(code, *args, **kwargs)


def build_response(app: "Application", value: Any) -> Response:
    """Turn the result of a view into a response, by Flask's rules."""
    body, status, headers = _unpack(value)
    if body is None:
        raise TypeError(
            f"The view function for {context.request.endpoint!r} did not return a valid response."
            " The function either returned None or ended without a return statement."
        )
    if isinstance(body, app.response_class):
        response = body
    elif isinstance(body, str | bytes | bytearray | Iterator | AsyncIterator):
        # An async generator is the generator of a view that awaits: werkzeug keeps it as it is.
        response = app.response_class(body, status=status, headers=headers)  # type: ignore[arg-type]
        status = headers = None
    elif isinstance(body, dict | list):
        response = app.json.response(body)
    elif isinstance(body, WerkzeugResponse) or callable(body):
        response = _forced(app, body)
    else:
        raise TypeError(f"{_INVALID} {type(body).__name__}.")
    if status is not None:
        if isinstance(status, str | bytes | bytearray):
            response.status = status  # type: ignore[assignment]  # Flask takes bytes too
        else:
            response.status_code = status
    if headers:
        response.headers.update(headers)
    return response


def _unpack(value: Any) -> tuple[Any, Any, Any]:
    if not isinstance(value, tuple):
        return value, None, None
    match value:
        case (body, status, headers):
            return body, status, headers
        case (body, Headers() | dict() | tuple() | list() as headers):
            return body, None, headers
        case (body, status):
            return body, status, None
    raise TypeError(
        "The view function did not return a valid response tuple. The tuple must have the form"
        " (body, status, headers), (body, status), or (body, headers)."
    )


def _forced(app: "Application", body: Any) -> Response:
    if app.error_answers and isinstance(body, HTTPException):
        for answer in app.error_answers:
            response = answer(body)
            if response is not None:
                return response
    environ = context.request.environ
    if type(body).__call__ is HTTPException.__call__:
        return _page(app, body.get_response(environ), environ)
    try:
        return app.response_class.force_type(body, environ)  # type: ignore[return-value]
    except TypeError as error:
        raise TypeError(f"{error}\n{_INVALID} {type(body).__name__}.") from None


def _page(app: "Application", inner: WerkzeugResponse, environ: dict[str, Any]) -> Response:
    """Return what an error page becomes: to hooks it looks streamed, as it does in Flask."""

    def run(environ: Any, start_response: Any) -> Any:
        return inner(environ, start_response)

    response: Response = app.response_class.force_type(run, environ)  # type: ignore[arg-type,assignment]
    if inner.is_sequence:
        response.page = response.response
    return response
