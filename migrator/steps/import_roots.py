"""Folders from which code imports its own modules, where that is not the top of the tree."""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

_IMPORTS = re.compile(r"^\s*(?:from|import)\s+([A-Za-z_]\w*)", re.MULTILINE)


def import_roots(texts: Mapping[str, str]) -> list[str]:
    """The folders that have to be on ``sys.path``: ``backend``, where its files import ``app``.

    ``texts`` are the modules by their paths. A folder whose files also import from the top of the
    tree is none: it would no longer find those.
    """
    places = {_place(name) for path in texts for name in (path, *_above(path))}
    found: set[str] = set()
    at_home: set[str] = set()
    for path, text in texts.items():
        for top in set(_IMPORTS.findall(text)):
            if top in places:
                at_home.update(_above(path))
                continue
            nearest = (folder for folder in _above(path) if f"{folder}/{top}" in places)
            found.update([*nearest][:1])
    alone = found - at_home
    return sorted(root for root in alone if not alone.intersection(_above(root)))


def divided(texts: Mapping[str, str], roots: Iterable[str]) -> dict[str, dict[str, str]]:
    """The modules by the root they are in (empty for the top), with their paths from there."""
    parts: dict[str, dict[str, str]] = {}
    listed = list(roots)
    for path, text in texts.items():
        root = next((root for root in listed if root in _above(path)), "")
        parts.setdefault(root, {})[path.removeprefix(f"{root}/") if root else path] = text
    return parts


def _place(path: str) -> str:
    return path.removesuffix(".py")


def _above(path: str) -> list[str]:
    """The folders around a file, the nearest first."""
    return [str(parent) for parent in PurePosixPath(path).parents if str(parent) != "."]
