"""What Flask-CORS may be told, and how an origin, a header or a path is compared with it.

Keeps B11: the defaults and `CORS_*` keys of Flask-CORS 6, its guess at which texts are regular
expressions, the order in which `resources` are tried.
Delete when: the origins are listed for Starlette's CORSMiddleware and its answers are accepted.
"""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

Pattern = str | re.Pattern[str]

_DEFAULTS: dict[str, Any] = {
    "origins": "*",
    "methods": ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"],
    "allow_headers": "*",
    "expose_headers": None,
    "supports_credentials": False,
    "max_age": None,
    "send_wildcard": False,
    "automatic_options": True,
    "vary_header": True,
    "resources": "/*",
    "intercept_exceptions": True,
    "always_send": True,
    "allow_private_network": False,
}
_EVERYTHING = ".*"
_SIGNS_OF_A_REGEX = frozenset("*\\]?$^[]()")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CorsOptions:
    """The options of one resource: texts to compare with are literal, the others compiled."""

    origins: tuple[Pattern, ...]
    allow_headers: tuple[Pattern, ...]
    allow_all_origins: bool
    methods: str | None
    expose_headers: str | None
    max_age: Any
    supports_credentials: bool
    send_wildcard: bool
    automatic_options: bool
    vary_header: bool
    intercept_exceptions: bool
    always_send: bool
    allow_private_network: bool

    @property
    def origin_varies(self) -> bool:
        """Whether more than one origin can be let in."""
        return len(self.origins) > 1 or any(isinstance(o, re.Pattern) for o in self.origins)


_FLAGS = [item.name for item in fields(CorsOptions) if item.type is bool]


def merged_options(owner: Any, *given: Mapping[str, Any]) -> dict[str, Any]:
    """Return defaults, then the `CORS_*` keys of an application, then what was given."""
    config = getattr(owner, "config", {})
    configured = {
        name: value
        for name in _DEFAULTS
        if (value := config.get(f"CORS_{name.upper()}")) is not None
    }
    options = {**_DEFAULTS, **configured}
    for mapping in given:
        options.update(mapping)
    return options


def resolve_options(owner: Any, *given: Mapping[str, Any]) -> CorsOptions:
    """Return the options in the form in which requests are compared with them."""
    options = merged_options(owner, *given)
    for name in options:
        if name not in _DEFAULTS:
            logger.warning("Unknown option passed to Flask-CORS: %s", name)
    origins = _patterns(options["origins"])
    flags = {name: bool(options[name]) for name in _FLAGS if name in options}
    flags["allow_all_origins"] = _EVERYTHING in origins
    if flags["allow_all_origins"] and flags["supports_credentials"] and flags["send_wildcard"]:
        raise ValueError(
            "Cannot use supports_credentials in conjunction withan origin string of '*'. See:"
            " http://www.w3.org/TR/cors/#resource-requests"
        )
    methods = _joined(options["methods"])
    max_age = options["max_age"]
    if isinstance(max_age, timedelta):
        max_age = str(int(max_age.total_seconds()))
    return CorsOptions(
        origins=tuple(_compiled(item, re.IGNORECASE) for item in origins),
        allow_headers=tuple(
            _compiled(item, re.IGNORECASE) for item in _patterns(options["allow_headers"])
        ),
        methods=None if methods is None else methods.upper(),
        expose_headers=_joined(options["expose_headers"]),
        max_age=max_age,
        **flags,
    )


def ordered_resources(resources: Any) -> list[tuple[Pattern, Mapping[str, Any]]]:
    """Return path patterns with their own options; of a dictionary, the most specific first."""
    match resources:
        case dict():
            pairs = [(_everything_for_star(key), value) for key, value in resources.items()]
            pairs.sort(key=lambda pair: _specificity(pair[0]))
        case str() | re.Pattern():
            pairs = [(_everything_for_star(resources), {})]
        case Iterable():
            pairs = [(_everything_for_star(item), {}) for item in resources]
        case _:
            raise ValueError("Unexpected value for resources argument.")
    return [(_compiled(pattern, 0), options) for pattern, options in pairs]


def matches(value: str, pattern: Pattern, *, ignore_case: bool = True) -> bool:
    """Tell whether a pattern stands for a value; a compiled one knows about case itself."""
    if isinstance(pattern, re.Pattern):
        return pattern.match(value) is not None
    return value.casefold() == pattern.casefold() if ignore_case else value == pattern


def matches_any(value: str, patterns: Iterable[Pattern]) -> bool:
    """Tell whether one of the patterns stands for a value."""
    return any(matches(value, pattern) for pattern in patterns)


def _specificity(pattern: Pattern) -> tuple[int, int, int, int]:
    if isinstance(pattern, re.Pattern):
        return 1, 0, -pattern.pattern.count("/"), -len(pattern.pattern)
    is_regex = _looks_like_regex(pattern)
    return int(is_regex), int(is_regex), -pattern.count("/"), -len(pattern)


def _looks_like_regex(text: str) -> bool:
    return not _SIGNS_OF_A_REGEX.isdisjoint(text)


def _everything_for_star(pattern: Pattern) -> Pattern:
    return _EVERYTHING if pattern == "*" else pattern


def _patterns(value: Any) -> list[Pattern]:
    several = isinstance(value, Iterable) and not isinstance(value, str)
    return [_everything_for_star(item) for item in (value if several else [value])]


def _compiled(pattern: Pattern, flags: int) -> Pattern:
    if not isinstance(pattern, str) or not _looks_like_regex(pattern):
        return pattern
    try:
        return re.compile(pattern, flags)
    except re.error as error:
        raise ValueError(
            f"Invalid regular expression in Flask-CORS configuration: {pattern!r}"
        ) from error


def _joined(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str) or not isinstance(value, Iterable):
        return str(value)
    return ", ".join(str(item) for item in sorted(value))
