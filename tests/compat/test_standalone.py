"""The folder is copied into generated applications: it must live alone."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "migrator" / "compat"
MODULES = sorted(FOLDER.glob("*.py"))
FORBIDDEN = re.compile(r"(flask|flask_\w+|migrator)(\.|$)")

SCRIPT = """
import importlib, pkgutil, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"flask", "flask_login", "migrator"}:
            raise ImportError(f"{name} must not be imported")

sys.meta_path.insert(0, Refuse())
import generated.compat as compat
for found in pkgutil.iter_modules(compat.__path__):
    importlib.import_module(f"generated.compat.{found.name}")
from generated.compat.application import Application
app = Application("generated")
app.add_url_rule("/x", "x", lambda: "x")
print(len(app.openapi()["paths"]))
"""


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.level


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_neither_flask_nor_the_toolkit(path):
    for module, level in imports(path):
        assert level == 1 or (level == 0 and not FORBIDDEN.match(module)), module


def test_the_folder_works_under_another_name_without_flask(tmp_path):
    package = tmp_path / "generated"
    package.mkdir()
    (package / "__init__.py").touch()
    shutil.copytree(FOLDER, package / "compat", ignore=shutil.ignore_patterns("__pycache__"))

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr
