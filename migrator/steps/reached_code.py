"""The functions of the project that each rule reaches, as syntax trees."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from migrator.errors import CouldNotRun
from migrator.model.app import AppSpec
from migrator.model.reach import Reached
from migrator.project.project import Project
from migrator.steps.reach import reach

_Definitions = dict[int, ast.AST]
"""Functions of a module by their last lines."""


def reached_code(project: Project, spec: AppSpec) -> dict[tuple[str, str], tuple[ast.AST, ...]]:
    """For each endpoint and rule its functions, the view first; none where reach is not known."""
    try:
        report = reach(project, spec)
    except CouldNotRun:
        return {}
    root, defined = project.import_root(spec), dict[str, _Definitions]()
    return {
        (route.endpoint, route.rule): tuple(_read(root, route.functions, defined))
        for route in report.routes
    }


def _read(
    root: Path, functions: Iterable[Reached], defined: dict[str, _Definitions]
) -> Iterator[ast.AST]:
    for function in functions:
        file = function.place.file
        if file not in defined:
            defined[file] = _definitions(root / file)
        if function.place.end_line in defined[file]:
            yield defined[file][function.place.end_line]


def _definitions(path: Path) -> _Definitions:
    """The functions of a module; of two that end together the outer one stands for both."""
    found: _Definitions = {}
    if not path.is_file():
        return found
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            found.setdefault(node.end_lineno or 0, node)
    return found
