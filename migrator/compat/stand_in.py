"""An in-memory database that an app falls back to cannot be awaited, and says so.

Keeps no row: Flask knows nothing of databases.
Delete when: the app no longer falls back to a database in memory.
"""

from typing import NoReturn


def no_stand_in(name: str) -> NoReturn:
    """Say so where the app would take it, in the place of the error that led there.

    Raises:
        RuntimeError: always.
    """
    raise RuntimeError(f"no database answers, and {name} cannot stand in for it: it is synchronous")
