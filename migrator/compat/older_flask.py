"""What Flask did before 2.3, and with `SERVER_NAME` before 3.1.

Keeps J3, J4, C7 and R38 of older versions: the JSON keys of the config, encoder classes, the
session's domain from SERVER_NAME, 404 for other hosts, settings as attributes of the application.
Delete when: nobody depends on what an older Flask did.
"""

import ipaddress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from werkzeug.routing import MapAdapter

from .request_context import running

if TYPE_CHECKING:
    from .application import Application
    from .request import Request


def _class_of(app: "Application", name: str) -> Any:
    """The encoder or decoder of the blueprint of the request, or of the application."""
    holder = running.get(None)
    blueprint = None
    if holder is not None and holder.has_request and holder.request.blueprint:
        blueprint = app.blueprints.get(holder.request.blueprint)
    return getattr(blueprint, name, None) or getattr(app, name, None)


def dump_options(provider: Any, app: "Application", options: dict[str, Any]) -> None:
    """Complete the options of `dumps` from the classes and the config."""
    encoder = _class_of(app, "json_encoder")
    if encoder is not None:
        options.setdefault("cls", encoder)
    if encoder is None or "default" not in vars(encoder):
        options.setdefault("default", provider.default)
    for name, key in (("ensure_ascii", "JSON_AS_ASCII"), ("sort_keys", "JSON_SORT_KEYS")):
        value = app.config[key]
        options.setdefault(name, getattr(provider, name) if value is None else value)


def load_options(app: "Application", options: dict[str, Any]) -> None:
    """Complete the options of `loads`."""
    decoder = _class_of(app, "json_decoder")
    if decoder is not None:
        options.setdefault("cls", decoder)


def response_looks(provider: Any, app: "Application") -> tuple[bool | None, str]:
    """Return whether JSON responses are compact, and their mimetype."""
    pretty, mimetype = app.config["JSONIFY_PRETTYPRINT_REGULAR"], app.config["JSONIFY_MIMETYPE"]
    compact = provider.compact if pretty is None else not pretty
    return compact, provider.mimetype if mimetype is None else mimetype


def session_domain(app: "Application") -> str | None:
    """Return the domain of the session's cookie, from SERVER_NAME when none is set; kept."""
    config = app.config
    known = config["SESSION_COOKIE_DOMAIN"]
    if known is None:
        known = config["SESSION_COOKIE_DOMAIN"] = _domain_of_server(app) or False
    return known or None


def _domain_of_server(app: "Application") -> str | None:
    name = (app.config["SERVER_NAME"] or "").rsplit(":", 1)[0].lstrip(".")
    if "." not in name:
        return None
    path = app.config["SESSION_COOKIE_PATH"] or app.config["APPLICATION_ROOT"]
    return f".{name}" if path == "/" and not _is_address(name) else name


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def url_adapter(app: "Application", request: "Request") -> MapAdapter:
    """Bind the rules to the host of a request: with a SERVER_NAME no other host has any."""
    subdomain = None if app.subdomain_matching else app.url_map.default_subdomain or None
    return app.url_map.bind_to_environ(
        request.environ, server_name=app.config["SERVER_NAME"], subdomain=subdomain
    )


class OlderSetting:
    """A key of the config that was an attribute of the application before Flask 2.3."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, app: Any, owner: type) -> Any:
        if app is None:
            return self
        if app.versions.flask < (2, 3):
            return app.config[self._key]
        try:
            return vars(app)[self._name]
        except KeyError:
            raise AttributeError(self._name) from None

    def __set__(self, app: Any, value: Any) -> None:
        if app.versions.flask >= (2, 3):
            vars(app)[self._name] = value  # an attribute like any other, which Flask never reads
            return
        if self._key == "SEND_FILE_MAX_AGE_DEFAULT" and isinstance(value, int):
            value = timedelta(seconds=value)
        app.config[self._key] = value
