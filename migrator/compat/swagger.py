"""`Swagger` and `swag_from` of flasgger: its pages stay on Flask, its marks say nothing here.

Keeps no row: the rules of its pages, so that no other rule takes their requests, and the headers
that it adds to every answer. FastAPI has a document of its own.
Delete when: nobody asks for flasgger's pages any more.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from werkzeug.wrappers import Response

from .blueprint import Blueprint

V = TypeVar("V", bound=Callable[..., Any])

_DEFAULTS: dict[str, Any] = {
    "headers": [],
    "specs": [{"endpoint": "apispec_1", "route": "/apispec_1.json"}],
    "static_url_path": "/flasgger_static",
    "specs_route": "/apidocs/",
}


class Swagger:
    """Keeps flasgger's rules on an application; parsing and checking of bodies are not kept."""

    DEFAULT_CONFIG = _DEFAULTS

    def __init__(
        self,
        app: Any = None,
        config: dict[str, Any] | None = None,
        *,
        merge: bool = False,
        **_documentation: Any,
    ) -> None:
        self.config = {**_DEFAULTS, **(config or {})} if merge or not config else config
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Any, **_documentation: Any) -> None:
        """Register the rules and the headers."""
        self.config.update(app.config.get("SWAGGER", {}))
        app.register_blueprint(self._rules())

        def add_headers(response: Response) -> Response:
            for header, value in self.config.get("headers", ()):
                response.headers[header] = value
            return response

        app.after_request(add_headers)

    def _rules(self) -> Blueprint:
        config = self.config
        pages = Blueprint(
            config.get("endpoint", "flasgger"),
            __name__,
            url_prefix=config.get("url_prefix"),
            subdomain=config.get("subdomain"),
        )
        if config.get("swagger_ui", True):
            at = config.get("specs_route", "/apidocs/")
            old = f"{at}/o2c.html" if config.get("uiversion", 3) < 3 else "/oauth2-redirect.html"
            pages.stays_on_flask(at, endpoint="apidocs")
            pages.stays_on_flask(config.get("oauth_redirect", old), endpoint="oauth_redirect")
            pages.stays_on_flask("/apidocs/index.html", endpoint="<lambda>")
            static = config.get("static_url_path") or "/static"
            pages.stays_on_flask(f"{static}/<path:filename>", endpoint="static")
        for spec in config["specs"]:
            pages.stays_on_flask(spec["route"], endpoint=spec["endpoint"])
        return pages


def swag_from(*_specs: Any, **_options: Any) -> Callable[[V], V]:
    """Leave the view as it is."""

    def decorator(view: V) -> V:
        return view

    return decorator
