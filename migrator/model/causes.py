"""One cause may hold back many routes: the same construct for the same reason, here and there."""

from collections.abc import Iterable
from dataclasses import dataclass

from migrator.model.translation import Reason, RouteTranslation


@dataclass(frozen=True, slots=True)
class Cause:
    """What holds routes back: how many, the reason at its first place, and how many places.

    Reasons are of one cause when construct, why and what to do are the same.
    """

    first: Reason
    routes: int
    places: int

    def is_behind(self, reason: Reason) -> bool:
        """Whether ``reason`` is one of this cause."""
        return _key(reason) == _key(self.first)


def causes(routes: Iterable[RouteTranslation]) -> tuple[Cause, ...]:
    """The causes of all reasons, the one that holds back most routes first."""
    counted: dict[tuple[str, ...], list[set[Reason]]] = {}
    for route in routes:
        groups: dict[tuple[str, ...], set[Reason]] = {}
        for reason in route.reasons:
            groups.setdefault(_key(reason), set()).add(reason)
        for key, reasons in groups.items():
            counted.setdefault(key, []).append(reasons)
    found = []
    for groups_of in counted.values():
        places = set[Reason]().union(*groups_of)
        found.append(Cause(min(places), len(groups_of), len(places)))
    return tuple(sorted(found, key=lambda cause: (-cause.routes, cause.first)))


def _key(reason: Reason) -> tuple[str, ...]:
    return reason.construct, reason.why, reason.todo
