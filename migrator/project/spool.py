"""Values on disk in the order of their numbers, so that memory does not grow with how many."""

import heapq
import pickle
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")

_WINDOW = 1024
"""How many wait in memory for one with a smaller number."""
_BATCH = 256
"""How many are written at once: what they have in common is written once."""


class Spool(Generic[T]):
    """Takes values with their numbers and gives them back, as often as one likes.

    Carries a file without a name, which is gone with the spool or the process. One that comes after
    a thousand of greater numbers stands behind these.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (closed with the spool)
        weakref.finalize(self, self._file.close)
        self._waiting: list[tuple[int, int, T]] = []
        self._batch: list[tuple[int, T]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, number: int, value: T) -> None:
        """Keep a value."""
        self._count += 1
        heapq.heappush(self._waiting, (number, self._count, value))
        if len(self._waiting) > _WINDOW:
            first, _, kept = heapq.heappop(self._waiting)
            self._batch.append((first, kept))
        if len(self._batch) >= _BATCH:
            self._file.seek(0, 2)
            pickle.dump(self._batch, self._file, pickle.HIGHEST_PROTOCOL)
            self._batch = []

    def __iter__(self) -> Iterator[tuple[int, T]]:
        place, end = 0, self._file.seek(0, 2)
        while place < end:
            self._file.seek(place)
            batch = pickle.load(self._file)  # noqa: S301 (nobody else can write this file)
            place = self._file.tell()
            yield from batch
        yield from self._batch
        yield from ((number, value) for number, _, value in sorted(self._waiting, key=_place))


def _place(item: tuple[int, int, object]) -> tuple[int, int]:
    return item[:2]
