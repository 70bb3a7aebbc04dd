"""Renew a part of what was generated: what some routes need, and nothing else.

A module is renewed whole with the modules that it imports; in a module of views, the views of
other routes stay as they were generated. So are templates and static files that a renewed file
names.
"""

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from migrator.errors import UsageError
from migrator.scaffold.merge.imports import keep_used_imports, unbound
from migrator.scaffold.merge.units import Unit, split

OPENAPI = "openapi.json"
_WITH_CODE = ("requirements.txt",)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: modules by their files, and of each the views that stay as they were.

    ``paths`` are the paths of the named rules as OpenAPI has them, ``copied`` the folders of
    templates and static files.
    """

    views: Mapping[str, frozenset[str]]
    paths: frozenset[str]
    copied: tuple[str, ...] = ()


def needed(wanted: Wanted, new: Mapping[str, bytes], package: str) -> set[str]:
    """The files that are renewed, of all that would be generated."""
    found: set[str] = set()
    waiting = [path for path in wanted.views if path in new]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [name for name in _imported(path, new[path], package) if name in new]
    copies = {name for name in new if name.startswith(wanted.copied)} if wanted.copied else set()
    fresh = found
    while fresh:
        texts = [new[path].decode(errors="replace") for path in fresh]
        fresh = {c for c in copies - found if any(_is_named(c, wanted, text) for text in texts)}
        found |= fresh
    return found | ({*_WITH_CODE, OPENAPI} & new.keys())


def _is_named(copy: str, wanted: Wanted, text: str) -> bool:
    """Whether a text has the name of a template or a static file, as Flask knows it."""
    folder = max((f for f in wanted.copied if copy.startswith(f)), key=len)
    return copy.removeprefix(folder) in text


def renewed(path: str, was: str, new: str, wanted: Wanted) -> str:
    """The text of a file in which only what was asked for is new.

    Raises:
        UsageError: a view that should stay needs what is not generated any more.
    """
    if path == OPENAPI:
        return _operations(was, new, wanted.paths)
    staying = wanted.views.get(path)
    if not staying or was == new:
        return new
    text = _with_views(was, new, staying)
    if lost := unbound(text) - unbound(was) - unbound(new):
        raise UsageError(
            f"the other views of {path} need {', '.join(sorted(lost))}, which is gone",
            "name their routes too, or renew everything: `migrator scaffold`",
        )
    return text


def _with_views(was: str, new: str, staying: frozenset[str]) -> str:
    """The new module with the views that stay; those that are gone stay behind their neighbour."""
    old = split(was)
    before = {u.key: u for u in old if _is_view(u, staying)}
    result = [
        before.get(unit.key, unit)
        for unit in split(new)
        if unit.key in before or not _is_view(unit, staying)
    ]
    for index, unit in enumerate(old):
        keys = [other.key for other in result]
        if unit.key in before and unit.key not in keys:
            behind = next((u.key for u in reversed(old[:index]) if u.key in keys), None)
            result.insert(keys.index(behind) + 1 if behind else len(keys), unit)
    text = "".join(unit.blank + unit.text for unit in result)
    return keep_used_imports(text, new, was)


def _is_view(unit: Unit, names: frozenset[str]) -> bool:
    return unit.is_definition and unit.name in names


def _operations(was: str, new: str, paths: frozenset[str]) -> str:
    """The new document, in which the operations of other paths are as they were."""
    old, document = json.loads(was), json.loads(new)
    known: dict[str, Any] = old.get("paths", {})
    fresh: dict[str, Any] = document.get("paths", {})
    kept = {path: item for path, item in known.items() if path not in paths}
    asked = {path: item for path, item in fresh.items() if path in paths}
    document["paths"] = dict(sorted({**kept, **asked}.items()))
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _imported(path: str, content: bytes, package: str) -> Iterator[str]:
    """The files of the package that a module imports, anywhere in it."""
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError):
        return
    folder = [package, *PurePosixPath(path).parent.parts]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (p for alias in node.names for p in _files(alias.name, package))
        elif isinstance(node, ast.ImportFrom):
            around = folder[: len(folder) - node.level + 1] if node.level else []
            base = ".".join([*around, *([node.module] if node.module else [])])
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
            yield from (p for name in names for p in _files(name, package))


def _files(module: str, package: str) -> tuple[str, ...]:
    head, _, rest = module.partition(".")
    if head != package or not rest or rest.startswith("compat"):
        return ()
    path = rest.replace(".", "/")
    return (f"{path}.py", f"{path}/__init__.py")
