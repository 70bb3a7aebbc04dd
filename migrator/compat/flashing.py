"""`flash` and `get_flashed_messages`: messages that wait in the session for the next page.

Keeps C15: tuples under `_flashes`, taken out once per request, categories and their filter.
Delete when: pages get their messages in another way.
"""

from collections.abc import Iterable
from typing import Any

from .announcing import announce
from .context import current, session


def flash(message: Any, category: str = "message") -> None:
    """Keep a message for the next page that shows messages."""
    flashes = session.get("_flashes", [])
    flashes.append((category, message))
    session["_flashes"] = flashes
    announce("message_flashed", current().app, message=message, category=category)


def get_flashed_messages(
    with_categories: bool = False,
    category_filter: Iterable[str] = (),
) -> list[Any]:
    """Return the waiting messages; asked again in the same request, the same ones."""
    holder = current()
    if holder.flashes is None:
        holder.flashes = session.pop("_flashes") if "_flashes" in session else []
    flashes = holder.flashes
    if category_filter:
        flashes = [flashed for flashed in flashes if flashed[0] in category_filter]
    if with_categories:
        return flashes
    return [flashed[1] for flashed in flashes]
