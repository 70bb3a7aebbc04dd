"""What one rule sets in motion in the project, and what that means for the order of migration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from migrator.model.place import Place
from migrator.model.translation import Grade, Reason

RuleKey = tuple[str, str, tuple[str, ...]]
"""Endpoint, rule text and methods."""


class Risk(StrEnum):
    """How much can go wrong when a route moves.

    ``high``: it is refused. ``medium``: it waits for more than the database (a service, mail, a
    process, ...), or is threaded. ``low``: neither.
    """

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, order=True)
class Reached:
    """A function of the project that a rule reaches, and what it touches itself.

    ``name`` is ``module:qualname``; ``touches`` has the words database, request and session.
    """

    name: str
    place: Place
    touches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockingCall:
    """A call that holds its thread: what it waits for (``kind``) and how the request gets there.

    ``kind`` is one of database, network, mail, sleep, process, password, queue, file, computing.
    ``chain`` names the functions from the view, or a hook, down to the one that calls.
    """

    construct: str
    kind: str
    place: Place
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RouteReach:
    """One rule: what it reaches, the grade it will get, its traffic and its place in the order.

    ``forecast`` and ``reasons`` are the scaffold's own. ``hooks`` are those that run for it,
    ``around`` the functions that only they reach, ``shared`` the functions that other views reach
    too. ``order`` counts from 1; ``requests`` is 0 where no traffic is known.
    """

    endpoint: str
    rule: str
    methods: tuple[str, ...]
    forecast: Grade
    risk: Risk = Risk.LOW
    order: int = 0
    requests: int = 0
    reasons: tuple[Reason, ...] = ()
    touches: tuple[str, ...] = ()
    functions: tuple[Reached, ...] = ()
    hooks: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    blocking: tuple[BlockingCall, ...] = ()
    shared: tuple[str, ...] = ()

    @property
    def key(self) -> RuleKey:
        """What tells one rule from another."""
        return self.endpoint, self.rule, self.methods


@dataclass(frozen=True, slots=True)
class SharedFunction:
    """A function that several rules reach: moving one of them is work for all."""

    name: str
    routes: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """Requests per endpoint and rule text, where they were counted, and what was not.

    ``unmatched`` requests belong to no rule of the app, ``unreadable`` lines are no request.
    """

    source: str = ""
    requests: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unmatched: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class ReachReport:
    """The reach of every rule, in order of registration, and what they have in common.

    ``traffic`` names the file the requests were counted in, empty without one.
    """

    routes: tuple[RouteReach, ...]
    shared: tuple[SharedFunction, ...] = ()
    traffic: str = ""
    unmatched: int = 0
    unreadable: int = 0
