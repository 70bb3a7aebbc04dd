"""Merge three versions of a module, function by function.

What a person changed and the translation did not stays as it is, comments and all; what only the
translation changed is taken; inside a function that both changed, the lines are merged. Where both
changed the same lines, or one changed what the other took away, it is a conflict: nobody guesses.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from migrator.scaffold.merge.choices import Side
from migrator.scaffold.merge.imports import merge_names
from migrator.scaffold.merge.lines import chunks, merge_lines, pick
from migrator.scaffold.merge.units import MODULE, Unit, part_of, split, split_definition

Choose = Callable[[str], Side | None]
CHANGED = "changed by hand and by the translation"
GONE = "changed by hand, and not generated any more"
REMOVED = "removed by hand, and changed by the translation"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A part that a person has to decide on; a text is None where that side has none."""

    part: str
    why: str
    hand: str | None
    new: str | None


@dataclass(slots=True)
class Merger:
    """One merge of a module: what was decided before it, and the conflicts it met."""

    choose: Choose | None = None
    conflicts: list[Conflict] = field(default_factory=list)

    def merge(self, base: str, hand: str, new: str) -> str:
        """The merged text; meaningless when there are conflicts afterwards.

        Raises:
            SyntaxError: one of the texts is not Python.
        """
        if hand in {base, new}:
            return new
        if base == new and self.choose is None:
            return hand
        return self._units(split(base), split(hand), split(new), "")

    def _units(self, base: list[Unit], hand: list[Unit], new: list[Unit], around: str) -> str:
        keys = ([unit.key for unit in side] for side in (base, hand, new))
        parts: list[str] = []
        for chunk in chunks(*keys):
            parts += self._chunk(base[chunk.base], hand[chunk.hand], new[chunk.new], around)
        return "".join(parts)

    def _chunk(self, b: list[Unit], h: list[Unit], n: list[Unit], around: str) -> Iterable[str]:
        keys = _order(b, h, n)
        if keys is None:
            return [self._statements(b, h, n, around)]
        base, hand, new = ({unit.key: unit for unit in side} for side in (b, h, n))
        return [self._one(base.get(k), hand.get(k), new.get(k), around) for k in keys]

    def _statements(self, b: list[Unit], h: list[Unit], n: list[Unit], around: str) -> str:
        """Statements that both changed, and whose order counts."""
        texts = ["".join(unit.blank + unit.text for unit in side) for side in (b, h, n)]
        merged = merge_lines(*texts)
        return self._decided(around or MODULE, merged, texts[1], texts[2], CHANGED)

    def _one(self, b: Unit | None, h: Unit | None, n: Unit | None, around: str) -> str:
        part = part_of(around, h or n or b)
        if h is None or n is None:
            return self._missing(part, b, h, n)
        blank = pick(b.blank if b else "", h.blank, n.blank)
        return (h.blank if blank is None else blank) + self._both(part, b, h, n)

    def _missing(self, part: str, b: Unit | None, h: Unit | None, n: Unit | None) -> str:
        """A part that one side, or both, do not have."""
        there = h or n
        if there is None:
            return ""
        text = there.blank + there.text
        hand, new = (text, None) if h else (None, text)
        if b is None:
            return self._chosen(part, hand, new) if h else text
        if h:
            return self._decided(part, None, hand, new, GONE) if h.text != b.text else ""
        merged = None if n and n.text != b.text else ""
        return self._decided(part, merged, hand, new, REMOVED)

    def _both(self, part: str, b: Unit | None, h: Unit, n: Unit) -> str:
        base = b.text if b else ""
        if n.text in (base, h.text) and not (h.has_parts and n.has_parts):
            return self._chosen(part, h.text, n.text)
        if h.text == base:
            return n.text
        if b and b.has_parts and h.has_parts and n.has_parts:
            return self._units(split_definition(b), split_definition(h), split_definition(n), part)
        if h.is_import and n.is_import:
            merged = merge_names(b, h, n)
        else:
            merged = merge_lines(base, h.text, n.text) if b else None
        return self._decided(part, merged, h.text, n.text, CHANGED)

    def _decided(
        self, part: str, merged: str | None, hand: str | None, new: str | None, why: str
    ) -> str:
        """What was merged; what a person chose comes first, without either it is a conflict."""
        side = self.choose(part) if self.choose else None
        if side:
            return (new if side is Side.NEW else hand) or ""
        if merged is not None:
            return merged
        self.conflicts.append(Conflict(part, why, hand, new))
        return hand or ""

    def _chosen(self, part: str, hand: str | None, new: str | None) -> str:
        """What a person wrote, where the translation has nothing against it."""
        return self._decided(part, hand or "", hand, new, "")


def _order(b: Sequence[Unit], h: Sequence[Unit], n: Sequence[Unit]) -> list[str] | None:
    """The keys of a chunk in the order of the result; None where their order cannot be known."""
    base, hand, new = ([unit.key for unit in side] for side in (b, h, n))
    if new in (base, hand):
        return _with_lost(hand, base)
    if hand == base:
        return _with_lost(new, base)
    if not all(unit.is_placed_freely for side in (b, h, n) for unit in side):
        return None
    order = _with_lost(hand, base)
    for key, before in zip(new, (None, *new), strict=False):
        if key not in order:
            order.insert(order.index(before) + 1 if before else len(hand), key)
    return order


def _with_lost(keys: list[str], base: list[str]) -> list[str]:
    """The keys, and those of the base that are gone: something may still be said about them."""
    return [*keys, *(key for key in base if key not in keys)]
