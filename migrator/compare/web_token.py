"""Compare two JSON web tokens (RFC 7519) by what they claim; the signature where that is equal.

Times are compared from the time of issue on: a token that lives as long as the other, but was made
a second later, differs in ``iat`` alone, as its ``exp`` and ``nbf`` only follow.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from migrator.compare.json_value import Number, describe, parse, pointer
from migrator.compare.shown import ABSENT, hidden
from migrator.model.verdict import Difference

_TOKEN = re.compile(r"(?:Bearer )?(eyJ[\w-]+)\.([\w-]+)\.([\w-]*)", re.ASCII)
_ISSUED = "iat"
_TIMES = frozenset({"exp", "nbf", "auth_time"})


def explain_tokens(
    where: str, expected: str, actual: str, aspect: str
) -> tuple[Difference, ...] | None:
    """Why one token is not the other; None where they are no tokens, or say the same otherwise."""
    left, right = _TOKEN.fullmatch(expected), _TOKEN.fullmatch(actual)
    if left is None or right is None:
        return None
    parts = [[_decoded(match[number]) for number in (1, 2)] for match in (left, right)]
    if any(part is None for side in parts for part in side):
        return None
    found = [
        Difference(aspect, f"{where} {name}{pointer('', key)}", _side(sides[0]), _side(sides[1]))
        for name, (ours, theirs) in zip(("head", "claims"), zip(*parts, strict=True), strict=True)
        for key, sides in _apart(dict(ours), dict(theirs))
    ]
    if not found and parts[0] == parts[1] and left[3] != right[3]:
        signatures = hidden(left[3]), hidden(right[3])
        found = [Difference(aspect, f"{where} signature", *signatures)]
    return tuple(found) or None


def _decoded(part: str) -> Any:
    """The pairs of a JSON object, or None."""
    try:
        value = parse(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return value if isinstance(value, tuple) and not isinstance(value, Number) else None


def _apart(ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """The claims that differ, each absent or present; a time that keeps its distance does not."""
    for key in dict.fromkeys([*ours, *theirs]):
        sides = ours.get(key, _NOTHING), theirs.get(key, _NOTHING)
        if sides[0] == sides[1]:
            continue
        spans = _span(ours, key), _span(theirs, key)
        if key in _TIMES and spans[0] is not None and spans[0] == spans[1]:
            continue
        yield key, sides


def _span(claims: dict[str, Any], key: str) -> Decimal | None:
    """The seconds between a time and the time of issue."""
    then, issued = claims.get(key), claims.get(_ISSUED)
    if not isinstance(then, Number) or not isinstance(issued, Number):
        return None
    return Decimal(then.text) - Decimal(issued.text)


_NOTHING = object()


def _side(value: Any) -> str:
    return ABSENT if value is _NOTHING else describe(value)
