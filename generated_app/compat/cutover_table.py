"""Which side answers each rule: ``cutover.json``, read again whenever the file changes.

Keeps no Flask behaviour; it goes when the last rule is live and Flask is gone.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

log = logging.getLogger("migrator.cutover")

FORMAT = 1
STAGES = ("legacy", "shadow", "canary", "live")
_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one rule stands; ``percent`` counts only for a canary."""

    stage: str
    percent: float = 0.0


@dataclass(frozen=True, slots=True)
class Budget:
    """More than ``errors`` server errors in the last ``window`` answers roll a rule back."""

    errors: int
    window: int


@dataclass(frozen=True, slots=True)
class Table:
    """What a cutover file says; ``moved`` has only the rules that are not simply on Flask."""

    moved: Mapping[str, Placement] = field(default_factory=dict)
    budget: Budget | None = None

    def stage(self, rule: str, user: Callable[[], str]) -> str:
        """``legacy``, ``shadow`` or ``live``: a canary is one or the other for each user."""
        placement = self.moved.get(rule)
        if placement is None:
            return "legacy"
        if placement.stage != "canary":
            return placement.stage
        return "live" if bucket(rule, user()) < placement.percent else "legacy"

    def without(self, rule: str) -> "Table":
        """The same table with one rule back on Flask."""
        return replace(self, moved={name: it for name, it in self.moved.items() if name != rule})


def bucket(rule: str, user: str) -> float:
    """A fixed place in 0-100 for a user of a rule: a wider canary only ever adds users."""
    digest = blake2b(f"{rule}\n{user}".encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % _BUCKETS * 100 / _BUCKETS


def parse_table(text: str) -> Table:
    """The table in the text of a cutover file.

    Raises:
        ValueError: it is not one; the message says what is wrong.
    """
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError(f"it should be a JSON object with format {FORMAT}")
    patterns = data.get("patterns", {})
    if not isinstance(patterns, dict):
        raise ValueError("patterns should be an object of rules")  # one error type
    placements = {rule: _placement(rule, entry) for rule, entry in patterns.items()}
    moved = {rule: it for rule, it in placements.items() if it.stage != "legacy"}
    return Table(moved, _budget(data.get("budget")))


def _placement(rule: str, entry: Any) -> Placement:
    if not isinstance(entry, dict) or entry.get("stage") not in STAGES:
        raise ValueError(f"{rule} should have a stage: {', '.join(STAGES)}")
    percent = entry.get("percent", 0)
    if not isinstance(percent, int | float) or not 0 <= percent <= 100:
        raise ValueError(f"{rule} should have a percent between 0 and 100")
    return Placement(entry["stage"], float(percent))


def _budget(entry: Any) -> Budget | None:
    if entry is None:
        return None
    if not isinstance(entry, dict):
        raise ValueError("budget should be an object with errors and window")
    errors, window = entry.get("errors"), entry.get("window")
    if not isinstance(errors, int) or not isinstance(window, int) or not 0 <= errors < window:
        raise ValueError("budget should have errors below window, both whole numbers")
    return Budget(errors, window)


class CutoverWatch:
    """Holds the last good table and looks at the file again at most every ``interval`` seconds."""

    def __init__(
        self, path: Path, clock: Callable[[], float] = time.monotonic, interval: float = 0.5
    ) -> None:
        self.path = path
        self._clock = clock
        self._interval = interval
        self._looked = float("-inf")
        self._signature: tuple[int, int, int] | None = None
        self._table = Table()

    def current(self) -> Table:
        """The table to go by now."""
        now = self._clock()
        if now - self._looked >= self._interval:
            self._looked = now
            self._reload_if_changed()
        return self._table

    def roll_back(self, rule: str) -> None:
        """Put one rule back on Flask here and now, whatever becomes of the file."""
        self._table = self._table.without(rule)

    def _reload_if_changed(self) -> None:
        signature = _signature(self.path)
        if signature == self._signature:
            return
        self._signature = signature
        if signature is None:
            self._table = Table()
            return
        try:
            self._table = parse_table(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            # Once for each broken version of the file: its signature is remembered above.
            log.warning("%s cannot be used, the last good table stays: %s", self.path, error)


def _signature(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
