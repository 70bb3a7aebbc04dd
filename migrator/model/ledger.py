"""The ledger: what happened to each path pattern, append-only; a stage is a fold over it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """Which side answers a path pattern."""

    LEGACY = "legacy"
    SHADOW = "shadow"
    CANARY = "canary"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the ledger: ``kind`` is scaffolded, replayed, benchmarked, cutover, rollback."""

    at: str
    kind: str
    subject: str
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verdict of one path pattern, bound to digests of what it was made from.

    ``digests`` has code, recording, spec and lock; evidence is stale when any of them changed.
    """

    pattern: str
    kind: str
    outcome: str
    at: str
    digests: Mapping[str, str]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a gate is open for a path pattern, and every reason why not."""

    pattern: str
    is_open: bool
    reasons: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
