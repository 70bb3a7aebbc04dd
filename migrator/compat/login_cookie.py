"""Flask-Login's remember cookie and the identifier that binds a session to a browser.

Keeps B3 (`_id`: sha512 over the text of two bytes values) and B4 (`id|hmac-sha512`, expiry, every
REMEMBER_COOKIE_* setting).
Delete when: no browser holds a remember cookie of Flask-Login.
"""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha512
from typing import Any

from werkzeug.wrappers import Response

from .context import current, current_app, request, session

COOKIE_NAME = "remember_token"
COOKIE_DURATION = timedelta(days=365)


def cookie_name() -> str:
    """Return the name of the remember cookie."""
    name: str = current_app.config.get("REMEMBER_COOKIE_NAME", COOKIE_NAME)
    return name


def encode_cookie(payload: str, key: str | bytes | None = None) -> str:
    """Sign a user's id."""
    return f"{payload}|{_digest(payload, key)}"


def decode_cookie(cookie: str, key: str | bytes | None = None) -> str | None:
    """Return the id in a cookie whose signature is right."""
    payload, separator, digest = cookie.rpartition("|")
    if not separator:
        return None
    if hmac.compare_digest(_digest(payload, key), digest):
        return payload
    return None


def _digest(payload: str, key: str | bytes | None) -> str:
    secret: Any = current_app.config["SECRET_KEY"] if key is None else key
    if isinstance(secret, str):
        secret = secret.encode("latin1")
    return hmac.new(secret, payload.encode("utf-8"), sha512).hexdigest()


def session_identifier() -> str:
    """Return what identifies the browser: a hash of its address and its name."""
    agent = request.environ.get("HTTP_USER_AGENT")
    # The text of the bytes values, b'' included, is what Flask-Login hashes.
    described = None if agent is None else agent.encode("utf-8")
    return sha512(f"{_remote_address()!r}|{described!r}".encode()).hexdigest()


def _remote_address() -> bytes | None:
    address: str | None = request.environ.get("HTTP_X_FORWARDED_FOR", request.remote_addr)
    if address is None:
        return None
    return address.encode("utf-8").split(b",")[0].strip()


def update_remember_cookie(response: Response) -> Response:
    """Set or clear the cookie when the session asks for it; an after_request hook."""
    opened = current().session
    if "_remember" not in opened and current_app.config.get("REMEMBER_COOKIE_REFRESH_EACH_REQUEST"):
        opened["_remember"] = "set"
    if "_remember" in opened:
        operation = opened.pop("_remember", None)
        if operation == "set" and "_user_id" in opened:
            _set_cookie(response)
        elif operation == "clear":
            _clear_cookie(response)
    return response


def _set_cookie(response: Response) -> None:
    config = current_app.config
    if "_remember_seconds" in session:
        duration: Any = timedelta(seconds=session["_remember_seconds"])
    else:
        duration = config.get("REMEMBER_COOKIE_DURATION", COOKIE_DURATION)
    if isinstance(duration, int):
        duration = timedelta(seconds=duration)
    try:
        expires = datetime.now(UTC) + duration
    except TypeError as error:
        raise TypeError(
            f"REMEMBER_COOKIE_DURATION must be a datetime.timedelta, instead got: {duration}"
        ) from error
    response.set_cookie(
        cookie_name(),
        value=encode_cookie(str(session["_user_id"])),
        expires=expires,
        domain=config.get("REMEMBER_COOKIE_DOMAIN"),
        path=config.get("REMEMBER_COOKIE_PATH", "/"),
        secure=config.get("REMEMBER_COOKIE_SECURE", False),
        httponly=config.get("REMEMBER_COOKIE_HTTPONLY", True),
        samesite=config.get("REMEMBER_COOKIE_SAMESITE"),
    )


def _clear_cookie(response: Response) -> None:
    config = current_app.config
    response.delete_cookie(
        cookie_name(),
        domain=config.get("REMEMBER_COOKIE_DOMAIN"),
        path=config.get("REMEMBER_COOKIE_PATH", "/"),
    )
