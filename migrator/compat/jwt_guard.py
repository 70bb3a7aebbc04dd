"""`jwt_required()`: a decorator for views, and a dependency that shows in the docs.

Keeps B10. `@jwt_required()` stands where it stood; `Depends(jwt_required())` does the same check,
gives the claims to a parameter that asks for them, and tells OpenAPI of the token.
Delete when: the token is a FastAPI dependency of the team's own.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi.openapi.models import APIKey, APIKeyIn, HTTPBearer
from fastapi.security.base import SecurityBase

from .jwt_locations import Locations
from .jwt_request import verify_jwt_in_request
from .jwt_tokens import Claims

V = TypeVar("V", bound=Callable[..., Any])

_BEARER = HTTPBearer(bearerFormat="JWT", description="A JSON Web Token")
_KEYS: dict[str, APIKey] = {
    "cookies": APIKey(**{"in": APIKeyIn.cookie}, name="access_token_cookie"),
    "query_string": APIKey(**{"in": APIKeyIn.query}, name="jwt"),
}


class JWTGuard(SecurityBase):
    """A check that is a decorator when it is given a view, and a dependency otherwise."""

    def __init__(self, locations: Locations, **options: Any) -> None:
        place = locations if isinstance(locations, str) else next(iter(locations or ()), "headers")
        self.model = _KEYS.get(place, _BEARER)
        self.scheme_name = "JWT" if self.model is _BEARER else f"JWT in {place}"
        self._options = {"locations": locations, **options}
        # FastAPI reads these two from the object: no parameters, and to be awaited.
        self.__signature__ = inspect.Signature([])
        vars(self)["__call__"] = self.guard

    async def guard(self) -> Claims:
        """Check the token; return its claims, or none when there is no token and need be none."""
        found = await verify_jwt_in_request(**self._options)
        return {} if found is None else found[1]

    def __call__(self, view: V | None = None) -> Any:
        """Return the guarded view; without a view, do the check."""
        if view is None:
            return self.guard()
        guarded: Callable[..., Any] = view

        @functools.wraps(guarded)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            await self.guard()
            value = guarded(*args, **kwargs)
            return await value if inspect.isawaitable(value) else value

        return wrapper


def jwt_required(
    optional: bool = False,
    fresh: bool = False,
    refresh: bool = False,
    locations: Locations = None,
    verify_type: bool = True,
    skip_revocation_check: bool = False,
) -> JWTGuard:
    """Let only requests with the right token in."""
    return JWTGuard(
        locations,
        optional=optional,
        fresh=fresh,
        refresh=refresh,
        verify_type=verify_type,
        skip_revocation_check=skip_revocation_check,
    )
