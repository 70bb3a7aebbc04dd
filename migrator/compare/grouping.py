"""Say the same thing once: differences grouped by place and cause, tolerances by name."""

import re
from collections.abc import Iterable
from dataclasses import replace

from migrator.model.verdict import Difference, Excuse

_DOCUMENT = re.compile(r"\[[^\]]*\]")
_INDEX = re.compile(r"(?<=[/.])\d+(?=[/.]|$)")
_LINE = re.compile(r"^(line|byte) \d+")


def grouped_differences(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """The first difference of each kind, with the count of those like it."""
    groups: dict[tuple[str, str, str], Difference] = {}
    for difference in differences:
        key = difference.aspect, general(difference.where), difference.cause
        known = groups.get(key)
        if known is None:
            groups[key] = difference
        else:
            groups[key] = replace(known, count=known.count + difference.count)
    return tuple(groups.values())


def grouped_excuses(excuses: Iterable[Excuse]) -> tuple[Excuse, ...]:
    """Each tolerance once, with how often it was used."""
    groups: dict[str, Excuse] = {}
    for excuse in excuses:
        known = groups.get(excuse.name)
        count = excuse.count + (known.count if known else 0)
        groups[excuse.name] = replace(excuse, count=count)
    return tuple(groups.values())


def general(where: str) -> str:
    """A place without what changes from one exchange to the next: indexes, ids, line numbers."""
    return _LINE.sub(r"\1", _INDEX.sub("*", _DOCUMENT.sub("[*]", where)))
