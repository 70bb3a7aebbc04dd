"""`document_at`: one document of a cursor by its place.

Keeps no row, but what PyMongo's `cursor[3]` does: the cursor itself is not used up, its skip
is added to the place, a missing document and a negative place raise IndexError with PyMongo's own
words.
Delete when: the query says `sort`, `skip` and `find_one` itself.
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
