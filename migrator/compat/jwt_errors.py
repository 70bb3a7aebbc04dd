"""What can be wrong with a token, by the names of Flask-JWT-Extended.

Keeps B10: each error has its answer, see `jwt_manager`.
Delete when: nothing catches these errors or registers handlers for them.
"""

from typing import Any


class JWTExtendedException(Exception):
    """The parent of all errors below."""


class JWTDecodeError(JWTExtendedException):
    """A token lacks a claim that has to be there."""


class InvalidHeaderError(JWTExtendedException):
    """The header with the token is not of the right form."""


class InvalidQueryParamError(JWTExtendedException):
    """The query parameter with the token is not of the right form."""


class NoAuthorizationError(JWTExtendedException):
    """There is no token."""


class CSRFError(JWTExtendedException):
    """The token stands in a cookie and its second value does not come with the request."""


class WrongTokenError(JWTExtendedException):
    """A refresh token where an access token is needed, or the other way round."""


class TokenRefused(JWTExtendedException):
    """A good token is refused; carries what the token says."""

    def __init__(self, message: str, jwt_header: dict[str, Any], jwt_data: dict[str, Any]) -> None:
        super().__init__(message)
        self.jwt_header = jwt_header
        self.jwt_data = jwt_data


class RevokedTokenError(TokenRefused):
    """The token was revoked."""

    def __init__(self, jwt_header: dict[str, Any], jwt_data: dict[str, Any]) -> None:
        super().__init__("Token has been revoked", jwt_header, jwt_data)


class FreshTokenRequired(TokenRefused):
    """The token is not fresh."""


class UserLookupError(TokenRefused):
    """There is no user for the token."""


class UserClaimsVerificationError(TokenRefused):
    """The project's own check of the claims failed."""
