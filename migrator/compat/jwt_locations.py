"""Where a request carries its token: a header, a cookie, the query, a JSON body.

Keeps B10: the order of JWT_TOKEN_LOCATION and the text for each way of not finding a token.
Delete when: tokens come in the Authorization header and FastAPI's HTTPBearer reads it.
"""

import re
from collections.abc import Callable, Sequence

from werkzeug.exceptions import BadRequest

from .context import request
from .jwt_errors import (
    CSRFError,
    InvalidHeaderError,
    InvalidQueryParamError,
    NoAuthorizationError,
)
from .jwt_settings import header_name, setting, token_locations
from .jwt_tokens import Claims, decode_token, get_unverified_jwt_headers

Locations = str | Sequence[str] | None
Found = tuple[str, str | None]


def claims_of_request(locations: Locations, *, refresh: bool) -> tuple[Claims, Claims, str]:
    """Return claims, headers and location of the first token that is there."""
    places = [locations] if isinstance(locations, str) else locations or token_locations()
    if any(place not in _FINDERS for place in places):
        wrong = next(place for place in places if place not in _FINDERS)
        raise RuntimeError(f"'{wrong}' is not a valid location")
    errors = []
    for place in places:
        try:
            token, csrf_value = _FINDERS[place](refresh)
        except NoAuthorizationError as error:
            errors.append(str(error))
            continue
        return decode_token(token, csrf_value), get_unverified_jwt_headers(token), place
    if len(places) == 1:
        raise NoAuthorizationError(errors[0])
    *first, last = places
    raise NoAuthorizationError(f"Missing JWT in {', '.join(first)} or {last} ({'; '.join(errors)})")


def _in_headers(_refresh: bool) -> Found:
    name, kind = header_name(), setting("HEADER_TYPE")
    header = request.headers.get(name, "").strip().strip(",")
    if not header:
        raise NoAuthorizationError(f"Missing {name} Header")
    if not kind:
        parts = header.split()
        if len(parts) != 1:
            raise InvalidHeaderError(f"Bad {name} header. Expected '{name}: <JWT>'")
        return parts[0], None
    values = [value for value in re.split(r",\s*", header) if value and value.split()[0] == kind]
    if len(values) != 1:
        raise NoAuthorizationError(
            f"Missing '{kind}' type in '{name}' header. Expected '{name}: {kind} <JWT>'"
        )
    parts = values[0].split()
    if len(parts) != 2:  # the type and the token
        raise InvalidHeaderError(f"Bad {name} header. Expected '{name}: {kind} <JWT>'")
    return parts[1], None


def _in_cookies(refresh: bool) -> Found:
    kind = "REFRESH" if refresh else "ACCESS"
    name = setting(f"{kind}_COOKIE_NAME")
    token = request.cookies.get(name)
    if not token:
        raise NoAuthorizationError(f'Missing cookie "{name}"')
    if not setting("COOKIE_CSRF_PROTECT") or request.method not in setting("CSRF_METHODS"):
        return token, None
    value: str | None = request.headers.get(setting(f"{kind}_CSRF_HEADER_NAME"))
    if not value and setting("CSRF_CHECK_FORM"):
        value = request.form.get(setting(f"{kind}_CSRF_FIELD_NAME"))
    if not value:
        raise CSRFError("Missing CSRF token")
    return token, value


def _in_query_string(_refresh: bool) -> Found:
    name, prefix = setting("QUERY_STRING_NAME"), setting("QUERY_STRING_VALUE_PREFIX")
    value = request.args.get(name)
    if not value:
        raise NoAuthorizationError(f"Missing '{name}' query paramater")
    if not value.startswith(prefix):
        raise InvalidQueryParamError(
            f"Invalid value for query parameter '{name}'."
            f" Expected the value to start with '{prefix}'"
        )
    return value[len(prefix) :], None


def _in_json(refresh: bool) -> Found:
    if not request.is_json:
        raise NoAuthorizationError("Invalid content-type. Must be application/json.")
    key = setting("REFRESH_JSON_KEY" if refresh else "JSON_KEY")
    missing = NoAuthorizationError(f'Missing "{key}" key in json data.')
    try:
        body = request.json
    except BadRequest:
        raise missing from None
    token: str | None = body and body.get(key)
    if not token:
        raise missing
    return token, None


_FINDERS: dict[str, Callable[[bool], Found]] = {
    "headers": _in_headers,
    "cookies": _in_cookies,
    "query_string": _in_query_string,
    "json": _in_json,
}
