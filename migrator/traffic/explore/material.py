"""What generated requests of one operation are made from: all of it was seen or documented."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote_plus

from migrator.model.exchange import Request
from migrator.model.route import Converter, RouteSpec

_VARIABLE = re.compile(r"<(?:[^<>:]*:)?([A-Za-z_]\w*)>")
_GREEDY = frozenset({"path"})
_MOST_VALUES = 40
_LONGEST_VALUE = 200
BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Sample:
    """A recorded request as it was last sent, its rule, and its second of the recording."""

    endpoint: str
    rule: str
    at: float
    request: Request
    status: int = 0


@dataclass(frozen=True, slots=True)
class Material:
    """One method of one rule.

    ``samples`` are requests to begin with, of the rule itself where there are any; ``query`` and
    ``fields`` are names that its code, its document or its requests have; ``values`` is what names
    were given anywhere, ``tied`` the constants that the code compares them with, ``stored`` what
    the database has under names; ``words`` are all constants of the code; ``cookies`` are those of
    all clients.
    """

    route: RouteSpec
    method: str
    samples: tuple[Sample, ...]
    query: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    tied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stored: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def parts(self) -> int:
        """How many variables, names of the query and fields there are to change."""
        names = {name for sample in self.samples for name in query_names(sample.request)}
        fields = () if self.method in BODILESS else self.fields
        bodies = any(sample.request.body for sample in self.samples) and self.method not in BODILESS
        return len({*names, *self.query}) + len(fields) + len(self.route.converters) + 2 * bodies


def path_pattern(rule: str, converters: Iterable[Converter]) -> re.Pattern[str]:
    """A rule as a pattern whose groups are its variables."""
    greedy = {item.argument for item in converters if item.name in _GREEDY}
    pieces, end = [], 0
    for found in _VARIABLE.finditer(rule):
        group = f"(?P<{found[1]}>{'.+' if found[1] in greedy else '[^/]+'})"
        pieces += [re.escape(rule[end : found.start()]), group]
        end = found.end()
    return re.compile("".join([*pieces, re.escape(rule[end:])]))


def path_pieces(rule: str) -> list[tuple[str, str]]:
    """The text of a rule before each variable, and its name; the last has none."""
    pieces, end = [], 0
    for found in _VARIABLE.finditer(rule):
        pieces.append((rule[end : found.start()], found[1]))
        end = found.end()
    return [*pieces, (rule[end:], "")]


def values_of(
    samples: Iterable[Sample], routes: Mapping[tuple[str, str], RouteSpec]
) -> dict[str, tuple[str, ...]]:
    """What each name was given in paths, queries and forms, the first ones of each."""
    found: dict[str, dict[str, None]] = {}
    for sample in samples:
        for name, value in _pairs(sample, routes.get((sample.endpoint, sample.rule))):
            known = found.setdefault(name, {})
            if len(known) < _MOST_VALUES and len(value) <= _LONGEST_VALUE:
                known[value] = None
    return {name: tuple(values) for name, values in found.items()}


def _pairs(sample: Sample, route: RouteSpec | None) -> Iterable[tuple[str, str]]:
    request = sample.request
    if route is not None:
        fitting = path_pattern(route.rule, route.converters).fullmatch(request.path)
        yield from (
            (k, unquote_plus(v)) for k, v in (fitting.groupdict() if fitting else {}).items()
        )
    yield from parse_qsl(request.target.partition("?")[2], keep_blank_values=True)
    if media_type(request) == FORM:
        yield from parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True)


def query_names(request: Request) -> tuple[str, ...]:
    """The names that a request's query has, as they stand there."""
    pairs = request.target.partition("?")[2].split("&")
    return tuple(dict.fromkeys(pair.partition("=")[0] for pair in pairs if pair))


def media_type(request: Request) -> str:
    """The media type of a request's body, without parameters."""
    value = next((v for k, v in request.headers if k.lower() == "content-type"), "")
    return value.partition(";")[0].strip().lower()


def boundary_of(request: Request) -> bytes:
    """What stands between the parts of a multipart body."""
    value = next((v for k, v in request.headers if k.lower() == "content-type"), "")
    return value.rpartition("boundary=")[2].strip('"').encode("latin-1")
