"""Explain why two JSON bodies are not the same bytes: structure, types, order, spelling."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from migrator.compare.json_array import array_differences
from migrator.compare.json_value import describe, kind, parse, pointer
from migrator.compare.shown import ABSENT, SOME_FOUND, around, cut_off, first_offset, shown
from migrator.compare.web_token import explain_tokens
from migrator.compare.work import Work
from migrator.model.verdict import Difference

MAX_BYTES = 4_000_000
ROOT = "(root)"
_SPACE_OUTSIDE_STRINGS = re.compile(rb'("(?:[^"\\]|\\.)*")|\s+')


class _Pair(NamedTuple):
    """Two values that stand at the same place."""

    where: str
    expected: Any
    actual: Any


def explain_json(
    expected: bytes, actual: bytes, aspect: str = "body", most: int = SOME_FOUND
) -> tuple[Difference, ...]:
    """Why ``actual`` is not ``expected``; at least one difference, since the bytes differ."""
    if max(len(expected), len(actual)) > MAX_BYTES:
        return (_too_large(expected, actual, aspect),)
    try:
        pair = _Pair("", parse(expected), parse(actual))
        work = Work(max(len(expected), len(actual)))
        walked = cut_off(_walk(pair, aspect, work), most, aspect)
        found = [*walked, *_spelling(expected, actual, aspect)]
    except RecursionError:
        return (_too_large(expected, actual, aspect),)
    except ValueError:
        return (_not_json(expected, actual, aspect),)
    return tuple(found) or (_escapes(expected, actual, aspect),)


def _walk(root: _Pair, aspect: str, work: Work) -> Iterator[Difference]:
    waiting = [root]
    while waiting:
        pair = waiting.pop()
        if pair.expected == pair.actual:
            continue
        if work.is_too_deep(pair.where):
            yield _too_deep(pair, aspect)
            continue
        deeper: list[_Pair] = []
        for item in _step(pair, aspect, work):
            if isinstance(item, Difference):
                yield item
            else:
                deeper.append(item)
        waiting += reversed(deeper)


def _step(pair: _Pair, aspect: str, work: Work) -> Iterator[Difference | _Pair]:
    """What one pair of unequal values says: differences here, and pairs to look at below."""
    where, expected, actual = pair
    kinds = kind(expected), kind(actual)
    if kinds == ("object", "object"):
        yield from _objects(pair, aspect)
    elif kinds == ("array", "array"):
        for found in array_differences(where, expected, actual, aspect, work.may_pair):
            yield found if isinstance(found, Difference) else _Pair(*found)
    elif kinds == ("string", "string") and (
        claims := explain_tokens(where or ROOT, expected, actual, aspect)
    ):
        yield from claims
    else:
        spelled = kinds == ("number", "number") and _same_number(expected.text, actual.text)
        cause = "J13" if spelled else ""
        yield Difference(aspect, where or ROOT, describe(expected), describe(actual), cause=cause)


def _same_number(expected: str, actual: str) -> bool:
    try:
        return Decimal(expected) == Decimal(actual)
    except InvalidOperation:  # an exponent beyond what even Decimal has
        return False


def _too_deep(pair: _Pair, aspect: str) -> Difference:
    where = f"{pair.where} (too large to explain)"
    return Difference(aspect, where, describe(pair.expected), describe(pair.actual))


def _objects(pair: _Pair, aspect: str) -> Iterator[Difference | _Pair]:
    where, expected, actual = pair
    left, right = dict(expected), dict(actual)
    for key, value in left.items():
        if key not in right:
            yield Difference(aspect, pointer(where, key), describe(value), ABSENT)
    for key, value in right.items():
        if key not in left:
            yield Difference(aspect, pointer(where, key), ABSENT, describe(value))
    order = [key for key, _ in expected if key in right]
    new_order = [key for key, _ in actual if key in left]
    if order != new_order:
        names = shown(", ".join(order)), shown(", ".join(new_order))
        yield Difference(aspect, where or ROOT, f"keys {names[0]}", f"keys {names[1]}", cause="J1")
    for key, value in left.items():
        if key in right:
            yield _Pair(pointer(where, key), value, right[key])


def _spelling(expected: bytes, actual: bytes, aspect: str) -> Iterator[Difference]:
    """What a parser does not see: the newline at the end, white space, escapes."""
    if expected.endswith(b"\n") != actual.endswith(b"\n"):
        words = {True: "newline at the end", False: "no newline at the end"}
        ends = words[expected.endswith(b"\n")], words[actual.endswith(b"\n")]
        yield Difference(aspect, "(end)", *ends, cause="J1")
    if expected.isascii() != actual.isascii():
        yield _escapes(expected, actual, aspect)
    tight = _SPACE_OUTSIDE_STRINGS.sub(rb"\1", expected), _SPACE_OUTSIDE_STRINGS.sub(rb"\1", actual)
    if tight[0] == tight[1] and expected.rstrip(b"\n") != actual.rstrip(b"\n"):
        offset = first_offset(expected, actual)
        texts = around(expected, offset), around(actual, offset)
        yield Difference(aspect, "(white space)", *texts, cause="J3" if b"\n " in actual else "J1")


def _escapes(expected: bytes, actual: bytes, aspect: str) -> Difference:
    offset = first_offset(expected, actual)
    texts = around(expected, offset), around(actual, offset)
    return Difference(aspect, "(escapes)", *texts, cause="J2")


def _not_json(expected: bytes, actual: bytes, aspect: str) -> Difference:
    offset = first_offset(expected, actual)
    return Difference(aspect, f"byte {offset}", around(expected, offset), around(actual, offset))


def _too_large(expected: bytes, actual: bytes, aspect: str) -> Difference:
    offset = first_offset(expected, actual)
    where = f"byte {offset} (too large to explain)"
    return Difference(aspect, where, around(expected, offset), around(actual, offset))
