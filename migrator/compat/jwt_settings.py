"""The `JWT_*` keys of an application, with Flask-JWT-Extended's defaults.

Keeps B10.
Delete when: tokens are made and read by the project's own code.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from jwt.algorithms import requires_cryptography

from .context import current_app

ExpiresDelta = Literal[False] | timedelta
Fresh = bool | float | timedelta

LOCATIONS = ("headers", "cookies", "query_string", "json")
_DEFAULTS: dict[str, Any] = {
    "ACCESS_TOKEN_EXPIRES": timedelta(minutes=15),
    "ACCESS_COOKIE_NAME": "access_token_cookie",
    "ACCESS_COOKIE_PATH": "/",
    "ACCESS_CSRF_COOKIE_NAME": "csrf_access_token",
    "ACCESS_CSRF_COOKIE_PATH": "/",
    "ACCESS_CSRF_FIELD_NAME": "csrf_token",
    "ACCESS_CSRF_HEADER_NAME": "X-CSRF-TOKEN",
    "ALGORITHM": "HS256",
    "COOKIE_CSRF_PROTECT": True,
    "COOKIE_DOMAIN": None,
    "COOKIE_SAMESITE": None,
    "COOKIE_SECURE": False,
    "CSRF_CHECK_FORM": False,
    "CSRF_IN_COOKIES": True,
    "CSRF_METHODS": ["POST", "PUT", "PATCH", "DELETE"],
    "DECODE_ALGORITHMS": None,
    "DECODE_AUDIENCE": None,
    "DECODE_ISSUER": None,
    "DECODE_LEEWAY": 0,
    "ENCODE_AUDIENCE": None,
    "ENCODE_ISSUER": None,
    "ERROR_MESSAGE_KEY": "msg",
    "HEADER_NAME": "Authorization",
    "HEADER_TYPE": "Bearer",
    "IDENTITY_CLAIM": "sub",
    "JSON_KEY": "access_token",
    "PRIVATE_KEY": None,
    "PUBLIC_KEY": None,
    "QUERY_STRING_NAME": "jwt",
    "QUERY_STRING_VALUE_PREFIX": "",
    "REFRESH_COOKIE_NAME": "refresh_token_cookie",
    "REFRESH_COOKIE_PATH": "/",
    "REFRESH_CSRF_COOKIE_NAME": "csrf_refresh_token",
    "REFRESH_CSRF_COOKIE_PATH": "/",
    "REFRESH_CSRF_FIELD_NAME": "csrf_token",
    "REFRESH_CSRF_HEADER_NAME": "X-CSRF-TOKEN",
    "REFRESH_JSON_KEY": "refresh_token",
    "REFRESH_TOKEN_EXPIRES": timedelta(days=30),
    "SECRET_KEY": None,
    "SESSION_COOKIE": True,
    "TOKEN_LOCATION": ("headers",),
    "VERIFY_SUB": True,
    "ENCODE_NBF": True,
}


def set_defaults(config: dict[str, Any]) -> None:
    """Fill in the keys that an application does not set."""
    for name, value in _DEFAULTS.items():
        config.setdefault(f"JWT_{name}", value)


def setting(name: str) -> Any:
    """Return the value of a key, named without JWT_."""
    return current_app.config[f"JWT_{name}"]


def token_locations() -> tuple[str, ...]:
    """Return where tokens are looked for."""
    locations = setting("TOKEN_LOCATION")
    if isinstance(locations, str):
        locations = (locations,)
    elif not isinstance(locations, Iterable):
        raise RuntimeError("JWT_TOKEN_LOCATION must be a sequence or a set")
    elif not locations:
        raise RuntimeError(
            "JWT_TOKEN_LOCATION must contain at least one"
            ' of "headers", "cookies", "query_string", or "json"'
        )
    if any(location not in LOCATIONS for location in locations):
        raise RuntimeError(
            'JWT_TOKEN_LOCATION can only contain "headers", "cookies", "query_string", or "json"'
        )
    return tuple(locations)


def header_name() -> str:
    """Return the name of the header with the token."""
    name: str = setting("HEADER_NAME")
    if not name:
        raise RuntimeError("JWT_ACCESS_HEADER_NAME cannot be empty")
    return name


def expires(token_type: str) -> ExpiresDelta:
    """Return how long tokens live: a number of seconds, a timedelta, or False for ever."""
    key = f"{token_type.upper()}_TOKEN_EXPIRES"
    delta: Any = setting(key)
    if type(delta) is int:
        delta = timedelta(seconds=delta)
    if delta is not False:
        try:
            delta + datetime.now(UTC)
        except TypeError as error:
            raise RuntimeError(f"must be able to add JWT_{key} to datetime.datetime") from error
    return delta  # type: ignore[no-any-return]  # anything that can be added to a datetime


def decode_algorithms() -> list[str]:
    """Return the algorithms that tokens may be signed with."""
    algorithm: str = setting("ALGORITHM")
    algorithms: list[str] | None = setting("DECODE_ALGORITHMS")
    if not algorithms:
        return [algorithm]
    return algorithms if algorithm in algorithms else [*algorithms, algorithm]


def signing_key(purpose: Literal["encode", "decode"]) -> Any:
    """Return the key for making or for reading tokens."""
    algorithm: str = setting("ALGORITHM")
    if algorithm not in requires_cryptography:
        key = setting("SECRET_KEY") or current_app.config.get("SECRET_KEY")
        names, kind = "JWT_SECRET_KEY or flask SECRET_KEY", "symmetric"
    else:
        name = "PRIVATE_KEY" if purpose == "encode" else "PUBLIC_KEY"
        key, names, kind = setting(name), f"JWT_{name}", "asymmetric cryptography"
    if not key:
        raise RuntimeError(f'{names} must be set when using {kind} algorithm "{algorithm}"')
    return key
