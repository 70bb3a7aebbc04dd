"""`Api` and `Resource`: Flask-RESTful's classes of methods, and what they answer.

Keeps B12-B14; the parts stand in `restful_values`, `restful_errors`, `restful_marshal`,
`restful_fields`, `restful_reqparse` and `restful_inputs`.
Delete when: the resources have become functions on a router.
"""

import functools
from collections.abc import Callable
from inspect import isawaitable
from typing import Any, TypeVar

from werkzeug.exceptions import InternalServerError, NotAcceptable
from werkzeug.wrappers import Response as WerkzeugResponse

from .context import current_app, request
from .responses import make_response
from .restful_errors import answer_error
from .restful_marshal import marshal, marshal_with, marshal_with_field
from .restful_resource import Resource
from .restful_rules import ResourceRules
from .restful_values import abort, output_json, unpack
from .urls import url_for

__all__ = [
    "Api",
    "Resource",
    "abort",
    "marshal",
    "marshal_with",
    "marshal_with_field",
    "output_json",
    "unpack",
]

R = TypeVar("R")


class Api(ResourceRules):
    """The resources of an application or blueprint, and how they are written."""

    def __init__(
        self,
        app: Any = None,
        prefix: str = "",
        default_mediatype: str | None = "application/json",
        decorators: list[Callable[..., Any]] | None = None,
        catch_all_404s: bool = False,
        serve_challenge_on_401: bool = False,
        url_part_order: str = "bae",
        errors: dict[str, dict[str, Any]] | None = None,
    ) -> None:
        self.representations: dict[str, Callable[..., Any]] = {"application/json": output_json}
        self.prefix = prefix
        self.default_mediatype = default_mediatype
        self.decorators = decorators or []
        self.catch_all_404s = catch_all_404s
        self.serve_challenge_on_401 = serve_challenge_on_401
        self.url_part_order = url_part_order
        self.errors = errors or {}
        self.app = app
        self.init_rules()
        if app is not None:
            self.init_app(app)

    def output(self, resource: Callable[..., Any]) -> Callable[..., Any]:
        """Return a view that makes a response of what a resource returns."""

        @functools.wraps(resource)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            value = resource(*args, **kwargs)
            value = await value if isawaitable(value) else value
            if isinstance(value, WerkzeugResponse):
                return value
            data, code, headers = unpack(value)
            return self.make_response(data, code, headers=headers)

        return wrapper

    def url_for(self, resource: type[Resource], **values: Any) -> str:
        """Return the URL of a resource."""
        endpoint = resource.endpoint  # type: ignore[attr-defined]  # set when it was registered
        if self.blueprint is not None:
            endpoint = f"{self.blueprint.name}.{endpoint}"
        return url_for(endpoint, **values)

    def make_response(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        """Return a response in the form that the client likes best."""
        default: Any = kwargs.pop("fallback_mediatype", None) or self.default_mediatype
        mediatype = request.accept_mimetypes.best_match(self.representations, default=default)
        if mediatype is None:
            raise NotAcceptable
        if mediatype in self.representations:
            response = self.representations[mediatype](data, *args, **kwargs)
        elif mediatype == "text/plain":
            response = make_response(str(data), *args, **kwargs)
        else:
            raise InternalServerError
        response.headers["Content-Type"] = mediatype
        return response

    @staticmethod
    def mediatypes() -> list[str]:
        """Return the types of the Accept header, best first."""
        accepted = sorted(request.accept_mimetypes, key=lambda pair: pair[1], reverse=True)
        return [name for name, _ in accepted]

    def representation(self, mediatype: str) -> Callable[[R], R]:
        """Register the function that writes a media type."""

        def decorator(function: R) -> R:
            self.representations[mediatype] = function  # type: ignore[assignment]  # a function
            return function

        return decorator

    def handle_error(self, e: Exception) -> Any:
        """Return the response for an error of a resource; subclasses may be async."""
        return answer_error(self, e)

    def unauthorized(self, response: Any) -> Any:
        """Ask the browser for a password, if so configured."""
        if self.serve_challenge_on_401:
            realm = current_app.config.get("HTTP_BASIC_AUTH_REALM", "flask-restful")
            response.headers["WWW-Authenticate"] = f'Basic realm="{realm}"'
        return response
