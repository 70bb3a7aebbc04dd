"""The order in which the routes of an application may best move, and the risk of each."""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from migrator.model.reach import Risk, RouteReach, Traffic
from migrator.model.translation import Grade

_WAITS = frozenset({"network", "mail", "sleep", "process", "queue"})
_LEVELS = {Risk.LOW: 0, Risk.MEDIUM: 1, Risk.HIGH: 2}


def risk_of(route: RouteReach) -> Risk:
    """High when it is refused, medium when it is threaded or waits for more than the database."""
    if route.forecast is Grade.REFUSED:
        return Risk.HIGH
    waits = any(call.kind in _WAITS for call in route.blocking)
    return Risk.MEDIUM if waits or route.forecast is Grade.THREADED else Risk.LOW


def in_order(routes: Sequence[RouteReach], traffic: Traffic) -> tuple[RouteReach, ...]:
    """The routes with risk, requests and their place in the order; they stay where they stood.

    Refused routes come last: they cannot move yet. Before them the most asked come first, then
    those of less risk, then the one that brings the fewest functions which no route before it
    has brought.
    """
    rated = [
        replace(r, risk=risk_of(r), requests=traffic.requests.get((r.endpoint, r.rule), 0))
        for r in routes
    ]
    lacking = [{function.name for function in route.functions} for route in rated]
    users: dict[str, list[int]] = defaultdict(list)
    for position, names in enumerate(lacking):
        for name in names:
            users[name].append(position)
    waiting = [(_weight(route), len(lacking[n]), n) for n, route in enumerate(rated)]
    heapq.heapify(waiting)
    places: dict[int, int] = {}
    while waiting:
        weight, count, position = heapq.heappop(waiting)
        if position in places:
            continue
        if count != len(lacking[position]):
            heapq.heappush(waiting, (weight, len(lacking[position]), position))
            continue
        places[position] = len(places) + 1
        for name in list(lacking[position]):
            for other in users.pop(name, ()):
                lacking[other].discard(name)
                if other not in places:
                    heapq.heappush(waiting, (_weight(rated[other]), len(lacking[other]), other))
    return tuple(replace(route, order=places[n]) for n, route in enumerate(rated))


def _weight(route: RouteReach) -> tuple[bool, int, int]:
    return route.forecast is Grade.REFUSED, -route.requests, _LEVELS[route.risk]


def worst_first(routes: Sequence[RouteReach]) -> list[RouteReach]:
    """What needs a look first: the riskiest, of these the most asked, then the last to move."""
    return sorted(routes, key=lambda r: (-_LEVELS[r.risk], -r.requests, -r.order))
