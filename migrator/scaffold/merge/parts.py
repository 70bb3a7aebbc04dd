"""Which parts of a module a person changed."""

from collections import Counter

from migrator.scaffold.merge.units import MODULE, Unit, part_of, split, split_definition


def edited_parts(base: str, hand: str) -> tuple[str, ...]:
    """The parts of a module that a person changed, added or removed; empty when it is as it was."""
    if base == hand:
        return ()
    try:
        found = _edited(split(base), split(hand), "")
    except (SyntaxError, ValueError):
        found = [MODULE]
    return tuple(dict.fromkeys(found)) or (MODULE,)


def _edited(base: list[Unit], hand: list[Unit], around: str) -> list[str]:
    before, after = ({unit.key: unit for unit in side} for side in (base, hand))
    found: list[str] = []
    for key in dict.fromkeys((*after, *before)):
        b, h = before.get(key), after.get(key)
        if b and h and b.text == h.text:
            continue
        part = part_of(around, h or b)
        if b and h and b.has_parts and h.has_parts:
            found += _edited(split_definition(b), split_definition(h), part)
        else:
            found.append(part if h or part in {around, MODULE} else f"{part} (removed)")
    return found


def twice(text: str, *others: str) -> list[str]:
    """Functions and classes that stand in ``text`` more often than in each of the others."""
    counts, *known = (
        Counter(unit.name for unit in split(t) if unit.is_definition) for t in (text, *others)
    )
    return sorted(n for n, many in counts.items() if all(many > k[n] for k in known) and many > 1)
