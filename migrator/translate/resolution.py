"""The order in which Python asks a class and its bases for a method."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.translate.declarations import ClassInfo


def linear(cls: "ClassInfo", below: "tuple[ClassInfo, ...]" = ()) -> "list[ClassInfo]":
    """The C3 order; a class whose bases contradict each other is read from left to right."""
    if cls in below:
        return []
    lines = [linear(base, (*below, cls)) for base in cls.bases]
    waiting = [line for line in [*lines, list(cls.bases)] if line]
    result = [cls]
    while waiting:
        heads = [line[0] for line in waiting]
        found = next((h for h in heads if not any(h in line[1:] for line in waiting)), heads[0])
        result.append(found)
        waiting = [rest for line in waiting if (rest := [c for c in line if c is not found])]
    return result
