"""`Resource`: a class whose methods return data.

Keeps B12: method decorators, representations of its own, what Flask-RESTful answers for HEAD.
Delete when: the resources have become functions on a router.
"""

from collections.abc import Callable, Mapping
from inspect import isawaitable
from typing import Any, ClassVar

from werkzeug.wrappers import Response as WerkzeugResponse

from .context import request
from .restful_values import unpack
from .views import MethodView


class Resource(MethodView):
    """A view with one method for each method of HTTP; what they return is data."""

    representations: ClassVar[Mapping[str, Callable[..., Any]] | None] = None
    method_decorators: ClassVar[Any] = []

    async def dispatch_request(self, **kwargs: Any) -> Any:
        """Call the method named like the request's, in its decorators."""
        name = request.method.lower()
        method = getattr(self, name, None) or (name == "head" and getattr(self, "get", None))
        if not method:
            raise AssertionError(f"Unimplemented method {request.method!r}")
        decorators = self.method_decorators
        if isinstance(decorators, Mapping):
            decorators = decorators.get(name, [])
        for decorator in decorators:
            method = decorator(method)
        value = method(**kwargs)
        value = await value if isawaitable(value) else value
        known = self.representations or {}
        mediatype = request.accept_mimetypes.best_match(known)
        if isinstance(value, WerkzeugResponse) or mediatype is None:
            return value
        response = known[mediatype](*unpack(value))
        response.headers["Content-Type"] = mediatype
        return response
