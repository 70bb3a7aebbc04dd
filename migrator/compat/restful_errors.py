"""How Flask-RESTful answers errors: as data, for its own endpoints only.

Keeps B12: `{"message": ...}` for errors of resources and for methods they lack, the project's error
handlers for everything else, `errors=` and `catch_all_404s` of the Api.
Delete when: errors are answered by the application's own handlers.
"""

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.http import HTTP_STATUS_CODES

from .context import current, current_app, request

if TYPE_CHECKING:
    from .restful import Api

Handler = Callable[[Exception], Awaitable[Any]]
_ERROR, _NOT_ACCEPTABLE, _UNAUTHORIZED = 500, 406, 401


def routed_to(api: "Api", original: Handler) -> Handler:
    """Return a handler that lets an Api answer its own errors, and leaves the others."""

    async def handle(error: Exception) -> Any:
        if not _is_of(api):
            return await original(error)
        try:
            answer = api.handle_error(error)
            return await answer if isawaitable(answer) else answer
        except Exception:  # what the Api cannot answer is the application's
            return await original(error)

    return handle


def _is_of(api: "Api") -> bool:
    match request.routing_exception:
        case MethodNotAllowed(valid_methods=methods) if methods:
            adapter: Any = current().url_adapter
            rule, _ = adapter.match(method=next(iter(methods)), return_rule=True)
            if api.owns_endpoint(rule.endpoint):
                return True
        case NotFound() if api.catch_all_404s:
            return True
    return request.url_rule is not None and api.owns_endpoint(request.url_rule.endpoint)


def answer_error(api: "Api", error: Exception) -> Any:
    """Return the response for an error of a resource."""
    _propagate(error)
    headers = Headers()
    if isinstance(error, HTTPException):
        if error.response is not None:
            return error.get_response()
        code = error.code
        default = {"message": getattr(error, "description", HTTP_STATUS_CODES.get(code or 0, ""))}
        headers = Headers(error.get_response().headers)
        headers.pop("Content-Length", None)
    else:
        code = _ERROR
        default = {"message": HTTP_STATUS_CODES[_ERROR]}
    data = getattr(error, "data", default)
    if code and code >= _ERROR:
        log = current_app.logger
        log.error("Exception on %s [%s]", request.path, request.method, exc_info=error)
    own = api.errors.get(type(error).__name__)
    if own is not None:
        code = own.get("status", _ERROR)
        data.update(own)
    return _respond(api, data, code, headers)


def _propagate(error: Exception) -> None:
    wanted = current_app.config.get("PROPAGATE_EXCEPTIONS", False)
    if wanted is None:
        wanted = current_app.testing or current_app.debug
    if wanted and not isinstance(error, HTTPException):
        raise error


def _respond(api: "Api", data: Any, code: int | None, headers: Headers) -> Any:
    options: dict[str, Any] = {}
    if code == _NOT_ACCEPTABLE and api.default_mediatype is None:
        # Without this the answer to "not acceptable" would not be acceptable either.
        options["fallback_mediatype"] = next(iter(api.representations), "text/plain")
    response = api.make_response(data, code, headers, **options)
    return api.unauthorized(response) if code == _UNAUTHORIZED else response
