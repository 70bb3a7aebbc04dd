"""Tokens in cookies, each with the cookie that scripts read to send its second value.

Keeps B10: Flask-JWT-Extended's names, paths and attributes.
Delete when: the clients send their tokens in a header.
"""

from typing import Any

from werkzeug.wrappers import Response

from .jwt_settings import setting
from .jwt_tokens import get_csrf_token

_ONE_YEAR = 31_540_000


def set_access_cookies(
    response: Response,
    encoded_access_token: str,
    max_age: int | None = None,
    domain: str | None = None,
) -> None:
    """Put an access token into the response."""
    _set(response, "ACCESS", encoded_access_token, max_age, domain)


def set_refresh_cookies(
    response: Response,
    encoded_refresh_token: str,
    max_age: int | None = None,
    domain: str | None = None,
) -> None:
    """Put a refresh token into the response."""
    _set(response, "REFRESH", encoded_refresh_token, max_age, domain)


def unset_jwt_cookies(response: Response, domain: str | None = None) -> None:
    """Have the browser forget both tokens."""
    unset_access_cookies(response, domain)
    unset_refresh_cookies(response, domain)


def unset_access_cookies(response: Response, domain: str | None = None) -> None:
    """Have the browser forget the access token."""
    _unset(response, "ACCESS", domain)


def unset_refresh_cookies(response: Response, domain: str | None = None) -> None:
    """Have the browser forget the refresh token."""
    _unset(response, "REFRESH", domain)


def _set(
    response: Response, kind: str, token: str, max_age: int | None, domain: str | None
) -> None:
    lifetime = max_age or (None if setting("SESSION_COOKIE") else _ONE_YEAR)
    options = {"max_age": lifetime, **_attributes(domain)}
    response.set_cookie(
        setting(f"{kind}_COOKIE_NAME"),
        token,
        httponly=True,
        path=setting(f"{kind}_COOKIE_PATH"),
        **options,
    )
    if _has_second_cookie():
        response.set_cookie(
            setting(f"{kind}_CSRF_COOKIE_NAME"),
            get_csrf_token(token),
            httponly=False,
            path=setting(f"{kind}_CSRF_COOKIE_PATH"),
            **options,
        )


def _unset(response: Response, kind: str, domain: str | None) -> None:
    options = {"expires": 0, **_attributes(domain)}
    names = [("COOKIE", True)]
    if _has_second_cookie():
        names.append(("CSRF_COOKIE", False))
    for name, is_hidden in names:
        response.set_cookie(
            setting(f"{kind}_{name}_NAME"),
            "",
            httponly=is_hidden,
            path=setting(f"{kind}_{name}_PATH"),
            **options,
        )


def _has_second_cookie() -> bool:
    return bool(setting("COOKIE_CSRF_PROTECT") and setting("CSRF_IN_COOKIES"))


def _attributes(domain: str | None) -> dict[str, Any]:
    return {
        "secure": setting("COOKIE_SECURE"),
        "domain": domain or setting("COOKIE_DOMAIN"),
        "samesite": setting("COOKIE_SAMESITE"),
    }
