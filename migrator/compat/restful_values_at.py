"""Finding the value of a field in a dictionary, a list or an object.

Keeps B14: dotted names, numbers, functions, items before attributes.
Delete when: `restful_fields` is gone.
"""

from collections.abc import Callable
from functools import reduce
from typing import Any


def is_listlike(obj: Any) -> bool:
    """Tell whether an object has items and is no text."""
    return not hasattr(obj, "strip") and hasattr(obj, "__iter__")


def get_value(key: str | int | Callable[[Any], Any], obj: Any, default: Any = None) -> Any:
    """Return the value at a key; `a.b` is that of b in that of a."""
    if isinstance(key, int):
        return _get(obj, key, default)
    if callable(key):
        return key(obj)
    return reduce(lambda value, name: _get(value, name, default), key.split("."), obj)


def _get(obj: Any, key: Any, default: Any) -> Any:
    if is_listlike(obj):
        try:
            return obj[key]
        except (IndexError, TypeError, KeyError):
            pass
    return getattr(obj, key, default)


def to_marshallable_type(obj: Any) -> Any:
    """Return the items of an object that has none."""
    if obj is None:
        return None
    if hasattr(obj, "__marshallable__"):
        return obj.__marshallable__()
    return obj if hasattr(obj, "__getitem__") else dict(vars(obj))
