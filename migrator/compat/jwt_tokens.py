"""Making and reading tokens as Flask-JWT-Extended does, with PyJWT.

Keeps B10: the same claims, the same checks in the same order, so that both sides take each other's
tokens.
Delete when: tokens are made and read by the project's own code, and no old one is valid any more.
"""

import json
import uuid
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

import jwt

from .context import current_app
from .json_provider import default as json_default
from .jwt_errors import CSRFError, JWTDecodeError
from .jwt_settings import ExpiresDelta, Fresh, decode_algorithms, expires, setting

if TYPE_CHECKING:
    from .jwt_manager import JWTManager

Claims = dict[str, Any]


class JSONEncoder(json.JSONEncoder):
    """JSON with the values that the application's provider class knows."""

    def default(self, o: Any) -> Any:
        """Return what JSON can hold instead of a value."""
        return getattr(current_app.json_provider_class, "default", json_default)(o)


def jwt_manager() -> "JWTManager":
    """Return the manager of the running application."""
    try:
        manager: JWTManager = current_app.extensions["flask-jwt-extended"]
    except KeyError:
        raise RuntimeError(
            "You must initialize a JWTManager with this flask application before using this method"
        ) from None
    return manager


def create_access_token(
    identity: Any,
    fresh: Fresh = False,
    expires_delta: ExpiresDelta | None = None,
    additional_claims: Claims | None = None,
    additional_headers: Claims | None = None,
) -> str:
    """Return a new access token."""
    return _create("access", identity, fresh, expires_delta, additional_claims, additional_headers)


def create_refresh_token(
    identity: Any,
    expires_delta: ExpiresDelta | None = None,
    additional_claims: Claims | None = None,
    additional_headers: Claims | None = None,
) -> str:
    """Return a new refresh token."""
    return _create("refresh", identity, False, expires_delta, additional_claims, additional_headers)


def _create(
    token_type: str,
    identity: Any,
    fresh: Fresh,
    expires_delta: ExpiresDelta | None,
    claims: Claims | None,
    headers: Claims | None,
) -> str:
    loaders = jwt_manager().loaders
    all_headers = loaders["additional_headers"](identity)
    all_headers.update(headers or {})
    overrides = loaders["additional_claims"](identity)
    overrides.update(claims or {})
    lifetime = expires(token_type) if expires_delta is None else expires_delta
    subject = loaders["user_identity"](identity)
    payload = _payload(token_type, subject, fresh, lifetime)
    return jwt.encode(
        {**payload, **overrides},
        loaders["encode_key"](identity),
        setting("ALGORITHM"),
        json_encoder=JSONEncoder,
        headers=all_headers,
    )


def _payload(token_type: str, subject: Any, fresh: Fresh, lifetime: ExpiresDelta) -> Claims:
    now = datetime.now(UTC)
    payload: Claims = {
        "fresh": (now + fresh).timestamp() if isinstance(fresh, timedelta) else fresh,
        "iat": now,
        "jti": str(uuid.uuid4()),
        "type": token_type,
        setting("IDENTITY_CLAIM"): subject,
    }
    if setting("ENCODE_NBF"):
        payload["nbf"] = now
    if setting("COOKIE_CSRF_PROTECT"):
        payload["csrf"] = str(uuid.uuid4())
    if setting("ENCODE_AUDIENCE"):
        payload["aud"] = setting("ENCODE_AUDIENCE")
    if setting("ENCODE_ISSUER"):
        payload["iss"] = setting("ENCODE_ISSUER")
    if lifetime:
        payload["exp"] = now + lifetime
    return payload


def decode_token(
    encoded_token: str, csrf_value: str | None = None, allow_expired: bool = False
) -> Claims:
    """Return the claims of a token after all checks that need no request."""
    unverified = jwt.decode(
        encoded_token, algorithms=decode_algorithms(), options={"verify_signature": False}
    )
    headers = jwt.get_unverified_header(encoded_token)
    secret = jwt_manager().loaders["decode_key"](headers, unverified)
    try:
        return _decode(encoded_token, secret, csrf_value, allow_expired=allow_expired)
    except jwt.ExpiredSignatureError as error:
        known = _decode(encoded_token, secret, csrf_value, allow_expired=True)
        # The loader for expired tokens is given both.
        vars(error).update(jwt_header=headers, jwt_data=known)
        raise


def _decode(token: str, secret: Any, csrf_value: str | None, *, allow_expired: bool) -> Claims:
    options: Any = {
        "verify_aud": setting("DECODE_AUDIENCE") is not None,
        "verify_sub": setting("VERIFY_SUB"),
    }
    if allow_expired:
        options["verify_exp"] = False
    claims: Claims = jwt.decode(
        token,
        secret,
        algorithms=decode_algorithms(),
        audience=setting("DECODE_AUDIENCE"),
        issuer=setting("DECODE_ISSUER"),
        leeway=setting("DECODE_LEEWAY"),
        options=options,
    )
    if setting("IDENTITY_CLAIM") not in claims:
        raise JWTDecodeError(f"Missing claim: {setting('IDENTITY_CLAIM')}")
    for name, value in (("type", "access"), ("fresh", False), ("jti", None)):
        claims.setdefault(name, value)
    if csrf_value:
        if "csrf" not in claims:
            raise JWTDecodeError("Missing claim: csrf")
        if not compare_digest(claims["csrf"], csrf_value):
            raise CSRFError("CSRF double submit tokens do not match")
    return claims


def get_unverified_jwt_headers(encoded_token: str) -> Claims:
    """Return the headers of a token without looking at its signature."""
    return jwt.get_unverified_header(encoded_token)


def get_jti(encoded_token: str) -> str | None:
    """Return the id of a token."""
    return decode_token(encoded_token).get("jti")


def get_csrf_token(encoded_token: str) -> str:
    """Return the value that has to come with a token in a cookie."""
    token: str = decode_token(encoded_token)["csrf"]
    return token
