"""`no_such_method` and its like: what PyMongo 4 no longer has fails in PyMongo's own words.

Keeps M5: the TypeError and the AttributeError that the Flask application answers with today,
where the asynchronous driver would name its own classes.
Delete when: the calls are mended.
"""

from typing import Any, NoReturn


def no_such_method(target: Any, *_args: Any, **_kwargs: Any) -> NoReturn:
    """Fail as calling `collection.insert(...)` or `database.collection_names()` does.

    Raises:
        TypeError: always.
    """
    _, dot, name = target.name.rpartition(".")
    holder = "Collection" if dot else "Database"
    raise TypeError(
        f"'Collection' object is not callable. If you meant to call the '{name}' method on a "
        f"'{holder}' object it is failing because no such method exists."
    )


def no_such_attribute(cursor: Any, name: str) -> NoReturn:
    """Fail as `cursor.count()` does, before its arguments are looked at.

    Raises:
        AttributeError: always.
    """
    kind = "CommandCursor" if "Command" in type(cursor).__name__ else "Cursor"
    raise AttributeError(f"'{kind}' object has no attribute '{name}'")


def no_such_collection(target: Any) -> NoReturn:
    """Fail as Flask-PyMongo does when a collection is asked for one of its own.

    Raises:
        AttributeError: always.
    """
    place = f"{target.name.rpartition('.')[0]}._Collection__database"
    raise AttributeError(
        f"Collection has no attribute '_Collection__database'. To access the {place} collection, "
        f"use database['{place}']."
    )
