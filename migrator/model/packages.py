"""Packages that two Pythons have: the Flask app's own, and the one that runs the generated app."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_FOUNDATIONS = frozenset(
    {"werkzeug", "jinja2", "markupsafe", "itsdangerous", "pymongo", "wtforms", "pydantic"}
)
"""What is behind the answers even where the app does not import it by itself."""
_FLASK = "flask"


@dataclass(frozen=True, slots=True)
class Package:
    """An installed distribution: its name as it is written, its version, what can be imported."""

    name: str
    version: str
    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageDifference:
    """A package of the Flask app that the generated app gets in another version, or not at all.

    ``here`` is the version in the toolkit's Python, empty where it is missing.
    """

    package: Package
    here: str = ""

    def __str__(self) -> str:
        there = f"{self.package.name} {self.package.version}"
        return f"{there}, here {self.here}" if self.here else f"{there}, here none"


def package_differences(
    theirs: Mapping[str, Package], ours: Mapping[str, Package], imported: Iterable[str]
) -> tuple[PackageDifference, ...]:
    """Where the two Pythons differ in what the app imports or stands on.

    Flask and its extensions are left out: the generated app has none.
    """
    named = frozenset(imported)
    found = []
    for key, package in sorted(theirs.items()):
        if key.partition("-")[0] == _FLASK:
            continue
        is_used = key in _FOUNDATIONS or not named.isdisjoint(package.modules)
        here = ours[key].version if key in ours else ""
        if is_used and here != package.version:
            found.append(PackageDifference(package, here))
    return tuple(found)
