"""The shape of the code: what ARCHITECTURE.md promises, checked."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "migrator"
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if not {"_examples", "recipes"} & set(path.parts)
)
MOST_LINES = 260
MOST_FUNCTION_LINES = 60
FORBIDDEN_NAMES = {"utils", "util", "helpers", "common", "base", "core", "manager", "managers"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_says_what_it_is_for_and_stays_small(path):
    text = path.read_text()

    assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert text.count("\n") <= MOST_LINES, "find the second noun in it"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_functions_stay_small(path):
    long = [
        f"{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= MOST_FUNCTION_LINES
    ]

    assert not long


def test_no_module_has_a_name_that_says_nothing():
    assert not [path for path in MODULES if path.stem in FORBIDDEN_NAMES]


@pytest.mark.parametrize("path", sorted((PACKAGE / "compat").rglob("*.py")), ids=_name)
def test_compat_stands_alone(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and not node.level:
            assert node.module.partition(".")[0] not in {"flask", "flask_login", "migrator"}
        if isinstance(node, ast.Import):
            names = {alias.name.partition(".")[0] for alias in node.names}
            assert not names & {"flask", "flask_login", "migrator"}
