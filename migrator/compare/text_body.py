"""Explain two texts that differ: the first line, for CSV the column, for bytes the offset."""

import csv
from collections.abc import Iterator
from itertools import islice, zip_longest

from migrator.compare.shown import ABSENT, cut_off, first_offset, shown
from migrator.model.verdict import Difference

_Line = tuple[int, str | None, str | None]


def explain_text(expected: str, actual: str, most: int = 1) -> tuple[Difference, ...]:
    """The lines that differ, the first of them by default."""
    found = (
        Difference("body", f"line {number}", _line(left), _line(right))
        for number, left, right in _lines(expected, actual)
    )
    return _cut(found, most)


def explain_csv(expected: str, actual: str, most: int = 1) -> tuple[Difference, ...]:
    """The lines that differ, and the column in them where the lines have as many fields."""
    lines = _lines(expected, actual)
    found = (item for line in lines for item in _columns(expected, line, every=most > 1))
    return _cut(found, most)


def explain_binary(expected: bytes, actual: bytes) -> tuple[Difference, ...]:
    """Both lengths and the first byte that differs."""
    offset = first_offset(expected, actual)
    left, right = (_at(body, offset) for body in (expected, actual))
    return (Difference("body", f"byte {offset}", left, right),)


def _cut(found: Iterator[Difference], most: int) -> tuple[Difference, ...]:
    return tuple(islice(found, 1) if most == 1 else cut_off(found, most, "body"))


def _at(body: bytes, offset: int) -> str:
    return f"{len(body)} bytes, {body[offset : offset + 8].hex() or 'end'}"


def _lines(expected: str, actual: str) -> Iterator[_Line]:
    lines = zip_longest(expected.splitlines(keepends=True), actual.splitlines(keepends=True))
    return ((number, *pair) for number, pair in enumerate(lines, 1) if pair[0] != pair[1])


def _line(line: str | None) -> str:
    """A line with its end, which may be all that differs; absent after the last one."""
    return ABSENT if line is None else shown(line)


def _columns(text: str, line: _Line, *, every: bool) -> Iterator[Difference]:
    """A line as its fields that differ, where each has a name; its only value, where all do."""
    number, left, right = line
    fields = _fields(text, left, right) if number > 1 and left and right else ()
    if not fields:
        yield Difference("body", f"line {number}", _line(left), _line(right))
    elif every:
        for name, old, new in fields:
            yield Difference("body", f"line {number}, column {name}", shown(old), shown(new))
    else:
        where = f"line {number}, column {fields[0][0]}"
        yield Difference("body", where, _line(left), _line(right))


def _fields(text: str, left: str, right: str) -> tuple[tuple[str, str, str], ...]:
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") else ","
    lines = (text[: len(first) + 1], left, right)
    try:
        names, was, became = (next(csv.reader([line], delimiter=delimiter), []) for line in lines)
    except csv.Error:
        return ()
    if not len(names) == len(was) == len(became):
        return ()
    triples = zip(names, was, became, strict=True)
    return tuple((shown(name), old, new) for name, old, new in triples if old != new)
