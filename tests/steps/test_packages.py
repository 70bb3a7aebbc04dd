"""Two Pythons with different packages: what doctor says, and a scaffold that cannot be imported."""

import json
import os
import subprocess
import sys

import pytest

from migrator.introspect.packages import imported, installed, other_packages
from migrator.model.packages import Package, PackageDifference, package_differences
from migrator.steps.packages import explained

APP = """
from flask import Flask
import formskit

app = Flask(__name__)


@app.get("/")
def index():
    return formskit.required()
"""


@pytest.fixture
def python(tmp_path):
    """Another Python: this one, with a package that this one has not, and an older MarkupSafe."""
    packages = tmp_path / "packages"
    for name, version, module in (("FormsKit", "2.2.1", "formskit"), ("MarkupSafe", "1.0", "mark")):
        about = packages / f"{name}-{version}.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        (about / "top_level.txt").write_text(f"{module}\n")
        (packages / f"{module}.py").write_text("def required():\n    return 'yes'\n")
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{packages}" exec "{sys.executable}" "$@"\n')
    program.chmod(0o755)
    return str(program)


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "shop"
    root.mkdir()
    (root / "app.py").write_text(APP)
    return root


def migrator(root, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "migrator", *arguments],
        cwd=root, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip


def test_a_python_tells_its_packages_with_what_can_be_imported_from_them():
    found = installed(sys.executable)

    assert "bson" in found["pymongo"].modules
    assert "markupsafe" in found["markupsafe"].modules
    assert installed("/nowhere/python") == {}


def test_all_imports_of_the_given_files_count_and_what_cannot_be_read_does_not(tmp_path):
    (tmp_path / "a.py").write_text(
        "import x.y\n\n\ndef f():\n    from z import q\n    from . import r\n"
    )
    (tmp_path / "b.py").write_text("print 'no'\n")

    assert imported(tmp_path, ["a.py", "b.py", "c.py"]) == {"x", "z"}


def test_only_what_the_app_imports_or_stands_on_is_compared():
    theirs = {
        "wtforms": Package("WTForms", "2.2.1", ("wtforms",)),
        "flask-wtf": Package("Flask-WTF", "1.0", ("flask_wtf",)),
        "rich": Package("rich", "1.0", ("rich",)),
        "passlib": Package("passlib", "1.7.4", ("passlib",)),
        "jinja2": Package("Jinja2", "3.1.6", ("jinja2",)),
    }
    ours = {
        "wtforms": Package("WTForms", "3.3.2"),
        "rich": Package("rich", "2.0"),
        "jinja2": Package("Jinja2", "3.1.6"),
    }

    found = package_differences(theirs, ours, {"passlib", "flask_wtf"})

    assert [str(it) for it in found] == ["passlib 1.7.4, here none", "WTForms 2.2.1, here 3.3.2"]


def test_one_environment_is_not_compared_with_itself(tmp_path):
    assert other_packages(sys.executable, tmp_path, []) == ()


def test_the_packages_that_the_last_lines_name_explain_a_failed_import():
    forms = PackageDifference(Package("WTForms", "2.2.1", ("wtforms",)), "3.3.2")
    other = PackageDifference(Package("pydantic", "2.11.0", ("pydantic",)), "2.14.0")
    was = "nothing was written; the last lines were: AttributeError"

    hint = explained(was, "module 'wtforms.validators' has no attribute 'required'", [other, forms])

    assert hint.startswith(
        "nothing was written; the Flask app's Python has WTForms 2.2.1, here 3.3.2; "
    )
    assert "-m pip install WTForms==2.2.1; the last lines were: AttributeError" in hint
    assert "pydantic" not in hint
    assert explained(was, "AttributeError", []) == was


def test_doctor_warns_of_packages_that_differ(project, python):
    answer = migrator(project, "doctor", "app:app", "--python", python, "--json")

    checks = {item["name"]: item for item in json.loads(answer.stdout)["checks"]}
    assert checks["packages"]["state"] == "warn"
    assert (
        "the app's Python has FormsKit 2.2.1, here none; MarkupSafe 1.0, here "
        in checks["packages"]["message"]
    )
    assert "pip install FormsKit==2.2.1 MarkupSafe==1.0" in checks["packages"]["hint"]


def test_a_scaffold_that_cannot_be_imported_names_the_package_and_its_versions(project, python):
    answer = migrator(project, "scaffold", "app:app", "--python", python)

    assert answer.returncode == 5
    assert "No module named 'formskit'" in answer.stderr
    hint = " ".join(answer.stderr.partition("hint:")[2].split())
    assert hint.startswith(
        "nothing was written; the Flask app's Python has FormsKit 2.2.1, here none; "
    )
    assert not (project / "generated_app").exists()
