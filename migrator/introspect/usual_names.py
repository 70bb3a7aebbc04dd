"""Applications by their usual names, where no source shows a call of ``Flask``."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from migrator.introspect.factories import needed_arguments, returned
from migrator.introspect.sources import top_level, trees

APPS = ("app", "application")
FACTORIES = ("create_app", "make_app")
_WORTH_READING = re.compile(
    rb"^\W*(?:\w+, ?)*(?:app|application)\b[^=\n]*=|def (?:create|make)_app\b", re.MULTILINE
)


def usual_names(root: Path) -> Iterator[tuple[Path, str]]:
    """Files and names that stand for an application there, as its importers will find out.

    ``app, db = start()`` and ``def create_app()`` may hold one of a class of the team's own.
    """
    for path, tree in trees(root, _WORTH_READING):
        for statement in top_level(tree):
            match statement:
                case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Call()):
                    yield from ((path, name) for name in _names(parts))
                case ast.Assign(targets=[ast.Name() as name], value=ast.Call()):
                    yield from ((path, name) for name in _names([name]))
                case ast.FunctionDef(name=name) if name in FACTORIES and returned(statement):
                    if not needed_arguments(statement):
                        yield path, f"{name}()"


def _names(parts: list[ast.expr]) -> Iterator[str]:
    return (part.id for part in parts if isinstance(part, ast.Name) and part.id in APPS)
