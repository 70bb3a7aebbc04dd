"""Find the definition of a running function or class in its source file."""

from __future__ import annotations

import ast
import linecache
import tokenize
from typing import Any, NamedTuple

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_REGISTRATIONS = ("route", "get", "post", "put", "delete", "patch")


class Definition(NamedTuple):
    """A ``def``, ``lambda`` or ``class`` in a file, with the functions and classes around it."""

    node: Any
    around: tuple[Any, ...]

    @property
    def lines(self) -> tuple[int, int]:
        """From the line of ``def`` or ``class``, below the decorators, to the last."""
        return self.node.lineno, self.node.end_lineno or self.node.lineno

    @property
    def enclosing(self) -> Any | None:
        """The function that this one is defined in."""
        functions = [node for node in self.around if isinstance(node, _DEFINITIONS)]
        return functions[-1] if functions else None


class _Index(ast.NodeVisitor):
    """Every definition of a file, by where its code object says it starts, or by qualified name."""

    def __init__(self) -> None:
        self.functions: dict[tuple[int, str], Definition] = {}
        self.classes: dict[str, Definition] = {}
        self._around: list[Any] = []

    def visit_FunctionDef(self, node: Any) -> None:
        # A code object starts at the first decorator, and so is told from its namesakes.
        first = min([node.lineno] + [item.lineno for item in node.decorator_list])
        self.functions.setdefault((first, node.name), Definition(node, tuple(self._around)))
        self._descend(node)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 (the name ast.NodeVisitor looks for)

    def visit_Lambda(self, node: Any) -> None:
        key = (node.lineno, "<lambda>")
        self.functions.setdefault(key, Definition(node, tuple(self._around)))
        self.generic_visit(node)

    def visit_ClassDef(self, node: Any) -> None:
        names: list[str] = []
        for outer in self._around:
            names += [outer.name, "<locals>"] if isinstance(outer, _DEFINITIONS) else [outer.name]
        self.classes[".".join([*names, node.name])] = Definition(node, tuple(self._around))
        self._descend(node)

    def _descend(self, node: Any) -> None:
        self._around.append(node)
        self.generic_visit(node)
        self._around.pop()


class Source:
    """Parsed source files; each is read once, and one that cannot be read has no definitions."""

    def __init__(self) -> None:
        self._indexes: dict[str, _Index] = {}

    def of_function(self, function: Any) -> Definition | None:
        """Where ``function`` is defined, None when its source is not there."""
        code = getattr(function, "__code__", None)
        if code is None:
            return None
        index = self._index(code.co_filename)
        return index.functions.get((code.co_firstlineno, code.co_name))

    def of_class(self, file: str, cls: type) -> Definition | None:
        """Where ``cls`` is defined in ``file``."""
        return self._index(file).classes.get(cls.__qualname__)

    def _index(self, file: str) -> _Index:
        if file not in self._indexes:
            index = _Index()
            try:
                with tokenize.open(file) as stream:
                    index.visit(ast.parse(stream.read()))
            except (OSError, SyntaxError, ValueError, UnicodeDecodeError, RecursionError):
                pass
            self._indexes[file] = index
        return self._indexes[file]


def decorator_texts(file: str, definition: Definition | None) -> list[str]:
    """The source of a definition's decorators, outermost first, without ``@bp.route(...)``."""
    nodes = getattr(definition.node, "decorator_list", []) if definition else []
    return [_text(file, node) for node in nodes if not _registers(node)]


def _registers(node: Any) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    rule = node.args[0] if node.args else None
    return (
        node.func.attr in _REGISTRATIONS
        and isinstance(rule, ast.Constant)
        and isinstance(rule.value, str)
    )


def _text(file: str, node: Any) -> str:
    lines = linecache.getlines(file)[node.lineno - 1 : node.end_lineno]
    if not lines:
        return ""
    raw = [line.encode() for line in lines]
    raw[-1] = raw[-1][: node.end_col_offset]
    raw[0] = raw[0][node.col_offset :]
    return " ".join(b"".join(raw).decode(errors="replace").split())
