"""Small applications of every hard shape, looked at once each."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from migrator.introspect.run import introspect
from migrator.model.app import AppSpec
from migrator.model.route import RouteSpec
from migrator.project.project import Project

APPS = Path(__file__).parents[1] / "apps"


@cache
def _look(shape: str, app: str) -> AppSpec:
    return introspect(Project.here(APPS / shape, app=app))


@pytest.fixture
def look() -> Callable[..., AppSpec]:
    """The facts about an app of ``tests/apps``."""

    def facts(shape: str, app: str = "app") -> AppSpec:
        return _look(shape, app)

    return facts


@pytest.fixture
def rule(look: Callable[..., AppSpec]) -> Callable[..., RouteSpec]:
    """The first rule with that text."""

    def found(shape: str, text: str, app: str = "app") -> RouteSpec:
        return next(route for route in look(shape, app).routes if route.rule == text)

    return found


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of a shape that a test may write into."""

    def copied(shape: str) -> Path:
        return Path(shutil.copytree(APPS / shape, tmp_path / shape))

    return copied


@pytest.fixture
def line_of() -> Callable[[str, str], int]:
    """The first line of a file of ``tests/apps`` that holds a text, counted from 1."""

    def found(file: str, text: str) -> int:
        lines = (APPS / file).read_text().splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)

    return found
