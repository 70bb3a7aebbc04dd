"""Which routes a person means: by endpoint, by rule, by a path that the rule matches, by glob."""

import difflib
import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from migrator.errors import RouteUnknown
from migrator.model.route import RouteSpec

_VARIABLE = re.compile(r"<(?:(?P<converter>[A-Za-z_]\w*)(?:\([^>]*\))?:)?[A-Za-z_]\w*>")
_GLOB = re.compile(r"[*?\[]")
_NARROW = {"int": r"\d+", "float": r"\d+\.\d+", "uuid": r"[0-9A-Fa-f-]{36}", "path": r"[^/].*?"}
_WEIGHT = {"int": 50, "float": 50, "path": 200}
_OTHER_WEIGHT = 100


def select_routes(routes: Iterable[RouteSpec], words: Sequence[str] = ()) -> tuple[RouteSpec, ...]:
    """The routes that ``words`` name, in registration order; all of them without words.

    A word is an endpoint (``main.index``), a rule (``/p/<int:pid>``), a path (``/p/12``: the most
    specific rule that matches it) or a glob over endpoints and rules (``api.*``, ``/api/*``).

    Raises:
        RouteUnknown: a word names nothing; the hint has the three closest names.
    """
    known = tuple(routes)
    if not words:
        return known
    chosen = {route.key for word in words for route in _named(known, word)}
    return tuple(route for route in known if route.key in chosen)


def _named(routes: tuple[RouteSpec, ...], word: str) -> tuple[RouteSpec, ...]:
    exact = tuple(route for route in routes if word in {route.endpoint, route.rule})
    found = exact or (_matching_glob if _GLOB.search(word) else _matching_path)(routes, word)
    if not found:
        raise RouteUnknown(f"there is no route {word!r}", _closest(routes, word))
    return found


def _matching_path(routes: tuple[RouteSpec, ...], path: str) -> tuple[RouteSpec, ...]:
    if not path.startswith("/") or "<" in path:
        return ()
    found = [route for route in routes if re.fullmatch(_pattern(route.rule), path)]
    if not found:
        return ()
    best = min(_weights(route.rule) for route in found)
    return tuple(route for route in found if _weights(route.rule) == best)


def _matching_glob(routes: tuple[RouteSpec, ...], glob: str) -> tuple[RouteSpec, ...]:
    return tuple(
        route
        for route in routes
        if fnmatchcase(route.endpoint, glob) or fnmatchcase(route.rule, glob)
    )


def _pattern(rule: str) -> str:
    pieces, end = [], 0
    for variable in _VARIABLE.finditer(rule):
        narrow = _NARROW.get(_converter(variable), r"[^/]+")
        pieces += [re.escape(rule[end : variable.start()]), narrow]
        end = variable.end()
    return "".join([*pieces, re.escape(rule[end:])])


def _weights(rule: str) -> tuple[int, ...]:
    """Werkzeug's preference, segment by segment: static, numbers, other converters, paths."""
    return tuple(
        max((_weight(variable) for variable in _VARIABLE.finditer(part)), default=0)
        for part in rule.split("/")
    )


def _weight(variable: re.Match[str]) -> int:
    return _WEIGHT.get(_converter(variable), _OTHER_WEIGHT)


def _converter(variable: re.Match[str]) -> str:
    return variable["converter"] or "string"


def _closest(routes: tuple[RouteSpec, ...], word: str) -> str:
    names = {route.rule if word.startswith("/") else route.endpoint for route in routes}
    close = difflib.get_close_matches(word, sorted(names), 3, 0.0)
    return f"the closest are {', '.join(close)}" if close else "the application has no routes"
