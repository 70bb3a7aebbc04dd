"""`flask_restful.inputs`: types for the arguments of a `RequestParser`.

Keeps B13: what is accepted and what is said of what is not.
Delete when: the parameters are declared in the views' signatures, and 422 is accepted.
"""

import datetime as dt
import re
from email.utils import mktime_tz, parsedate_tz
from typing import Any

import aniso8601  # type: ignore[import-untyped]  # it has no types

_URL = re.compile(
    r"^(?:http|ftp)s?://"
    r"(?:[^:@]+?:[^:@]*?@|)"  # user and password
    r"(?:(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+"
    r"(?:[A-Z]{2,6}\.?|[A-Z0-9-]{2,}\.?)|"  # a domain
    r"localhost|"
    r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|"
    r"\[?[A-F0-9]*:[A-F0-9:]+\]?)"  # an address of IPv6
    r"(?::\d+)?"
    r"(?:/?|[/?]\S+)$",
    re.IGNORECASE,
)


def url(value: str) -> str:
    """Take a URL."""
    if _URL.search(value):
        return value
    hint = f". Did you mean: http://{value}" if _URL.search(f"http://{value}") else ""
    raise ValueError(f"{value} is not a valid URL{hint}")


class regex:  # Flask-RESTful's name
    """Take a text that matches a pattern."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.re = re.compile(pattern, flags)

    def __call__(self, value: str) -> str:
        """Return the text when it matches."""
        if not self.re.search(value):
            raise ValueError(f'Value does not match pattern: "{self.pattern}"')
        return value

    def __deepcopy__(self, memo: Any) -> "regex":
        return regex(self.pattern)


def iso8601interval(value: str, argument: str = "argument") -> tuple[dt.datetime, dt.datetime]:
    """Take a date, a time or an interval; return its start and its end."""
    try:
        start, end = _interval(value)
        return _in_utc(start), _in_utc(end)
    except ValueError:
        raise ValueError(
            f"Invalid {argument}: {value}. {argument} must be a valid ISO8601 date/time interval."
        ) from None


def _interval(value: str) -> tuple[dt.date, dt.date]:
    try:
        start, end = sorted(aniso8601.parse_interval(value))
    except ValueError:
        try:
            start = aniso8601.parse_datetime(value)
        except ValueError:
            start = aniso8601.parse_date(value)
        return start, start + _resolution(start, value)
    return start, end


def _resolution(start: dt.date, value: str) -> dt.timedelta:
    """Return how long the span is that a date or time stands for."""
    if not isinstance(start, dt.datetime):
        return dt.timedelta(days=1)
    moment = re.sub("[+-].+", "", value.split("T")[1])
    units = [dt.timedelta(hours=1), dt.timedelta(minutes=1), dt.timedelta(seconds=1)]
    return units[min(moment.count(":"), 2)]


def _in_utc(moment: dt.date) -> dt.datetime:
    if not isinstance(moment, dt.datetime):
        return dt.datetime.combine(moment, dt.time(tzinfo=dt.UTC))
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def date(value: str) -> dt.datetime:
    """Take a date like 2024-01-31."""
    return dt.datetime.strptime(value, "%Y-%m-%d")  # Flask-RESTful's dates have no zone


def _integer(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValueError(f"{value} is not a valid integer") from None


def natural(value: Any, argument: str = "argument") -> int:
    """Take a whole number that is not negative."""
    number = _integer(value)
    if number < 0:
        raise ValueError(f"Invalid {argument}: {number}. {argument} must be a non-negative integer")
    return number


def positive(value: Any, argument: str = "argument") -> int:
    """Take a whole number above zero."""
    number = _integer(value)
    if number < 1:
        raise ValueError(f"Invalid {argument}: {number}. {argument} must be a positive integer")
    return number


class int_range:  # Flask-RESTful's name
    """Take a whole number between two others."""

    def __init__(self, low: int, high: int, argument: str = "argument") -> None:
        self.low = low
        self.high = high
        self.argument = argument

    def __call__(self, value: Any) -> int:
        """Return the number when it is in the range."""
        number = _integer(value)
        if not self.low <= number <= self.high:
            raise ValueError(
                f"Invalid {self.argument}: {number}. {self.argument} must be within the range"
                f" {self.low} - {self.high}"
            )
        return number


def boolean(value: Any) -> bool:
    """Take true, false, 1 or 0."""
    if isinstance(value, bool):
        return value
    if not value:
        raise ValueError("boolean type must be non-null")
    known = {"true": True, "1": True, "false": False, "0": False}
    text = value.lower()
    if text not in known:
        raise ValueError(f"Invalid literal for boolean(): {text}")
    return known[text]


def datetime_from_rfc822(datetime_str: str) -> dt.datetime:
    """Take a date like `Wed, 02 Oct 2002 08:00:00 EST`."""
    parsed: Any = parsedate_tz(datetime_str)
    return dt.datetime.fromtimestamp(mktime_tz(parsed), dt.UTC)


def datetime_from_iso8601(datetime_str: str) -> dt.datetime:
    """Take a date like `2012-01-01T23:30:00+02:00`."""
    found: dt.datetime = aniso8601.parse_datetime(datetime_str)
    return found
