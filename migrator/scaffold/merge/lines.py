"""Merge two texts that came from one, line by line, as diff3 does.

The algorithm is that of Khanna, Kunal and Pierce, "A Formal Investigation of Diff3" (2007): where
all three agree the text is stable; between two stable places stands a chunk, which is taken from
the side that changed it. ``git`` is not asked: it need not be there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T", str, list[str])
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A range of each of the three sequences; ``stable`` where all three are the same."""

    base: slice
    hand: slice
    new: slice
    stable: bool = False


def chunks(base: Sequence[str], hand: Sequence[str], new: Sequence[str]) -> Iterator[Chunk]:
    """All three sequences cut into chunks, in order; every item is in exactly one of them."""
    in_hand, in_new = _matches(base, hand), _matches(base, new)
    b = h = n = 0
    for i in range(len(base)):
        if i not in in_hand or i not in in_new:
            continue
        if (b, h, n) != (i, in_hand[i], in_new[i]):
            yield Chunk(slice(b, i), slice(h, in_hand[i]), slice(n, in_new[i]))
        b, h, n = i + 1, in_hand[i] + 1, in_new[i] + 1
        yield Chunk(slice(i, b), slice(h - 1, h), slice(n - 1, n), stable=True)
    if b < len(base) or h < len(hand) or n < len(new):
        yield Chunk(slice(b, len(base)), slice(h, len(hand)), slice(n, len(new)))


def merge_lines(base: str, hand: str, new: str) -> str | None:
    """The text with the changes of both; None where both changed the same lines differently."""
    b, h, n = map(split_lines, (base, hand, new))
    merged: list[str] = []
    for chunk in chunks(b, h, n):
        taken = pick(b[chunk.base], h[chunk.hand], n[chunk.new])
        if taken is None:
            return None
        merged += taken
    return "".join(merged)


def split_lines(text: str) -> list[str]:
    """The lines as Python counts them: ``str.splitlines`` also ends one at a form feed."""
    return _LINE.findall(text)


def pick(base: T, hand: T, new: T) -> T | None:
    """What one side changed, or both alike; None where they changed it differently."""
    if hand in (base, new):
        return new
    return hand if new == base else None


def _matches(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + i: block.b + i for block in blocks for i in range(block.size)}
