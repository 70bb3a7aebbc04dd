"""A set of values of which only so many are in memory, however many there are."""

import sqlite3
from collections.abc import Iterable

_MOST = 50_000
"""As many are looked up in memory: some 5 MB."""


class ValueSet:
    """Takes values and knows them again; carries a database in a file without a name for the rest.

    SQLite makes that file when its cache of 2 MB is full, and removes it at the end
    (https://www.sqlite.org/inmemorydb.html, temporary databases).
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._newest: set[str] = set()
        self._disk: sqlite3.Connection | None = None

    def add(self, values: Iterable[str]) -> None:
        """Take some values."""
        self._newest.update(values)
        if len(self._newest) > self._most:
            self._put_by()

    def __contains__(self, value: object) -> bool:
        if value in self._newest:
            return True
        if self._disk is None or not isinstance(value, str):
            return False
        found = self._disk.execute("SELECT 1 FROM known WHERE value = ?", (_key(value),))
        return found.fetchone() is not None

    def _put_by(self) -> None:
        if self._disk is None:
            self._disk = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self._disk.execute("PRAGMA journal_mode = OFF")
            self._disk.execute("PRAGMA synchronous = OFF")
            self._disk.execute("CREATE TABLE known (value BLOB PRIMARY KEY) WITHOUT ROWID")
        rows = sorted((_key(value),) for value in self._newest)
        self._disk.execute("BEGIN")
        self._disk.executemany("INSERT OR IGNORE INTO known VALUES (?)", rows)
        self._disk.execute("COMMIT")
        self._newest = set()


def _key(value: str) -> bytes:
    return value.encode(errors="surrogatepass")
