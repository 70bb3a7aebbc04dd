"""Deeply nested code: sums of hundreds of terms, long chains of ``elif``.

A tree is declared under Python's own limit of recursion, which says what can be read at all. What
comes after that takes several calls a level, and gets room for them.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

TOO_DEEP = "the code is nested too deeply to be read"
_CALLS_A_LEVEL = 12
"""``ast.unparse`` needs eight; calls between Python functions take no space of the C stack."""


@contextmanager
def room_for_nesting() -> Iterator[None]:
    """Let whatever could be declared be walked through as well."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(max(usual, _CALLS_A_LEVEL * 1000))
    try:
        yield
    finally:
        sys.setrecursionlimit(usual)
