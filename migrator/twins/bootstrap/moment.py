"""The exchange that is being answered: its clock and its sources of ids and randomness.

Two processes that answer exchange 12 of the same seed draw the same values in the same order, as
every value derives from (seed, exchange, how many were drawn before).
"""

import contextvars
import hashlib
import random
import threading
from typing import Optional

_PATIENCE = 10_000  # looks at a clock that stands still before it is let go, for loops that wait
_STEP_SECONDS = 0.001


class Moment:
    """The values of one exchange; carries how many of each kind were drawn."""

    def __init__(self, seed: str, number: str, epoch: float) -> None:
        self.epoch = epoch
        self.is_start = number == "0"
        self._key = hashlib.sha256(f"{seed}/{number}".encode()).digest()
        self._lock = threading.Lock()
        self._looks = 0
        self._draws = 0
        self._object_ids = 0
        self.random = random.Random(self._key)

    def clock(self) -> float:
        """Seconds since 1970; stands still, unless someone waits for it to move."""
        self._looks += 1
        return self.epoch + max(0, self._looks - _PATIENCE) * _STEP_SECONDS

    def draw(self, count: int) -> bytes:
        """The next ``count`` random bytes."""
        with self._lock:
            self._draws += 1
            number = self._draws
        return hashlib.shake_256(self._key + b"bytes%d" % number).digest(count)

    def object_id(self) -> bytes:
        """The next ObjectId's twelve bytes: time, who, counter; ascending within the exchange."""
        with self._lock:
            self._object_ids += 1
            counter = self._object_ids
        return int(self.epoch).to_bytes(4, "big") + self._key[:5] + counter.to_bytes(3, "big")


current: "contextvars.ContextVar[Optional[Moment]]" = contextvars.ContextVar(
    "migrator_exchange", default=None
)

exchange: "contextvars.ContextVar[str]" = contextvars.ContextVar("migrator_number", default="")
