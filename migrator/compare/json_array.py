"""Explain two unequal JSON arrays without letting one moved item hide all that follows."""

from collections.abc import Callable, Iterator
from typing import Any

from migrator.compare.json_value import describe, plain, pointer
from migrator.compare.shown import ABSENT
from migrator.model.verdict import Difference

ROOT = "(root)"
_DEEPDIFF_ITEMS = 12
_DEEPDIFF_CHARACTERS = 3_000

Below = tuple[str, Any, Any]
"""A pointer and the two values there, still to be compared."""


def array_differences(
    where: str,
    expected: list[Any],
    actual: list[Any],
    aspect: str,
    may_pair: Callable[[], bool],
) -> Iterator[Difference | Below]:
    """Differences of two arrays, and pairs of items that have to be looked at."""
    start, end = _common_ends(expected, actual)
    left, right = expected[start : len(expected) - end], actual[start : len(actual) - end]
    if len(left) == len(right):
        if sorted(map(repr, left)) == sorted(map(repr, right)):
            items = f"{len(left)} items", "the same items in another order"
            yield Difference(aspect, where or ROOT, *items)
            return
        for index, pair in enumerate(zip(left, right, strict=True), start):
            yield pointer(where, index), *pair
        return
    counts = f"array of {len(expected)}", f"array of {len(actual)}"
    yield Difference(aspect, where or ROOT, *counts)
    if left and right and _small(left, right) and may_pair():
        yield from _with_deepdiff(where, start, (left, right), aspect)
        return
    yield from _one_by_one(where, start, (left, right), aspect)


def _common_ends(expected: list[Any], actual: list[Any]) -> tuple[int, int]:
    shorter = min(len(expected), len(actual))
    start = next((n for n in range(shorter) if expected[n] != actual[n]), shorter)
    rest = shorter - start
    end = next((n for n in range(rest) if expected[-1 - n] != actual[-1 - n]), rest)
    return start, end


def _one_by_one(
    where: str, start: int, sides: tuple[list[Any], list[Any]], aspect: str
) -> Iterator[Difference | Below]:
    left, right = sides
    shorter = min(len(left), len(right))
    for index in range(shorter):
        yield pointer(where, start + index), left[index], right[index]
    for index in range(shorter, len(left)):
        place = pointer(where, start + index)
        yield Difference(aspect, place, describe(left[index]), ABSENT)
    for index in range(shorter, len(right)):
        place = pointer(where, start + index)
        yield Difference(aspect, place, ABSENT, describe(right[index]))


def _small(left: list[Any], right: list[Any]) -> bool:
    """Whether DeepDiff's pairing, which takes minutes on large arrays, is quick here."""
    if max(len(left), len(right)) > _DEEPDIFF_ITEMS:
        return False
    return len(repr(left)) + len(repr(right)) <= _DEEPDIFF_CHARACTERS


def _with_deepdiff(
    where: str, start: int, sides: tuple[list[Any], list[Any]], aspect: str
) -> Iterator[Difference]:
    """Pair the items that are alike, so that an inserted one is the only one named."""
    from deepdiff import DeepDiff

    left, right = (plain(side) for side in sides)
    tree = DeepDiff(left, right, ignore_order=True, view="tree")
    for levels in tree.values():
        for level in levels:
            first, *rest = level.path(output_format="list")
            place = pointer(where, start + first)
            for key in rest:
                place = pointer(place, key)
            yield Difference(aspect, place, _side(level.t1), _side(level.t2))


def _side(value: Any) -> str:
    """One side of what DeepDiff found; its own marker stands for a value that is absent."""
    if type(value).__name__ == "NotPresent":
        return ABSENT
    return describe(tuple(value.items()) if isinstance(value, dict) else value)
