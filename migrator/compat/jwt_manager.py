"""`JWTManager`: the functions that a project gives to tokens, and the answers to bad ones.

Keeps B10: 401, 422 and 400 with `{"msg": ...}`, every loader of Flask-JWT-Extended. Loaders that
check a token or answer for one may be async: token_in_blocklist, token_verification, user_lookup,
and all that return a response. Those that make or read one (user_identity, additional_claims,
additional_headers, encode_key, decode_key) are sync.
Delete when: the token is a FastAPI dependency of the team's own.
"""

from collections.abc import Callable
from http import HTTPStatus
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, TypeVar

from jwt import (
    DecodeError,
    ExpiredSignatureError,
    InvalidAudienceError,
    InvalidIssuerError,
    InvalidTokenError,
    MissingRequiredClaimError,
)

from .jwt_errors import (
    CSRFError,
    FreshTokenRequired,
    InvalidHeaderError,
    InvalidQueryParamError,
    JWTDecodeError,
    NoAuthorizationError,
    RevokedTokenError,
    UserClaimsVerificationError,
    UserLookupError,
    WrongTokenError,
)
from .jwt_request import get_current_user
from .jwt_settings import set_defaults, setting, signing_key
from .responses import Response, jsonify

if TYPE_CHECKING:
    from .application import Application

Loader = Callable[..., Any]
L = TypeVar("L", bound=Loader)

_SYNC = {"additional_claims", "additional_headers", "decode_key", "encode_key", "user_identity"}
_TOLD_WHY: dict[str, tuple[type[Exception], ...]] = {
    "unauthorized": (CSRFError, NoAuthorizationError),
    "invalid_token": (
        DecodeError,
        MissingRequiredClaimError,
        InvalidAudienceError,
        InvalidIssuerError,
        InvalidHeaderError,
        InvalidTokenError,
        JWTDecodeError,
        InvalidQueryParamError,
        WrongTokenError,
    ),
}
_TOLD_WHICH: dict[str, type[Exception]] = {
    "expired_token": ExpiredSignatureError,
    "needs_fresh_token": FreshTokenRequired,
    "revoked_token": RevokedTokenError,
    "token_verification_failed": UserClaimsVerificationError,
    "user_lookup_error": UserLookupError,
}


class JWTManager:
    """The loaders of an application."""

    def __init__(
        self, app: "Application | None" = None, add_context_processor: bool = False
    ) -> None:
        self.loaders: dict[str, Loader] = dict(_DEFAULT_LOADERS)
        if app is not None:
            self.init_app(app, add_context_processor)

    def init_app(self, app: "Application", add_context_processor: bool = False) -> None:
        """Attach to an application."""
        app.extensions["flask-jwt-extended"] = self
        if add_context_processor:
            app.context_processor(lambda: {"current_user": get_current_user()})
        set_defaults(app.config)
        for name, errors in _TOLD_WHY.items():
            for error in errors:
                app.register_error_handler(error, self._telling_why(name))
        for name, error in _TOLD_WHICH.items():
            app.register_error_handler(error, self._telling_which(name))

    def _telling_why(self, name: str) -> Loader:
        return lambda error: self.loaders[name](str(error))

    def _telling_which(self, name: str) -> Loader:
        return lambda error: self.loaders[name](error.jwt_header, error.jwt_data)

    def _set(self, name: str, callback: L) -> L:
        if name in _SYNC and iscoroutinefunction(callback):
            raise TypeError(
                f"{callback.__name__} has to be a sync function: tokens are made without waiting."
                " Ask the database before, and pass what it says as identity or claims."
            )
        self.loaders[name] = callback
        return callback

    def additional_claims_loader(self, callback: L) -> L:
        """Add claims to new tokens, given the identity."""
        return self._set("additional_claims", callback)

    def additional_headers_loader(self, callback: L) -> L:
        """Add headers to new tokens, given the identity."""
        return self._set("additional_headers", callback)

    def decode_key_loader(self, callback: L) -> L:
        """Choose the key for reading a token, given its unverified headers and claims."""
        return self._set("decode_key", callback)

    def encode_key_loader(self, callback: L) -> L:
        """Choose the key for making a token, given the identity."""
        return self._set("encode_key", callback)

    def expired_token_loader(self, callback: L) -> L:
        """Answer for an expired token, given its headers and claims."""
        return self._set("expired_token", callback)

    def invalid_token_loader(self, callback: L) -> L:
        """Answer for a token that is no good, given the reason."""
        return self._set("invalid_token", callback)

    def needs_fresh_token_loader(self, callback: L) -> L:
        """Answer for a token that is not fresh, given its headers and claims."""
        return self._set("needs_fresh_token", callback)

    def revoked_token_loader(self, callback: L) -> L:
        """Answer for a revoked token, given its headers and claims."""
        return self._set("revoked_token", callback)

    def token_in_blocklist_loader(self, callback: L) -> L:
        """Tell whether a token was revoked, given its headers and claims; may be async."""
        return self._set("token_in_blocklist", callback)

    def token_verification_failed_loader(self, callback: L) -> L:
        """Answer for a token that the project's own check refused."""
        return self._set("token_verification_failed", callback)

    def token_verification_loader(self, callback: L) -> L:
        """Check a token further, given its headers and claims; may be async."""
        return self._set("token_verification", callback)

    def unauthorized_loader(self, callback: L) -> L:
        """Answer for a request without a token, given the reason."""
        return self._set("unauthorized", callback)

    def user_identity_loader(self, callback: L) -> L:
        """Turn an identity into text for new tokens."""
        return self._set("user_identity", callback)

    def user_lookup_loader(self, callback: L) -> L:
        """Load the user of a token, given its headers and claims; may be async."""
        return self._set("user_lookup", callback)

    def user_lookup_error_loader(self, callback: L) -> L:
        """Answer for a token whose user is gone."""
        return self._set("user_lookup_error", callback)


def _answer(message: str, status: HTTPStatus) -> tuple[Response, HTTPStatus]:
    return jsonify({setting("ERROR_MESSAGE_KEY"): message}), status


def _user_is_gone(_header: Any, claims: dict[str, Any]) -> tuple[Response, HTTPStatus]:
    identity = claims[setting("IDENTITY_CLAIM")]
    return _answer(f"Error loading the user {identity}", HTTPStatus.UNAUTHORIZED)


_DEFAULT_LOADERS: dict[str, Loader] = {
    "additional_claims": lambda _identity: {},
    "additional_headers": lambda _identity: {},
    "decode_key": lambda _header, _claims: signing_key("decode"),
    "encode_key": lambda _identity: signing_key("encode"),
    "expired_token": lambda *_: _answer("Token has expired", HTTPStatus.UNAUTHORIZED),
    "invalid_token": lambda why: _answer(why, HTTPStatus.UNPROCESSABLE_ENTITY),
    "needs_fresh_token": lambda *_: _answer("Fresh token required", HTTPStatus.UNAUTHORIZED),
    "revoked_token": lambda *_: _answer("Token has been revoked", HTTPStatus.UNAUTHORIZED),
    "token_in_blocklist": lambda *_: False,
    "token_verification": lambda *_: True,
    "token_verification_failed": lambda *_: _answer(
        "User claims verification failed", HTTPStatus.BAD_REQUEST
    ),
    "unauthorized": lambda why: _answer(why, HTTPStatus.UNAUTHORIZED),
    "user_identity": lambda identity: identity,
    "user_lookup_error": _user_is_gone,
}
