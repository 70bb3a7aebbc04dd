"""The names of the configuration, with values only where they cannot be a secret."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

_SECRET = re.compile(
    r"SECRET|PASSW|PWD|TOKEN|CREDENTIAL|API_?KEY|PRIVATE|SALT|(^|_)PIN(_|$)|_KEY$", re.IGNORECASE
)
_HARMLESS_TEXT = frozenset(
    {
        "ENV",
        "APPLICATION_ROOT",
        "PREFERRED_URL_SCHEME",
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_PATH",
        "SESSION_COOKIE_SAMESITE",
        "SESSION_TYPE",
        "REMEMBER_COOKIE_NAME",
        "REMEMBER_COOKIE_PATH",
        "REMEMBER_COOKIE_SAMESITE",
        "JSONIFY_MIMETYPE",
        "JWT_TOKEN_LOCATION",
        "JWT_HEADER_NAME",
        "JWT_HEADER_TYPE",
        "JWT_ALGORITHM",
        "JWT_IDENTITY_CLAIM",
        "JWT_ERROR_MESSAGE_KEY",
        "JWT_DECODE_ALGORITHMS",
        "JWT_JSON_KEY",
        "JWT_REFRESH_JSON_KEY",
        "JWT_QUERY_STRING_NAME",
        "JWT_QUERY_STRING_VALUE_PREFIX",
        "JWT_COOKIE_SAMESITE",
        "JWT_CSRF_METHODS",
        "JWT_ACCESS_COOKIE_NAME",
        "JWT_ACCESS_COOKIE_PATH",
        "JWT_ACCESS_CSRF_COOKIE_NAME",
        "JWT_ACCESS_CSRF_COOKIE_PATH",
        "JWT_ACCESS_CSRF_FIELD_NAME",
        "JWT_ACCESS_CSRF_HEADER_NAME",
        "JWT_REFRESH_COOKIE_NAME",
        "JWT_REFRESH_COOKIE_PATH",
        "JWT_REFRESH_CSRF_COOKIE_NAME",
        "JWT_REFRESH_CSRF_COOKIE_PATH",
        "JWT_REFRESH_CSRF_FIELD_NAME",
        "JWT_REFRESH_CSRF_HEADER_NAME",
        "CACHE_TYPE",
        "BABEL_DEFAULT_LOCALE",
        "BABEL_DEFAULT_TIMEZONE",
        "WTF_CSRF_FIELD_NAME",
        "WTF_CSRF_HEADERS",
        "WTF_CSRF_METHODS",
    }
)


def harmless_config(app: Any) -> dict[str, str]:
    """Name to value as Python writes it, or to the type in brackets where it is withheld."""
    return {str(name): shown(str(name), app.config[name]) for name in sorted(app.config, key=str)}


def shown(name: str, value: Any) -> str:
    """One value, or only its type: a text may hold a password, and so may a number."""
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, dt.timedelta):  # how long a token lasts is no secret
        return str(value)
    if name in _HARMLESS_TEXT and _is_text(value):
        return repr(sorted(value) if isinstance(value, (set, frozenset)) else value)
    if _SECRET.search(name):
        return _withheld(value)
    return repr(value) if isinstance(value, (int, float)) else _withheld(value)


def _is_text(value: Any) -> bool:
    if isinstance(value, (list, tuple, set, frozenset)):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, str)


def _withheld(value: Any) -> str:
    return "({})".format(type(value).__name__)
