"""`g`: a place for whatever one request wants to keep.

Keeps X1: attributes, `get`, `pop`, `setdefault`, `in`, and AttributeError for what is not there.
Delete when: `g` is no longer used; `request.state` is FastAPI's place for such things.
"""

from collections.abc import Iterator
from typing import Any

_UNSET: Any = object()


class Globals:
    """A namespace for one request."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self.__dict__[name]
        except KeyError:
            raise AttributeError(name) from None

    def get(self, name: str, default: Any = None) -> Any:
        """Return a value or the default."""
        return self.__dict__.get(name, default)

    def pop(self, name: str, default: Any = _UNSET) -> Any:
        """Remove a value and return it."""
        if default is _UNSET:
            return self.__dict__.pop(name)
        return self.__dict__.pop(name, default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """Return a value, after setting it to the default when it is missing."""
        return self.__dict__.setdefault(name, default)

    def __contains__(self, item: str) -> bool:
        return item in self.__dict__

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)
