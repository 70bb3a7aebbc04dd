"""Say the same thing once: differences grouped by place and cause, tolerances by name."""

import re
from collections.abc import Iterable
from dataclasses import replace

from migrator.model.verdict import Difference, Excuse

MOST_KINDS = 1000
"""How many kinds of differences of a route are named by themselves."""
_DOCUMENT = re.compile(r"\[[^\]]*\]")
_INDEX = re.compile(r"(?<=[/.])\d+(?=[/.]|$)")
_LINE = re.compile(r"^(line|byte) \d+")
_ELSEWHERE = "(and elsewhere)"


class Differences:
    """The first difference of each kind, with the count of those like it."""

    def __init__(self, found: Iterable[Difference] = ()) -> None:
        self._groups: dict[tuple[str, str, str], Difference] = {}
        self.add(found)

    def add(self, found: Iterable[Difference]) -> None:
        """Count more of them."""
        for difference in found:
            key = difference.aspect, general(difference.where), difference.cause
            self._add(key, difference)

    def _add(self, key: tuple[str, str, str], difference: Difference) -> None:
        known = self._groups.get(key)
        if known:
            self._groups[key] = replace(known, count=known.count + difference.count)
        elif len(self._groups) < MOST_KINDS or key[1] == _ELSEWHERE:
            self._groups[key] = difference
        else:
            elsewhere = replace(difference, where=_ELSEWHERE, cause="")
            self._add((difference.aspect, _ELSEWHERE, ""), elsewhere)

    def all(self) -> tuple[Difference, ...]:
        """One of each kind, in the order in which they were first seen."""
        return tuple(self._groups.values())


class Excuses:
    """Each tolerance once, with how often it was used."""

    def __init__(self) -> None:
        self._groups: dict[str, Excuse] = {}

    def add(self, used: Iterable[Excuse]) -> None:
        """Count more of them."""
        for excuse in used:
            known = self._groups.get(excuse.name)
            count = excuse.count + (known.count if known else 0)
            self._groups[excuse.name] = replace(excuse, count=count)

    def all(self) -> tuple[Excuse, ...]:
        """One of each name, in the order in which they were first used."""
        return tuple(self._groups.values())


def general(where: str) -> str:
    """A place without what changes from one exchange to the next: indexes, ids, line numbers."""
    return _LINE.sub(r"\1", _INDEX.sub("*", _DOCUMENT.sub("[*]", where)))
