"""Fields for single values: texts, numbers, dates.

Keeps B14: conversions, defaults, Flask-RESTful's spelling of decimal numbers and dates.
Delete when: response models describe the answers, and their spelling of numbers and dates is
accepted.
"""

from calendar import timegm
from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from email.utils import formatdate
from typing import Any

from .restful_values_at import get_value

Attribute = str | int | Callable[[Any], Any] | None


class MarshallingException(Exception):
    """A value cannot be written as its field says."""

    def __init__(self, underlying_exception: Any) -> None:
        super().__init__(str(underlying_exception))


class Raw:
    """A value as it is; subclasses say in `format` what becomes of it."""

    def __init__(self, default: Any = None, attribute: Attribute = None) -> None:
        self.attribute = attribute
        self.default = default

    def format(self, value: Any) -> Any:
        """Return what is written for a value."""
        return value

    def value_of(self, key: Any, obj: Any) -> Any:
        """Return the value of this field in an object."""
        return get_value(key if self.attribute is None else self.attribute, obj)

    def output(self, key: Any, obj: Any) -> Any:
        """Return what is written for an object: the formatted value, or the default."""
        value = self.value_of(key, obj)
        return self.default if value is None else self.format(value)


class String(Raw):
    """A text."""

    def format(self, value: Any) -> Any:
        """Return the text of a value."""
        return _converted(str, value)


class Integer(Raw):
    """A whole number; 0 when it is missing."""

    def __init__(self, default: Any = 0, **kwargs: Any) -> None:
        super().__init__(default=default, **kwargs)

    def format(self, value: Any) -> Any:
        """Return a value as a whole number."""
        return self.default if value is None else _converted(int, value)


class Boolean(Raw):
    """True or false."""

    def format(self, value: Any) -> Any:
        """Return whether a value is true."""
        return bool(value)


class Float(Raw):
    """A number."""

    def format(self, value: Any) -> Any:
        """Return a value as a number."""
        return _converted(float, value)


class Arbitrary(Raw):
    """A decimal number as text, with all its digits."""

    def format(self, value: Any) -> Any:
        """Return the digits of a number."""
        return str(Decimal(value))


class Fixed(Raw):
    """A decimal number as text, with so many digits after the point."""

    def __init__(self, decimals: int = 5, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.precision = Decimal(f"0.{'0' * (decimals - 1)}1")

    def format(self, value: Any) -> Any:
        """Return the rounded digits of a number."""
        number = Decimal(value)
        if not number.is_normal() and number != 0:
            raise MarshallingException("Invalid Fixed precision number.")
        return str(number.quantize(self.precision, rounding=ROUND_HALF_EVEN))


Price = Fixed


class DateTime(Raw):
    """A date with its time, as `rfc822` or as `iso8601`."""

    def __init__(self, dt_format: str = "rfc822", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dt_format = dt_format

    def format(self, value: Any) -> Any:
        """Return the text of a date."""
        if self.dt_format not in {"rfc822", "iso8601"}:
            raise MarshallingException(f"Unsupported date format {self.dt_format}")
        try:
            return _rfc822(value) if self.dt_format == "rfc822" else value.isoformat()
        except AttributeError as error:
            raise MarshallingException(error) from error


def _rfc822(value: datetime) -> str:
    return formatdate(timegm(value.utctimetuple()))


def _converted(kind: Callable[[Any], Any], value: Any) -> Any:
    try:
        return kind(value)
    except ValueError as error:
        raise MarshallingException(error) from error
