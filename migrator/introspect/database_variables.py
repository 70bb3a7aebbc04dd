"""In which environment variable does the app read its MongoDB address? Seen in the sources."""

import re
from collections.abc import Iterator
from pathlib import Path

from migrator.introspect.environment_reads import reads
from migrator.introspect.sources import trees

_WORTH_READING = re.compile(rb"mongo", re.IGNORECASE)
_PARTS = (
    "_DB",
    "NAME",
    "_HOST",
    "_PORT",
    "USER",
    "PASS",
    "PASSWORD",
    "COLLECTION",
    "_POOL",
    "DATABASE",
)


def database_variables(root: Path) -> tuple[str, ...]:
    """The variables that may hold the whole address, the likeliest first."""
    ranks: dict[str, int] = {}
    for name, default in _all(root):
        rank = _rank(name, default)
        if rank is not None:
            ranks[name] = min(rank, ranks.get(name, rank))
    return tuple(sorted(ranks, key=lambda name: (ranks[name], name)))


def host_variables(root: Path) -> tuple[str, ...]:
    """``MONGO_HOST`` and its like, for apps that put the address together themselves."""
    names = {name for name, _ in _all(root) if "MONGO" in name.upper()}
    return tuple(sorted(name for name in names if name.upper().endswith(("_HOST", "_HOSTNAME"))))


def _all(root: Path) -> Iterator[tuple[str, str]]:
    for _, tree in trees(root, _WORTH_READING):
        yield from reads(tree)


def _rank(name: str, default: str) -> int | None:
    if default.startswith(("mongodb://", "mongodb+srv://")):
        return 0
    upper = name.upper()
    if "MONGO" not in upper or upper.endswith(_PARTS):
        return None
    return 0 if "URI" in upper or "URL" in upper else 1
