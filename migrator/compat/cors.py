"""`CORS` and `cross_origin`: Flask-CORS's headers, which let the pages of other origins in.

Keeps B11 and X5: a fixed origin is named even when no Origin was sent, a list gives `Vary`, who is
not let in gets the answer without headers, preflights are 200 with `Allow`; errors and 404 too.
Delete when: Starlette's CORSMiddleware answers instead, and its preflights (400 for who is not let
in) are accepted.
"""

import functools
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, TypeVar
from urllib.parse import unquote

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

from .context import current_app, request
from .cors_options import (
    CorsOptions,
    Pattern,
    matches,
    matches_any,
    merged_options,
    ordered_resources,
    resolve_options,
)
from .responses import make_response

V = TypeVar("V", bound=Callable[..., Any])

_ALLOW_ORIGIN = "Access-Control-Allow-Origin"
_PRIVATE_NETWORK = "Access-Control-Request-Private-Network"
_DECIDED = "_cors_decided"


class CORS:
    """Adds the headers to every answer of an application or blueprint."""

    def __init__(self, app: Any = None, **options: Any) -> None:
        self._options = options
        if app is not None:
            self.init_app(app, **options)

    def init_app(self, app: Any, **options: Any) -> None:
        """Attach to an application or to a blueprint."""
        merged = merged_options(app, self._options, options)
        resources = [
            (pattern, resolve_options(app, self._options, options, own))
            for pattern, own in ordered_resources(merged["resources"])
        ]
        intercepts = resolve_options(app, self._options, options).intercept_exceptions

        def add_headers(response: Response) -> Response:
            return _for_path(response, resources)

        app.after_request(add_headers)
        if intercepts and hasattr(app, "handle_user_exception"):
            for name in ("handle_user_exception", "handle_exception"):
                setattr(app, name, _with_headers(app, getattr(app, name), add_headers))


def _with_headers(
    app: Any,
    handle: Callable[[Exception], Awaitable[Any]],
    add_headers: Callable[[Response], Response],
) -> Callable[[Exception], Awaitable[Response]]:
    """Return an error handler whose answers have the headers before the project's hooks run."""

    async def handle_and_add(error: Exception) -> Response:
        return add_headers(app.make_response(await handle(error)))

    return handle_and_add


def cross_origin(*_args: Any, **options: Any) -> Callable[[V], V]:
    """Add the headers to the answers of one view, and answer its preflights."""

    def decorator(view: V) -> V:
        function: Any = view
        if options.get("automatic_options", True):
            function.required_methods = {*getattr(view, "required_methods", ()), "OPTIONS"}
            function.provide_automatic_options = False

        @functools.wraps(function)
        async def wrapper(*args: Any, **kwargs: Any) -> Response:
            resolved = resolve_options(current_app, options)
            if resolved.automatic_options and request.method == "OPTIONS":
                response: Response = current_app.make_default_options_response()
            else:
                value = function(*args, **kwargs)
                response = make_response(await value if isawaitable(value) else value)
            _add(response, resolved)
            setattr(response, _DECIDED, True)
            return response

        return wrapper  # type: ignore[return-value]  # the same call, awaited

    return decorator


def _for_path(response: Response, resources: list[tuple[Pattern, CorsOptions]]) -> Response:
    if response.headers.get(_ALLOW_ORIGIN):
        return response
    path = unquote(request.path)
    for pattern, options in resources:
        if matches(path, pattern, ignore_case=False):
            _add(response, options)
            break
    return response


def _add(response: Response, options: CorsOptions) -> None:
    if hasattr(response, _DECIDED):
        return
    origins = allowed_origins(options, request.headers.get("Origin"))
    if not origins:
        return
    # Of several fixed origins Flask-CORS sends the first, because browsers take only one.
    found = Headers([(_ALLOW_ORIGIN, origins[0])] if origins[0] else None)
    _describe(found, options)
    if request.method == "OPTIONS":
        _answer_preflight(found, options)
    if options.vary_header and origins[0] != "*" and (options.origin_varies or len(origins) > 1):
        found.add("Vary", "Origin")
    response.headers.extend(found)


def allowed_origins(options: CorsOptions, origin: str | None) -> list[str]:
    """Return what Access-Control-Allow-Origin says; nothing when the origin is not let in."""
    if origin:
        if options.allow_all_origins and options.send_wildcard:
            return ["*"]
        return [origin] if matches_any(origin, options.origins) else []
    if not options.always_send:
        return []
    if options.allow_all_origins:
        return [] if options.supports_credentials else ["*"]
    return sorted(item for item in options.origins if isinstance(item, str))


def _describe(found: Headers, options: CorsOptions) -> None:
    if options.expose_headers:
        found["Access-Control-Expose-Headers"] = options.expose_headers
    if options.supports_credentials:
        found["Access-Control-Allow-Credentials"] = "true"
    if request.headers.get(_PRIVATE_NETWORK) == "true":
        allowed = "true" if options.allow_private_network else "false"
        found["Access-Control-Allow-Private-Network"] = allowed


def _answer_preflight(found: Headers, options: CorsOptions) -> None:
    wanted = request.headers.get("Access-Control-Request-Method", "").upper()
    if not wanted or not options.methods or wanted not in options.methods:
        return
    asked = request.headers.get("Access-Control-Request-Headers")
    names = [name.strip() for name in asked.split(",")] if asked else []
    let_in = ", ".join(sorted(name for name in names if matches_any(name, options.allow_headers)))
    if let_in:
        found["Access-Control-Allow-Headers"] = let_in
    if options.max_age:
        found["Access-Control-Max-Age"] = str(options.max_age)
    found["Access-Control-Allow-Methods"] = options.methods
