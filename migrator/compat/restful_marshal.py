"""`marshal`, `marshal_with` and `marshal_with_field`: data in the shape that fields describe.

Keeps B14: the order of the fields, defaults for what is missing, envelopes.
Delete when: response models describe the answers, and their spelling of numbers and dates is
accepted.
"""

import functools
from collections.abc import Callable
from inspect import isawaitable
from typing import Any, TypeVar

from .restful_values import unpack

V = TypeVar("V", bound=Callable[..., Any])


def marshal(data: Any, fields: dict[str, Any], envelope: str | None = None) -> Any:
    """Return a dictionary, or a list of them, with the fields of the data."""
    shaped: Any
    if isinstance(data, list | tuple):
        shaped = [marshal(item, fields) for item in data]
    else:
        shaped = {name: _field(field, name, data) for name, field in fields.items()}
    return {envelope: shaped} if envelope else shaped


def _field(field: Any, name: str, data: Any) -> Any:
    if isinstance(field, dict):
        return marshal(data, field)
    return (field() if isinstance(field, type) else field).output(name, data)


def _shaping(method: Callable[..., Any], shape: Callable[[Any], Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        value = method(*args, **kwargs)
        value = await value if isawaitable(value) else value
        if not isinstance(value, tuple):
            return shape(value)
        data, code, headers = unpack(value)
        return shape(data), code, headers

    return wrapper


class marshal_with:  # Flask-RESTful's name
    """Shape what a method returns; the method is awaited."""

    def __init__(self, fields: dict[str, Any], envelope: str | None = None) -> None:
        self.fields = fields
        self.envelope = envelope

    def __call__(self, f: V) -> V:
        """Return the method that shapes."""
        return _shaping(f, self._shape)  # type: ignore[return-value]  # the same call, awaited

    def _shape(self, data: Any) -> Any:
        return marshal(data, self.fields, self.envelope)


class marshal_with_field:  # Flask-RESTful's name
    """Shape what a method returns with one field."""

    def __init__(self, field: Any) -> None:
        self.field = field() if isinstance(field, type) else field

    def __call__(self, f: V) -> V:
        """Return the method that shapes."""
        return _shaping(f, self.field.format)  # type: ignore[return-value]  # the same call, awaited
