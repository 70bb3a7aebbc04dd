"""The token of a request: checking it, and asking for what it says.

Keeps B10. Checking may ask the database (revoked tokens, the user), so it is awaited; afterwards
`get_jwt()`, `get_jwt_identity()` and `current_user` answer at once.
Delete when: the token is a FastAPI dependency of the team's own.
"""

from datetime import UTC, datetime
from inspect import isawaitable
from typing import Any

from .context import g, request
from .jwt_errors import (
    FreshTokenRequired,
    NoAuthorizationError,
    RevokedTokenError,
    UserClaimsVerificationError,
    UserLookupError,
    WrongTokenError,
)
from .jwt_locations import Locations, claims_of_request
from .jwt_settings import setting
from .jwt_tokens import Claims, jwt_manager
from .proxy import LocalProxy

_OUTSIDE = "You must call `@jwt_required()` or `verify_jwt_in_request()` before using this method"


async def verify_jwt_in_request(
    optional: bool = False,
    fresh: bool = False,
    refresh: bool = False,
    locations: Locations = None,
    verify_type: bool = True,
    skip_revocation_check: bool = False,
) -> tuple[Claims, Claims] | None:
    """Check the token of this request; return its headers and claims."""
    if request.method == "OPTIONS":
        return None
    try:
        claims, headers, location = claims_of_request(locations, refresh=refresh)
    except NoAuthorizationError:
        if not optional:
            raise
        _keep({}, {}, {"loaded_user": None}, None)
        return None
    if verify_type:
        _check_type(claims, refresh=refresh)
    if fresh:
        _check_freshness(headers, claims)
    loaders = jwt_manager().loaders
    if not skip_revocation_check and await _settled(loaders["token_in_blocklist"](headers, claims)):
        raise RevokedTokenError(headers, claims)
    if not await _settled(loaders["token_verification"](headers, claims)):
        raise UserClaimsVerificationError("User claims verification failed", headers, claims)
    _keep(claims, headers, await _load_user(headers, claims), location)
    return headers, claims


async def _settled(value: Any) -> Any:
    return await value if isawaitable(value) else value


def _check_type(claims: Claims, *, refresh: bool) -> None:
    is_refresh = claims["type"] == "refresh"
    if is_refresh and not refresh:
        raise WrongTokenError("Only non-refresh tokens are allowed")
    if refresh and not is_refresh:
        raise WrongTokenError("Only refresh tokens are allowed")


def _check_freshness(headers: Claims, claims: Claims) -> None:
    fresh = claims["fresh"]
    if not isinstance(fresh, bool):  # the time until which it is
        fresh = fresh >= datetime.now(UTC).timestamp()
    if not fresh:
        raise FreshTokenRequired("Fresh token required", headers, claims)


async def _load_user(headers: Claims, claims: Claims) -> dict[str, Any] | None:
    load = jwt_manager().loaders.get("user_lookup")
    if load is None:
        return None
    identity = claims[setting("IDENTITY_CLAIM")]
    user = await _settled(load(headers, claims))
    if user is None:
        raise UserLookupError(f"user_lookup returned None for {identity}", headers, claims)
    return {"loaded_user": user}


def _keep(
    claims: Claims, headers: Claims, user: dict[str, Any] | None, location: str | None
) -> None:
    g._jwt_extended_jwt_user = user  # Flask-JWT-Extended's names
    g._jwt_extended_jwt_header = headers
    g._jwt_extended_jwt = claims
    g._jwt_extended_jwt_location = location


def get_jwt() -> Claims:
    """Return the claims of this request's token; none when it is optional and missing."""
    claims: Claims | None = g.get("_jwt_extended_jwt", None)
    if claims is None:
        raise RuntimeError(_OUTSIDE)
    return claims


def get_jwt_header() -> Claims:
    """Return the headers of this request's token."""
    headers: Claims | None = g.get("_jwt_extended_jwt_header", None)
    if headers is None:
        raise RuntimeError(_OUTSIDE)
    return headers


def get_jwt_identity() -> Any:
    """Return whom this request's token names."""
    return get_jwt().get(setting("IDENTITY_CLAIM"), None)


def get_jwt_request_location() -> str | None:
    """Return where the token was found."""
    location: str | None = g.get("_jwt_extended_jwt_location", None)
    return location


def get_current_user() -> Any:
    """Return what the user_lookup_loader gave."""
    get_jwt()
    kept = g.get("_jwt_extended_jwt_user", None)
    if kept is None:
        raise RuntimeError(
            "You must provide a `@jwt.user_lookup_loader` callback to use this method"
        )
    return kept["loaded_user"]


current_user: Any = LocalProxy(get_current_user)
