"""`document_at`: one document of a cursor by its place. `sent`: a query that does not wait.

Keeps no row, but what PyMongo's `cursor[3]` does: the cursor itself is not used up, its skip
is added to the place, a missing document and a negative place raise IndexError with PyMongo's own
words. And what its `aggregate`, `list_indexes` and `watch` do: they ask the server when they are
called, while Motor's ask when they are read for the first time.
Delete when: the query says `sort`, `skip` and `find_one` itself, and the driver is PyMongo Async,
whose `await collection.aggregate(...)` asks at once.
"""

from typing import Any

from pymongo.errors import InvalidOperation


async def document_at(cursor: Any, place: int) -> Any:
    """The document at `place`, counted from 0, of a cursor that was not read from yet.

    Raises:
        IndexError: there is none, or `place` is negative.
        InvalidOperation: the cursor was read from already.
    """
    native = getattr(cursor, "delegate", cursor)
    if native.retrieved or native.cursor_id is not None:
        raise InvalidOperation("cannot set options after executing query")
    if place < 0:
        raise IndexError("Cursor instances do not support negative indices")
    clone = cursor.clone()
    clone.skip(place + native._skip)
    clone.limit(-1)
    found = await clone.to_list(None)
    if not found:
        raise IndexError("no such item for Cursor instance")
    return found[0]


async def sent(cursor: Any) -> Any:
    """Motor's `cursor`, whose query was sent: later writes do not change what it gives.

    Raises:
        PyMongoError: what PyMongo raises where the query is made.
    """
    if hasattr(cursor, "resume_token"):
        return await cursor.__aenter__()
    await cursor._get_more()
    return cursor
