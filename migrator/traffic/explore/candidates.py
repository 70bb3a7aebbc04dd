"""Values to give a name of a request, the likeliest to matter first.

Four sources take turns: constants that the code compares it with, neighbours of the recorded value,
what views forget of any value, and values that the database or other requests have under that name.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeVar

from migrator.traffic.explore.material import Material
from migrator.traffic.explore.stored import LETTERS, stored_for

T = TypeVar("T")

NUMBER = re.compile(r"-?[0-9]{1,15}")
_FORGOTTEN = ("", "日本", "0", " ", "-1", "x", "null", "1.5", "ção", "\t", "9" * 20, ".*", "$ne")
_FORGOTTEN_NUMBERS = (
    "0", "-1", "1", "x", "", " 1 ", "1.5", "9" * 20, "1_0", "+1", "٣", "1e3", "01", "2147483648",
)  # fmt: skip
_SOME = 8


def candidates(material: Material, name: str, recorded: str | None = None) -> tuple[str, ...]:
    """Values for ``name`` that are not the ``recorded`` one, where there is one."""
    tied = material.tied.get(name, ())
    known = (*material.values.get(name, ()), *stored_for(name, material.stored))
    known = tuple(dict.fromkeys(known))
    letters = material.stored.get(LETTERS, ())[:1]
    return _ordered(recorded, tied, known, letters)


@lru_cache(4096)
def _ordered(
    recorded: str | None, tied: tuple[str, ...], known: tuple[str, ...], letters: tuple[str, ...]
) -> tuple[str, ...]:
    example = recorded or next(iter(known), "")
    is_number = bool(NUMBER.fullmatch(example)) or (not example and _has_number(tied))
    sources = (
        tied,
        near_number(example) if is_number else (*near_text(example), *letters),
        _FORGOTTEN_NUMBERS if is_number else _FORGOTTEN,
        (*known[:_SOME], *(f" {value}" for value in known[:_SOME])),
        known[_SOME:],
    )
    return tuple(value for value in dict.fromkeys(in_turn(sources)) if value != recorded)


def _has_number(words: Iterable[str]) -> bool:
    return any(NUMBER.fullmatch(word) for word in words)


def near_number(value: str) -> tuple[str, ...]:
    """A number's neighbours, and spellings that are just not its own."""
    if not NUMBER.fullmatch(value):
        return ()
    number = int(value)
    return (str(number + 1), str(number - 1), f" {value} ", f"{value}.5", f"{value}.0", f"-{value}")


def near_text(value: str) -> tuple[str, ...]:
    """Texts that a view may take for ``value``, or just not: blanks, case, letters, length."""
    if not value.strip():
        return ()
    stripped = value.strip()
    return (
        f" {stripped}",
        f"{value}日",
        value.swapcase(),
        f"{stripped} ",
        value[:-1],
        f"{value}é",
        value.upper(),
        value.lower(),
        value.title(),
        f"\t{stripped}\n",
        value + value,
    )


def in_turn(sources: Iterable[Iterable[T]]) -> Iterator[T]:
    """The first of each source, then the second of each, until all have ended."""
    left = [iter(source) for source in sources]
    while left:
        still = []
        for source in left:
            for value in source:
                yield value
                still.append(source)
                break
        left = still
