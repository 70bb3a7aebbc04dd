"""Compare two documents as the database keeps them: fields, their order, and BSON types."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from migrator.compare.shown import ABSENT, shown

Change = tuple[str, str, str]
"""Path of a field, what was expected, what is there."""


def compare_documents(expected: Any, actual: Any, path: str = "") -> Iterator[Change]:
    """What differs in two decoded BSON values; ``1`` and ``1.0`` do."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        yield from _fields(expected, actual, path)
    elif isinstance(expected, list) and isinstance(actual, list):
        yield from _items(expected, actual, path)
    elif type(expected) is not type(actual) or not _equal(expected, actual):
        yield path, typed(expected), typed(actual)


def typed(value: Any) -> str:
    """A BSON value in a few words, with its type."""
    if isinstance(value, Mapping):
        return f"document with {shown(', '.join(map(str, value))) or 'no fields'}"
    if isinstance(value, list):
        return f"array of {len(value)}"
    name = {"int": "int32", "Int64": "int64", "float": "double", "str": "string"}
    kind = name.get(type(value).__name__, type(value).__name__)
    if isinstance(value, datetime):
        return f"{kind} {value.isoformat(' ', 'milliseconds')}"
    return "null" if value is None else f"{kind} {shown(str(value))}"


def _equal(expected: Any, actual: Any) -> bool:
    """Equal as the database keeps it: a double also by its sign of zero and as not a number."""
    if isinstance(expected, float):
        return repr(expected) == repr(actual)
    return bool(expected == actual)


def _fields(expected: Mapping[str, Any], actual: Mapping[str, Any], path: str) -> Iterator[Change]:
    for name, value in expected.items():
        if name in actual:
            yield from compare_documents(value, actual[name], _below(path, name))
        else:
            yield _below(path, name), typed(value), ABSENT
    for name, value in actual.items():
        if name not in expected:
            yield _below(path, name), ABSENT, typed(value)
    orders = [n for n in expected if n in actual], [n for n in actual if n in expected]
    if orders[0] != orders[1]:
        yield path, _named(orders[0]), _named(orders[1])


def _items(expected: list[Any], actual: list[Any], path: str) -> Iterator[Change]:
    if len(expected) != len(actual):
        yield path, typed(expected), typed(actual)
    for index, (value, other) in enumerate(zip(expected, actual, strict=False)):
        yield from compare_documents(value, other, _below(path, str(index)))


def _named(order: list[str]) -> str:
    return f"fields {shown(', '.join(order))}"


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
