"""Find the definition of a running function or class in its source file."""

from __future__ import annotations

import ast
import linecache
import tokenize
from typing import Any, NamedTuple

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_REGISTRATIONS = ("route", "get", "post", "put", "delete", "patch")


class Definition(NamedTuple):
    """A ``def``, ``lambda`` or ``class``: from the line below its decorators to the last.

    ``given`` are the parameters of the function around it, if that returns it: then it is a
    decorator, and this is the wrapper that it makes.
    """

    line: int
    end_line: int
    decorators: tuple[DecoratorSpan, ...] = ()
    given: tuple[str, ...] = ()


class DecoratorSpan(NamedTuple):
    """Where a decorator stands, in lines and bytes; ``registers`` for ``@bp.route("/x")``."""

    registers: bool
    line: int
    start: int
    end_line: int
    end: int


class _Index:
    """Every definition of a file, by where its code object says it starts, or by qualified name.

    Only statements are followed: they are few, and expressions hold nothing but lambdas. The tree
    itself is not kept: it is a hundred times larger than its file.
    """

    def __init__(self, tree: Any) -> None:
        self.functions: dict[tuple[int, str], Definition] = {}
        self.classes: dict[str, Definition] = {}
        self._follow(tree, ())

    def _follow(self, node: Any, around: tuple[Any, ...]) -> None:
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            for child in getattr(node, part, ()):
                self._note(child, around)

    def _note(self, node: Any, around: tuple[Any, ...]) -> None:
        if isinstance(node, ast.ClassDef):
            self.classes[_qualified(node, around)] = _definition(node, around)
        elif isinstance(node, _DEFINITIONS):
            # A code object starts at the first decorator, and so is told from its namesakes.
            first = min([node.lineno] + [item.lineno for item in node.decorator_list])
            self.functions.setdefault((first, node.name), _definition(node, around))
        is_definition = isinstance(node, (ast.ClassDef, *_DEFINITIONS))
        self._follow(node, (*around, node) if is_definition else around)


def _definition(node: Any, around: tuple[Any, ...]) -> Definition:
    spans = [
        DecoratorSpan(
            _registers(item), item.lineno, item.col_offset, item.end_lineno, item.end_col_offset
        )
        for item in getattr(node, "decorator_list", ())
    ]
    outer = around[-1] if around and isinstance(around[-1], _DEFINITIONS) else None
    given = _parameters(outer) if outer is not None and _returns(outer, node) else ()
    return Definition(node.lineno, node.end_lineno or node.lineno, tuple(spans), given)


def _parameters(node: Any) -> tuple[str, ...]:
    return tuple(item.arg for item in [*node.args.posonlyargs, *node.args.args])


def _returns(outer: Any, inner: Any) -> bool:
    """Whether ``outer`` returns ``inner``, by name or as it stands there, also in a call."""
    name = getattr(inner, "name", None)
    values = [node.value for node in ast.walk(outer) if isinstance(node, ast.Return) and node.value]
    parts = [part for value in values for part in ast.walk(value)]
    return any(part is inner or (isinstance(part, ast.Name) and part.id == name) for part in parts)


def _qualified(node: Any, around: tuple[Any, ...]) -> str:
    names: list[str] = []
    for outer in around:
        names += [outer.name, "<locals>"] if isinstance(outer, _DEFINITIONS) else [outer.name]
    return ".".join([*names, node.name])


def _lambda_at(node: Any, line: int, around: tuple[Any, ...] = ()) -> Definition | None:
    """The first lambda that starts on the line."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda) and child.lineno == line:
            return _definition(child, around)
        inside = (*around, child) if isinstance(child, _DEFINITIONS) else around
        found = _lambda_at(child, line, inside)
        if found is not None:
            return found
    return None


class Source:
    """Parsed source files; each is read once, and one that cannot be read has no definitions."""

    def __init__(self) -> None:
        self._indexes: dict[str, _Index] = {}

    def of_function(self, function: Any) -> Definition | None:
        """Where ``function`` is defined, None when its source is not there."""
        code = getattr(function, "__code__", None)
        if code is None:
            return None
        if code.co_name == "<lambda>":
            return _lambda_at(parsed(code.co_filename), code.co_firstlineno)
        index = self._index(code.co_filename)
        return index.functions.get((code.co_firstlineno, code.co_name))

    def of_class(self, file: str, cls: type) -> Definition | None:
        """Where ``cls`` is defined in ``file``."""
        return self._index(file).classes.get(cls.__qualname__)

    def _index(self, file: str) -> _Index:
        if file not in self._indexes:
            self._indexes[file] = _Index(parsed(file))
        return self._indexes[file]


def parsed(file: str) -> Any:
    """The tree of a file; an empty one when it cannot be read."""
    try:
        with tokenize.open(file) as stream:
            return ast.parse(stream.read())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return ast.Module(body=[], type_ignores=[])


def decorator_texts(file: str, definition: Definition | None) -> list[str]:
    """The source of a definition's decorators, outermost first, without ``@bp.route(...)``."""
    spans = definition.decorators if definition else ()
    return [_text(file, span) for span in spans if not span.registers]


def _registers(node: Any) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    rule = node.args[0] if node.args else None
    return (
        node.func.attr in _REGISTRATIONS
        and isinstance(rule, ast.Constant)
        and isinstance(rule.value, str)
    )


def _text(file: str, span: DecoratorSpan) -> str:
    raw = [line.encode() for line in linecache.getlines(file)[span.line - 1 : span.end_line]]
    if not raw:
        return ""
    raw[-1] = raw[-1][: span.end]
    raw[0] = raw[0][span.start :]
    return " ".join(b"".join(raw).decode(errors="replace").split())
