"""Explain two texts that differ: the first line, for CSV the column, for bytes the offset."""

import csv
from itertools import zip_longest

from migrator.compare.shown import ABSENT, first_offset, shown
from migrator.model.verdict import Difference


def explain_text(expected: str, actual: str) -> tuple[Difference, ...]:
    """The first line that differs."""
    number, left, right = _first_line(expected, actual)
    return (Difference("body", f"line {number}", left, right),)


def explain_csv(expected: str, actual: str) -> tuple[Difference, ...]:
    """The first line that differs, and the column in it where the lines have as many fields."""
    number, left, right = _first_line(expected, actual)
    column = _column(expected, left, right) if number > 1 else ""
    where = f"line {number}, column {column}" if column else f"line {number}"
    return (Difference("body", where, left, right),)


def explain_binary(expected: bytes, actual: bytes) -> tuple[Difference, ...]:
    """Both lengths and the first byte that differs."""
    offset = first_offset(expected, actual)
    left, right = (_at(body, offset) for body in (expected, actual))
    return (Difference("body", f"byte {offset}", left, right),)


def _at(body: bytes, offset: int) -> str:
    return f"{len(body)} bytes, {body[offset : offset + 8].hex() or 'end'}"


def _first_line(expected: str, actual: str) -> tuple[int, str, str]:
    lines = zip_longest(expected.splitlines(keepends=True), actual.splitlines(keepends=True))
    for number, (left, right) in enumerate(lines, 1):
        if left != right:
            return number, _line(left), _line(right)
    return 0, ABSENT, ABSENT


def _line(line: str | None) -> str:
    """A line with its end, which may be all that differs; absent after the last one."""
    return ABSENT if line is None else shown(line)


def _column(text: str, left: str, right: str) -> str:
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    lines = (text.splitlines()[0], left, right)
    try:
        names, was, became = (next(csv.reader([line], delimiter=delimiter), []) for line in lines)
    except csv.Error:
        return ""
    if not len(names) == len(was) == len(became):
        return ""
    pairs = zip(names, was, became, strict=True)
    return next((shown(name) for name, old, new in pairs if old != new), "")
