"""The parts of a module that people speak of: imports, functions, classes, single statements.

A unit is lines of the text, with the comments and blank lines in front of it; all units of a text
put together are the text.
"""

import ast
from dataclasses import dataclass

from migrator.scaffold.merge.lines import split_lines

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_REST = "(the end)"
HEAD = "(the head)"
MODULE = "<module>"


@dataclass(frozen=True, slots=True)
class Unit:
    """One part: ``key`` finds it in another version of the text, ``name`` is what people call it.

    Statements without a name are found by their text.
    """

    key: str
    text: str
    blank: str = ""
    name: str = ""
    node: ast.stmt | None = None

    @property
    def is_definition(self) -> bool:
        """Whether it is a function or a class."""
        return isinstance(self.node, _DEFINITIONS)

    @property
    def is_import(self) -> bool:
        """Whether it is an import."""
        return isinstance(self.node, _IMPORTS)

    @property
    def is_placed_freely(self) -> bool:
        """Whether it does the same before or after its neighbours: definitions and imports."""
        return self.is_definition or self.is_import

    @property
    def has_parts(self) -> bool:
        """Whether definitions stand in it."""
        inner = getattr(self.node, "body", [])
        is_class = isinstance(self.node, ast.ClassDef)
        return self.is_definition and (is_class or any(isinstance(n, _DEFINITIONS) for n in inner))


def split(text: str) -> list[Unit]:
    """The units of a module.

    Raises:
        SyntaxError: the text is not Python.
    """
    return _units(split_lines(text), ast.parse(text).body, 0)


def split_definition(unit: Unit) -> list[Unit]:
    """The units of a class or of a function with functions in it; its head comes first."""
    lines = split_lines(unit.text)
    node = unit.node
    if not isinstance(node, _DEFINITIONS):
        return [unit]
    shift = (node.end_lineno or 0) - len(lines)
    first = node.body[0]
    start = _start(first) - 1 - shift
    while start > 0 and lines[start - 1].strip()[:1] in {"", "#"}:
        start -= 1
    if start < node.lineno - shift:  # all on one line
        return [unit]
    head = Unit(HEAD, "".join(lines[:start]))
    return [head, *_units(lines[start:], node.body, shift + start)]


def part_of(around: str, unit: Unit | None) -> str:
    """What people call a unit: a function by its qualified name, a statement by what it is in."""
    name = unit.name if unit and unit.is_definition else ""
    if name:
        return f"{around}.{name}" if around else name
    return around or MODULE


def _units(lines: list[str], body: list[ast.stmt], shift: int) -> list[Unit]:
    found: list[Unit] = []
    taken: dict[str, int] = {}
    last = 0
    for node in body:
        end = (node.end_lineno or 0) - shift
        if end <= last:  # two statements on one line
            continue
        stop, is_alone = _shared(node, body)
        unit = _unit("".join(lines[last : stop - shift]), node, is_alone=is_alone)
        last = stop - shift
        times = taken[unit.key] = taken.get(unit.key, 0) + 1
        found.append(unit if times == 1 else _again(unit, times))
    rest = "".join(lines[last:])
    return [*found, Unit(_REST, *_blank(rest))] if rest else found


def _shared(node: ast.stmt, body: list[ast.stmt]) -> tuple[int, bool]:
    """The last line of a statement and of those that begin on it; whether there are none."""
    end, is_alone = node.end_lineno or 0, True
    for other in body:
        if other is not node and other.lineno == end:
            end, is_alone = other.end_lineno or 0, False
    return end, is_alone


def _again(unit: Unit, times: int) -> Unit:
    return Unit(f"{unit.key} #{times}", unit.text, unit.blank, unit.name, unit.node)


def _unit(whole: str, node: ast.stmt, *, is_alone: bool) -> Unit:
    text, blank = _blank(whole)
    if not is_alone:
        return Unit(text, text, blank)
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return Unit(f"def {node.name}", text, blank, node.name, node)
        case ast.Import(names=[ast.alias(name=name, asname=asname)]):
            return Unit(f"import {name} {asname or ''}", text, blank, f"import {name}", node)
        case ast.ImportFrom():
            module = "." * node.level + (node.module or "")
            return Unit(f"from {module}", text, blank, f"from {module}", node)
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return Unit(f"{name} =", text, blank, name, node)
        case _:
            return Unit(text, text, blank)


def _blank(whole: str) -> tuple[str, str]:
    """The text, and the blank lines in front of it."""
    lines = split_lines(whole)
    count = 0
    while count < len(lines) and not lines[count].strip():
        count += 1
    return "".join(lines[count:]), "".join(lines[:count])


def _start(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min(node.lineno, *(d.lineno for d in decorators), node.lineno)
