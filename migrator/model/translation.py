"""What ``scaffold`` made of each route and file."""

from dataclasses import dataclass, field
from enum import StrEnum

from migrator.model.openapi import Documented
from migrator.model.route import RouteSpec


class Grade(StrEnum):
    """How a route was translated."""

    ASYNC = "async"
    THREADED = "threaded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """Why a route is not of the highest grade: where, which construct, why, and what to do."""

    file: str
    line: int
    construct: str
    why: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class RouteTranslation:
    """One rule and its grade; reasons are empty only for ``async``."""

    endpoint: str
    rule: str
    methods: tuple[str, ...]
    grade: Grade
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """A file of the generated app; ``path`` is posix, from the generated folder."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Translation:
    """The whole project translated: grades per route, sources, and the compat modules they use.

    ``asks_sync``: something asks the database through PyMongo itself, in a thread or early;
    ``asks_early``: while the application is imported. The rules ``elsewhere`` stand in no source
    that was translated: an extension that stays on Flask registers them.
    """

    routes: tuple[RouteTranslation, ...]
    files: tuple[GeneratedFile, ...]
    compat: tuple[str, ...] = ()
    notes: tuple[Reason, ...] = ()
    documented: Documented = field(default_factory=Documented)
    asks_sync: bool = False
    asks_early: bool = False
    elsewhere: tuple[RouteSpec, ...] = ()
