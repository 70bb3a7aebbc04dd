"""What to load: the recorded mix of each route, as requests that change nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migrator.model.exchange import Exchange, Request

FORMAT = 1
SAFE_METHODS = frozenset({"GET", "HEAD"})
_MOST_REQUESTS = 12
_BAD_REQUEST = 400
# What belongs to the recorded connection and not to the request.
_NOT_SENT = frozenset({"host", "connection", "content-length", "transfer-encoding", "keep-alive"})


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """A recorded request, the status Flask answered and how often it was seen."""

    method: str
    target: str
    headers: Mapping[str, str]
    status: int
    weight: int


@dataclass(frozen=True, slots=True)
class LoadRoute:
    """One rule, its mix and how often it was asked; a ``rate`` of 0 is found by warming up."""

    endpoint: str
    rule: str
    requests: tuple[LoadRequest, ...]
    asked: int = 0
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """What the generator reads: base URLs of ``legacy`` and ``new``, routes, seconds for each."""

    sides: Mapping[str, str]
    routes: tuple[LoadRoute, ...]
    seconds: float = 10.0
    block_seconds: float = 0.25
    seed: int = 1


def recorded_routes(exchanges: Iterable[Exchange]) -> tuple[LoadRoute, ...]:
    """Every route with requests that can be loaded and went well, the one asked most first.

    Requests of one target with one status are one, whoever sent them: the first one's headers and
    cookies stand for all.
    """
    asked: dict[tuple[str, str], Counter[tuple[str, str, int]]] = {}
    first: dict[tuple[str, str, int], Request] = {}
    for exchange in exchanges:
        if not _can_be_loaded(exchange):
            continue
        request = exchange.request
        key = request.method, request.target, exchange.answer.status
        first.setdefault(key, request)
        asked.setdefault((exchange.endpoint, exchange.rule), Counter())[key] += 1
    routes = (
        LoadRoute(endpoint, rule, _mix(counts, first), counts.total())
        for (endpoint, rule), counts in asked.items()
    )
    return tuple(sorted(routes, key=lambda route: (-route.asked, route.rule, route.endpoint)))


def _can_be_loaded(exchange: Exchange) -> bool:
    request = exchange.request
    is_safe = request.method in SAFE_METHODS and not request.body
    return bool(exchange.rule) and is_safe and exchange.answer.status < _BAD_REQUEST


def _mix(
    counts: Counter[tuple[str, str, int]], first: Mapping[tuple[str, str, int], Request]
) -> tuple[LoadRequest, ...]:
    usual = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_REQUESTS]
    return tuple(
        LoadRequest(key[0], key[1], _headers(first[key]), key[2], weight) for key, weight in usual
    )


def _headers(request: Request) -> Mapping[str, str]:
    """The headers as a client library takes them: a repeated one joined, as servers do."""
    joined: dict[str, str] = {}
    for name, value in request.headers:
        key = name.lower()
        if key in _NOT_SENT:
            continue
        separator = "; " if key == "cookie" else ", "
        joined[key] = f"{joined[key]}{separator}{value}" if key in joined else value
    return joined
