"""Lines of a team's requirements that the generated app's own packages do not go together with.

`pip freeze` of an old project pins what Flask and PyMongo brought along (dnspython, python-dotenv,
click); what is wanted now may want newer ones, and pip would refuse the whole file.
"""

from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

Wanted = dict[str, tuple[str, SpecifierSet]]


def loosened(line: str, ours: Iterable[str]) -> str:
    """The line as it is, or without a version that one of ``ours`` cannot take, with the reason."""
    try:
        theirs = Requirement(line.partition(" #")[0].strip())
    except InvalidRequirement:
        return line
    wanted = _wanted_by(frozenset(ours)).get(canonicalize_name(theirs.name))
    pinned = [it.version for it in theirs.specifier if it.operator in {"==", "==="}]
    if wanted is None or not pinned:
        return line
    who, specifier = wanted
    if all(specifier.contains(version.rstrip(".*"), prereleases=True) for version in pinned):
        return line
    marker = f"; {theirs.marker}" if theirs.marker else ""
    return f"{theirs.name}{marker}  # was {theirs.specifier}, but {who} needs {specifier}"


@cache
def _wanted_by(ours: frozenset[str]) -> Wanted:
    """What the installed packages of these requirements need, directly or not, and who does."""
    found: Wanted = {}
    waiting = sorted(ours)
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        asked = Requirement(waiting.pop())
        key = (canonicalize_name(asked.name), frozenset(asked.extras))
        if key in seen:
            continue
        seen.add(key)
        for needed in _needed(asked):
            name = canonicalize_name(needed.name)
            who, known = found.get(name, ("", SpecifierSet()))
            who = asked.name if needed.specifier else who
            found[name] = (who, known & needed.specifier)
            waiting.append(_bare(needed))
    return found


def _bare(needed: Requirement) -> str:
    return f"{needed.name}[{','.join(sorted(needed.extras))}]" if needed.extras else needed.name


def _needed(asked: Requirement) -> list[Requirement]:
    try:
        lines = requires(asked.name) or []
    except PackageNotFoundError:
        return []
    extras = asked.extras or {""}
    parsed = [Requirement(line) for line in lines]
    return [
        it for it in parsed
        if it.marker is None or any(it.marker.evaluate({"extra": extra}) for extra in extras)
    ]  # fmt: skip
