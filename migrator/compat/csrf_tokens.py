"""CSRF tokens on the same session key and with the same signature as Flask-WTF's.

Keeps B6: a random token in the session, signed for the field or header, valid for an hour,
Flask-WTF's texts for what is wrong with one.
Delete when: no page with such a token is open any more.
"""

import hashlib
import hmac
import os
from typing import Any

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer
from markupsafe import Markup, escape
from wtforms import ValidationError  # type: ignore[import-untyped]  # it has no types

from .context import current_app, g, session


def generate_csrf(secret_key: Any = None, token_key: str | None = None) -> str:
    """Return the signed token of this session; the same one for the whole request."""
    signer, field_name = _signer(secret_key), _field_name(token_key)
    if field_name not in g:
        if field_name not in session:
            session[field_name] = _new_token()
        try:
            token = signer.dumps(session[field_name])
        except TypeError:
            session[field_name] = _new_token()
            token = signer.dumps(session[field_name])
        setattr(g, field_name, token)
    signed: str = g.get(field_name)
    return signed


def validate_csrf(
    data: Any, secret_key: Any = None, time_limit: int | None = None, token_key: str | None = None
) -> None:
    """Compare a signed token with the session's; ValidationError says what is wrong."""
    signer, field_name = _signer(secret_key), _field_name(token_key)
    if time_limit is None:
        time_limit = current_app.config.get("WTF_CSRF_TIME_LIMIT", 3600)
    if not data:
        raise ValidationError("The CSRF token is missing.")
    if field_name not in session:
        raise ValidationError("The CSRF session token is missing.")
    try:
        token = signer.loads(data, max_age=time_limit)
    except SignatureExpired as error:
        raise ValidationError("The CSRF token has expired.") from error
    except BadData as error:
        raise ValidationError("The CSRF token is invalid.") from error
    if not hmac.compare_digest(session[field_name], token):
        raise ValidationError("The CSRF tokens do not match.")


def csrf_meta_tag(
    name: str | None = None, secret_key: Any = None, token_key: str | None = None
) -> Markup:
    """Return a `<meta>` tag with the token, for scripts."""
    name = _setting(name, "WTF_CSRF_META_NAME", "csrf-token", "CSRF is not configured.")
    token = generate_csrf(secret_key=secret_key, token_key=token_key)
    return Markup(f'<meta name="{escape(name)}" content="{escape(token)}">')


def _new_token() -> str:
    return hashlib.sha1(os.urandom(64)).hexdigest()  # its look, not its strength


def _setting(value: Any, key: str, default: Any, message: str) -> Any:
    if value is None:
        value = current_app.config.get(key, default)
    if value is None:
        raise RuntimeError(message)
    return value


def _signer(secret_key: Any) -> URLSafeTimedSerializer:
    message = "A secret key is required to use CSRF."
    key = _setting(secret_key, "WTF_CSRF_SECRET_KEY", current_app.secret_key, message)
    return URLSafeTimedSerializer(key, salt="wtf-csrf-token")


def _field_name(token_key: str | None) -> str:
    message = "A field name is required to use CSRF."
    name: str = _setting(token_key, "WTF_CSRF_FIELD_NAME", "csrf_token", message)
    return name
