"""Where the names come from that a module of the project has by ``from library import *``."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import sys
from typing import TYPE_CHECKING, Any, Iterator

from .source import parsed
from .unwrap import is_class, is_proxy

if TYPE_CHECKING:
    from .functions import Facts
    from .territory import Territory

_STAR = re.compile(rb"import[ \t]+\*")


class Stars:
    """Asks the loaded modules, by identity: what was bound anew after the import is not said."""

    def __init__(self, territory: Territory) -> None:
        self._modules = {name: loaded for name, loaded, _ in territory.modules()}
        self._origins = {name: _origins(loaded) for name, loaded in self._modules.items()}

    def facts(self) -> list[Facts]:
        """A ``NameFact`` of kind ``star`` for each name that a module uses, by module and name."""
        found: list[Facts] = []
        for module, loaded in self._modules.items():
            used = _used(loaded) if self._origins[module] else set()
            for name in sorted(used & vars(loaded).keys()):
                library = self._library(module, name, frozenset())
                if library:
                    fact = {"module": module, "name": name, "type": library, "kind": "star"}
                    found.append({**fact, "detail": ""})
        return found

    def _library(self, module: str, name: str, seen: frozenset[str]) -> str:
        """The library module whose star gave ``module`` the name, empty when none did."""
        value = vars(self._modules[module]).get(name, _Missing)
        for origin in reversed(self._origins[module]):
            source = sys.modules.get(origin)
            if origin in seen or source is None or name not in _public(source):
                continue
            if vars(source).get(name, _Missing) is not value:
                continue
            if origin not in self._modules:
                return _home(origin, name, value)
            return self._library(origin, name, seen | {module})
        return ""


def _origins(loaded: Any) -> list[str]:
    """The modules of which a module takes all names, in the order of its text."""
    with open(loaded.__file__, "rb") as stream:
        if not _STAR.search(stream.read()):
            return []
    package = getattr(loaded, "__package__", "") or ""
    found: list[str] = []
    for node in _statements(parsed(loaded.__file__)):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            dotted = "." * node.level + (node.module or "")
            found.append(importlib.util.resolve_name(dotted, package))
    return found


class _Missing:
    """Stands for a name that a module does not have."""


def _home(origin: str, name: str, value: Any) -> str:
    """The package of a class or function that another library only hands on."""
    if not is_proxy(value) and not is_class(value) and not inspect.isroutine(value):
        return origin
    package = "flask" if is_proxy(value) else str(value.__module__).split(".")[0]
    home = sys.modules.get(package)
    is_there = home is not None and name in _public(home) and vars(home).get(name) is value
    return package if is_there and package != origin.split(".", maxsplit=1)[0] else origin


def _public(module: Any) -> set[str]:
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return set(listed)
    return {name for name in vars(module).copy() if not name.startswith("_")}


def _used(loaded: Any) -> set[str]:
    tree = parsed(loaded.__file__)
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _statements(tree: Any) -> Iterator[Any]:
    """The statements that run while a module is imported: no function may hold a star."""
    for part in ("body", "orelse", "finalbody", "handlers"):
        for child in getattr(tree, part, ()):
            yield child
            if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield from _statements(child)
