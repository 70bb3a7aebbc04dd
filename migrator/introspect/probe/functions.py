"""Describe a registered function as the model's ``Function``."""

from __future__ import annotations

import functools
import inspect
import sys
from typing import TYPE_CHECKING, Any, Dict

from .source import Definition, Source, decorator_texts
from .unwrap import unwrap

if TYPE_CHECKING:
    from .territory import Territory

Facts = Dict[str, Any]


class Functions:
    """Says of any callable where it comes from; carries the parsed sources of the project."""

    def __init__(self, territory: Territory, source: Source) -> None:
        self.territory = territory
        self.source = source

    def describe(self, target: Any) -> Facts:
        """``Function`` as the model's JSON: kind, module, qualified name and place."""
        inner = unwrap(target, self.source)
        facts: Facts = {
            "module": _text(inner, "__module__"),
            "qualname": _text(inner, "__qualname__") or type(inner).__qualname__,
            "kind": self._kind(target, inner),
        }
        file, definition = self.definition(target)
        if file and self.territory.owns(file):
            facts["place"] = self._place(file, inner, definition)
        return facts

    def decorators(self, target: Any) -> list[str]:
        """The source of the decorators that stand on the innermost definition."""
        file, definition = self.definition(target)
        return decorator_texts(file, definition) if self.territory.owns(file) else []

    def definition(self, target: Any) -> tuple[str, Definition | None]:
        """The file of the innermost function or class, and its definition there."""
        inner = unwrap(target, self.source)
        if inspect.isclass(inner):
            file = getattr(sys.modules.get(inner.__module__), "__file__", None) or ""
            return file, self.source.of_class(file, inner) if file else None
        code = getattr(inner, "__code__", None)
        file = code.co_filename if code is not None else ""
        return file, self.source.of_function(inner)

    def _kind(self, target: Any, inner: Any) -> str:
        file, _ = self.definition(target)
        if not self.territory.owns(file):
            return "third-party" if file or _is_native(inner) else "unknown"
        if inspect.isclass(inner):
            return "class"
        if isinstance(target, functools.partial):
            return "partial"
        return "lambda" if inner.__code__.co_name == "<lambda>" else "function"

    def _place(self, file: str, inner: Any, definition: Definition | None) -> Facts:
        if definition is not None:
            line, end = definition.line, definition.end_line
        else:
            line = end = getattr(getattr(inner, "__code__", None), "co_firstlineno", 0)
        return {"file": self.territory.relative(file), "line": line, "end_line": end}


def _is_native(inner: Any) -> bool:
    return inspect.isbuiltin(inner) or inspect.isclass(inner)


def _text(inner: Any, name: str) -> str:
    value = getattr(inner, name, "")
    return value if isinstance(value, str) else ""


def import_path(cls: Any) -> str:
    """Module and qualified name of a class, PyMongo's by their public path."""
    cls = cls if inspect.isclass(cls) else type(cls)
    module = cls.__module__ or ""
    if module.split(".")[0] in {"pymongo", "gridfs"}:
        module = module.replace(".synchronous", "")
        module = "gridfs" if module == "gridfs.grid_file" else module
    return "{}.{}".format(module, cls.__qualname__)
