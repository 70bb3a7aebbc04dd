"""Of generated code that the linter speaks against nothing is written, and nothing is said."""

import ast

import pytest

from migrator.errors import CouldNotRun
from migrator.project.project import Project
from migrator.steps import putting
from migrator.steps import scaffold as step
from migrator.translate import drafting
from migrator.translate.findings import Finding
from tests.scaffold import shop

WHY = "a finding of this test"


def against(name):
    """A linter that finds something in one function for as long as it is generated."""

    def lint(files, package, *_others):
        for path, text in files.items():
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.AsyncFunctionDef) and node.name == name:
                    module = f"{package}.{path.removesuffix('.py').replace('/', '.')}"
                    place = (module, name, node.lineno, name)
                    return [Finding(*place, WHY, "lost-await", f"{package}/{path}")]
        return []

    return lint


@pytest.fixture
def project(tmp_path):
    return Project.here(shop.write(tmp_path), app="app:create_app()")


def grades(done):
    return {route.endpoint: route.grade.value for route in done.translation.routes}


def test_a_function_in_which_something_is_left_is_refused_in_the_next_draft(project, monkeypatch):
    monkeypatch.setattr(drafting, "lint", against("show"))

    done = step.scaffold(project, say=print)

    assert grades(done)["products.show"] == "refused"
    assert WHY in (project.out / "blueprints/products.py").read_text()


def test_an_error_of_files_that_are_not_right_is_not_told(project, monkeypatch):
    monkeypatch.setattr(drafting, "lint", against("show"))
    tidy = putting.tidy

    def fails_at_first(folder):
        if "async def show" in (folder / "blueprints/products.py").read_text():
            raise CouldNotRun("of the first draft")
        tidy(folder)

    monkeypatch.setattr(putting, "tidy", fails_at_first)

    done = step.scaffold(project, say=print)

    assert grades(done)["products.show"] == "refused"


def test_an_error_of_files_that_are_right_is_told(project, monkeypatch):
    def fails(_folder):
        raise CouldNotRun("no ruff")

    monkeypatch.setattr(putting, "tidy", fails)

    with pytest.raises(CouldNotRun, match="no ruff"):
        step.scaffold(project, say=print)
    assert not project.out.exists()
