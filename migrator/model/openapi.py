"""What is known of an operation of the API, from the code and from recorded traffic."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """What the code says of one method of one rule: an OpenAPI operation object."""

    endpoint: str
    rule: str
    path: str
    method: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Documented:
    """All operations that were translated, and the security schemes they name."""

    operations: tuple[Operation, ...] = ()
    schemes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What recorded traffic showed of one method of one rule: names and types, never values.

    ``bodies`` are schemas of JSON and forms by media type; ``answers`` are, by status and media
    type, schemas of JSON and empty objects for all else. ``count`` is how many exchanges.
    """

    rule: str
    method: str
    count: int
    query: tuple[str, ...] = ()
    bodies: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
