"""`CSRFProtect`: Flask-WTF's check of every request that changes something.

Keeps B6: before the hooks of the project, from field or header, the referrer under https, `exempt`,
every `WTF_CSRF_*` key, `csrf_token()` and `csrf_meta_tag()` in templates.
Delete when: the forms are protected in another way and no page with such a token is open any more.
"""

import logging
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from werkzeug.exceptions import BadRequest
from wtforms import ValidationError  # type: ignore[import-untyped]  # it has no types

from .blueprint import Blueprint
from .context import current_app, g, request
from .csrf_tokens import csrf_meta_tag, generate_csrf, validate_csrf

if TYPE_CHECKING:
    from .application import Application

__all__ = ["CSRFError", "CSRFProtect", "csrf_meta_tag", "generate_csrf", "validate_csrf"]

V = TypeVar("V")

_DEFAULTS: dict[str, Any] = {
    "WTF_CSRF_ENABLED": True,
    "WTF_CSRF_CHECK_DEFAULT": True,
    "WTF_CSRF_METHODS": ["POST", "PUT", "PATCH", "DELETE"],
    "WTF_CSRF_FIELD_NAME": "csrf_token",
    "WTF_CSRF_HEADERS": ["X-CSRFToken", "X-CSRF-Token"],
    "WTF_CSRF_META_NAME": "csrf-token",
    "WTF_CSRF_TIME_LIMIT": 3600,
    "WTF_CSRF_SSL_STRICT": True,
}

logger = logging.getLogger(__name__)


class CSRFError(BadRequest):
    """A request without the right token; answered with 400 unless it has an error handler."""

    description = "CSRF validation failed."


class CSRFProtect:
    """Checks the token of every request that changes something."""

    def __init__(self, app: "Application | None" = None) -> None:
        self._exempt_views: set[str] = set()
        self._exempt_blueprints: set[Blueprint] = set()
        if app is not None:
            self.init_app(app)

    def init_app(self, app: "Application") -> None:
        """Attach to an application."""
        app.extensions["csrf"] = self
        for key, value in _DEFAULTS.items():
            app.config.setdefault(key, value)
        app.config["WTF_CSRF_METHODS"] = set(app.config["WTF_CSRF_METHODS"])
        names = {"csrf_token": generate_csrf, "csrf_meta_tag": csrf_meta_tag}
        app.jinja_env.globals.update(names)
        app.context_processor(lambda: dict(names))
        app.before_request(self._check)

    def _check(self) -> None:
        config = current_app.config
        if config["WTF_CSRF_ENABLED"] and config["WTF_CSRF_CHECK_DEFAULT"]:
            self.protect(apply_exemptions=True)

    def protect(self, apply_exemptions: bool = False) -> None:
        """Check the token of this request now; CSRFError when it is not right."""
        if apply_exemptions and (not request.endpoint or self._is_exempt(request.endpoint)):
            return
        if request.method not in current_app.config["WTF_CSRF_METHODS"]:
            return
        try:
            validate_csrf(_token_of_request())
        except ValidationError as error:
            logger.info(error.args[0])
            _refuse(error.args[0])
        if request.is_secure and current_app.config["WTF_CSRF_SSL_STRICT"]:
            if not request.referrer:
                _refuse("The referrer header is missing.")
            if not same_origin(request.referrer, f"https://{request.host}/"):
                _refuse("The referrer does not match the host.")
        g.csrf_valid = True  # forms need not check again

    def _is_exempt(self, endpoint: str) -> bool:
        if current_app.blueprints.get(request.blueprint or "") in self._exempt_blueprints:
            return True
        view = current_app.view_functions.get(endpoint)
        if view is None:
            return False
        place = f"{view.__module__}.{view.__name__}"
        # Places given as text name the Flask project's modules, which now stand in a package.
        inside = place.removeprefix(f"{__name__.partition('.')[0]}.")
        return place in self._exempt_views or inside in self._exempt_views

    def exempt(self, view: V) -> V:
        """Leave a view or blueprint unprotected; also a decorator."""
        if isinstance(view, Blueprint):
            self._exempt_blueprints.add(view)
        elif isinstance(view, str):
            self._exempt_views.add(view)
        else:
            self._exempt_views.add(f"{view.__module__}.{getattr(view, '__name__', '')}")
        return view


def _token_of_request() -> str | None:
    field_name = current_app.config["WTF_CSRF_FIELD_NAME"]
    token: str | None = request.form.get(field_name)
    if token:
        return token
    for key in request.form:  # a form with a prefix: prefix-csrf_token
        if key.endswith(field_name) and (token := request.form[key]):
            return token
    found = (request.headers.get(name) for name in current_app.config["WTF_CSRF_HEADERS"])
    return next((token for token in found if token), None)


def _refuse(reason: str) -> NoReturn:
    raise CSRFError(reason)


def same_origin(current_uri: str, compare_uri: str) -> bool:
    """Tell whether two URLs have the same scheme, host and port."""
    current, compare = urlsplit(current_uri), urlsplit(compare_uri)
    return (current.scheme, current.hostname, current.port) == (
        compare.scheme,
        compare.hostname,
        compare.port,
    )
