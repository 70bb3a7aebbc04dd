"""Show a value in a report: short, on one line, without control characters."""

from collections.abc import Iterator
from itertools import islice

from migrator.model.verdict import Difference

ABSENT = "absent"
SOME_FOUND, MOST_FOUND = 40, 400
"""How many differences of one body are named: for a person, and where none may hide another."""
_LIMIT = 300
_BEFORE, _AFTER = 20, 60


def shown(value: str | bytes, limit: int = _LIMIT) -> str:
    """``value`` on one line, cut in the middle of nothing longer than ``limit``."""
    text = value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value
    clean = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[: limit + 1])
    return clean if len(clean) <= limit and len(text) <= limit else f"{clean[: limit - 1]}…"


def hidden(value: str) -> str:
    """Enough of a token to tell two apart, not enough to use it."""
    kept = 6
    if len(value) <= 2 * kept:
        return shown(value)
    return f"{shown(value[:kept])}… ({len(value)} characters)"


def cut_off(found: Iterator[Difference], most: int, aspect: str) -> Iterator[Difference]:
    """At most so many differences, and one that says so where there are more."""
    yield from islice(found, most)
    if next(found, None) is not None:
        yield Difference(aspect, "(and more)", "equal", f"more than {most} differences")


def around(value: bytes, offset: int) -> str:
    """What stands around an offset of a body."""
    start = max(0, offset - _BEFORE)
    return shown(value[start : offset + _AFTER])


def first_offset(expected: bytes, actual: bytes) -> int:
    """Where two bodies part; the length of the shorter one when it is the other's beginning."""
    low, high = 0, min(len(expected), len(actual))
    while low < high:
        middle = (low + high + 1) // 2
        if expected[low:middle] == actual[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
