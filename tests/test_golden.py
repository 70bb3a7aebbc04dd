"""The committed generated application is what a fresh run makes, and it is fit to be kept."""

import ast
import json
import subprocess
import sys

import pytest

from tests.golden import GOLDEN, ROOT, copy_project, tree, write_golden

GENERATED = ROOT / "generated_app"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    folder = copy_project(tmp_path_factory.mktemp("golden"))
    write_golden(folder)
    return folder


@pytest.mark.parametrize("name", GOLDEN)
def test_a_fresh_run_writes_exactly_the_committed_files(fresh, name):
    new, kept = tree(fresh / name), tree(ROOT / name)

    assert new.keys() == kept.keys()
    assert [path for path in new if new[path] != kept[path]] == []


@pytest.mark.slow
def test_a_second_run_writes_nothing(fresh):
    before = {path: path.stat().st_mtime_ns for path in (fresh / "generated_app").rglob("*.py")}

    write_golden(fresh)

    assert before == {
        path: path.stat().st_mtime_ns for path in (fresh / "generated_app").rglob("*.py")
    }


def test_every_rule_is_graded_and_nine_of_ten_are_async():
    grades = [
        route["grade"]
        for route in json.loads((ROOT / "route_specs" / "scaffold.json").read_text())["routes"]
    ]

    assert len(grades) >= 52
    assert set(grades) <= {"async", "threaded", "refused"}
    assert grades.count("async") >= 0.9 * len(grades)


def test_the_generated_application_passes_ruff_and_mypy():
    line = ("--isolated", "--line-length", "100")
    ruff = [sys.executable, "-m", "ruff", "check", *line, "--select", "E,F,W,I"]
    formatted = [sys.executable, "-m", "ruff", "format", *line, "--check"]
    # A cache of its own: mypy forgets what it kept with the toolkit's settings, and `make` may
    # check the toolkit meanwhile.
    cache = ROOT / ".mypy_cache" / "generated"
    mypy = [sys.executable, "-m", "mypy", "--config-file=", f"--cache-dir={cache}"]

    for command in (ruff, formatted, mypy):
        done = subprocess.run(
            [*command, "generated_app"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_generated_application_imports_neither_flask_nor_migrator():
    heads = set()
    for path in GENERATED.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                heads |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                heads.add(str(node.module).partition(".")[0])

    assert not heads & {"migrator", "flask", "flask_login", "pymongo.synchronous"}
    assert "fastapi" in heads


def test_docs_stand_where_no_flask_rule_is():
    rules = [
        json.loads(path.read_text()).get("rule", "")
        for path in (ROOT / "route_specs").glob("*.json")
    ]

    assert len(rules) > 50
    assert not [rule for rule in rules if rule.startswith("/_migrator")]
