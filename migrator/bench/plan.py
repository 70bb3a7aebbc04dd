"""What to load: the recorded mix of each route, as requests that change nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from migrator.model.exchange import Exchange, Recording, Request

FORMAT = 1
SAFE_METHODS = frozenset({"GET", "HEAD"})
_MOST_REQUESTS = 12
_SERVER_ERROR = 500
# What belongs to the recorded connection and not to the request.
_NOT_SENT = frozenset({"host", "connection", "content-length", "transfer-encoding", "keep-alive"})


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """A recorded request, the status Flask answered and how often it was seen."""

    method: str
    target: str
    headers: Mapping[str, str]
    status: int
    weight: int = 1


@dataclass(frozen=True, slots=True)
class LoadRoute:
    """One rule and its mix; ``rate`` in requests a second, 0 to find it by warming up."""

    endpoint: str
    rule: str
    requests: tuple[LoadRequest, ...]
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """What the generator reads: base URLs of ``legacy`` and ``new``, routes, seconds for each."""

    sides: Mapping[str, str]
    routes: tuple[LoadRoute, ...]
    output: str
    seconds: float = 10.0
    block_seconds: float = 0.25
    seed: int = 1
    format: int = field(default=FORMAT)


def hot_routes(
    recording: Recording, count: int, among: Iterable[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """The ``count`` pairs of endpoint and rule asked most often, by requests that can be loaded."""
    allowed = set(among)
    asked = Counter(
        (exchange.endpoint, exchange.rule)
        for exchange in recording.exchanges
        if _can_be_loaded(exchange) and (exchange.endpoint, exchange.rule) in allowed
    )
    ordered = sorted(asked.items(), key=lambda item: (-item[1], item[0][1], item[0][0]))
    return tuple(pair for pair, _ in ordered[:count])


def load_route(recording: Recording, endpoint: str, rule: str) -> LoadRoute:
    """The mix of a route: each request as often as it was recorded, the usual ones first.

    Requests of one target with one status are one, whoever sent them: the first one's cookies.
    """
    seen: dict[tuple[str, str, int], Request] = {}
    asked: Counter[tuple[str, str, int]] = Counter()
    for exchange in recording.exchanges:
        if (exchange.endpoint, exchange.rule) != (endpoint, rule) or not _can_be_loaded(exchange):
            continue
        key = exchange.request.method, exchange.request.target, exchange.answer.status
        seen.setdefault(key, exchange.request)
        asked[key] += 1
    usual = sorted(asked, key=lambda key: (-asked[key], key))[:_MOST_REQUESTS]
    requests = (
        LoadRequest(method, target, _headers(seen[method, target, status]), status, asked[key])
        for key in usual
        for method, target, status in [key]
    )
    return LoadRoute(endpoint, rule, tuple(requests))


def _can_be_loaded(exchange: Exchange) -> bool:
    is_safe = exchange.request.method in SAFE_METHODS and not exchange.request.body
    return is_safe and exchange.answer.status < _SERVER_ERROR


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
