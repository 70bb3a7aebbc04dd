"""JSON values that keep their spelling: a number is its text, an object a tuple of pairs."""

import json
from decimal import Decimal
from typing import Any, NamedTuple

from migrator.compare.shown import shown


class Number(NamedTuple):
    """A number as it was written; a tuple, so that it never equals a string."""

    text: str


def parse(text: bytes) -> Any:
    """Objects as tuples of pairs and numbers as their text, so that nothing of a body is lost.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is too deep.
    """
    return json.loads(
        text,
        object_pairs_hook=tuple,
        parse_int=Number,
        parse_float=Number,
        parse_constant=Number,
    )


def kind(value: Any) -> str:
    """JSON's own word for what ``value`` is."""
    match value:
        case Number():
            return "number"
        case tuple():
            return "object"
        case list():
            return "array"
        case str():
            return "string"
        case None:
            return "null"
        case _:
            return "boolean"


def plain(value: Any) -> Any:
    """``value`` as an ordinary Python value; numbers are exact, their spelling is lost."""
    match value:
        case Number(text):
            return Decimal(text)
        case tuple():
            return {key: plain(item) for key, item in value}
        case list():
            return [plain(item) for item in value]
        case _:
            return value


def describe(value: Any) -> str:
    """``value`` in a few words, with its type."""
    match value:
        case Number() | Decimal():
            return f"number {shown(value.text if isinstance(value, Number) else str(value))}"
        case tuple():
            return f"object with {shown(', '.join(key for key, _ in value)) or 'no keys'}"
        case list():
            return f"array of {len(value)}"
        case str():
            return f'string "{shown(value)}"'
        case None:
            return "null"
        case _:
            return "true" if value else "false"


def pointer(where: str, key: str | int) -> str:
    """The JSON pointer of ``key`` below ``where`` (RFC 6901)."""
    return f"{where}/{str(key).replace('~', '~0').replace('/', '~1')}"
