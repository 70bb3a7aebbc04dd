"""Values that the database has: with them a filter selects something."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

_MOST = 12
_LONGEST = 100
_DEEPEST = 3
_EACH = 2
"""Identities of one collection that are taken: what matters is whose they are."""
_IDENTITY = "_id"
LETTERS = ""
"""The name under which texts with other letters than those of ASCII are kept."""


class Stored:
    """Carries the values of fields, by the last name of each, the first ones of each."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, None]] = {}

    def add(self, documents: Iterable[Mapping[str, Any]]) -> None:
        """Take the values of a collection's ``documents``."""
        for number, document in enumerate(documents):
            for name, value in document.items():
                if name != _IDENTITY or number < _EACH:
                    self._member(name, value, 1)

    def values(self) -> dict[str, tuple[str, ...]]:
        """What there is of each name, as a client would write it."""
        return {name: tuple(values) for name, values in self._found.items()}

    def _member(self, name: str, value: Any, depth: int) -> None:
        match value:
            case Mapping() if depth < _DEEPEST:
                for key, item in value.items():
                    self._member(key, item, depth + 1)
            case list() if depth < _DEEPEST:
                for item in value[:_DEEPEST]:
                    self._member(name, item, depth + 1)
            case None | bool() | bytes() | Mapping() | list():
                return
            case _:
                self._keep(
                    name, value.date().isoformat() if isinstance(value, datetime) else str(value)
                )

    def _keep(self, name: str, text: str) -> None:
        if not 0 < len(text) <= _LONGEST:
            return
        places = (name,) if text.isascii() else (name, LETTERS)
        for place in places:
            known = self._found.setdefault(place, {})
            if len(known) < _MOST or place == _IDENTITY:
                known[text] = None


def stored_for(name: str, stored: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What the database has under a name of a request; of one that ends in ``id``, identities."""
    own = stored.get(name, ())
    if name.lower().endswith("id"):
        own = (*own, *stored.get(_IDENTITY, ()))
    return tuple(dict.fromkeys(own))
