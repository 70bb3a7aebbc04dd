"""Looking at an application writes nothing into it and says the same each time."""

import hashlib
import json
from dataclasses import replace

import pytest

from migrator.errors import MigratorError
from migrator.introspect.run import introspect
from migrator.introspect.specs import spec_files
from migrator.project.project import Project
from tests.introspect.conftest import APPS

SHAPES = sorted(path.name for path in APPS.iterdir() if path.is_dir())
QUICK = ("hooks_everywhere", "nested_blueprints", "partials_and_lambdas")
REFUSED = {
    "demands_mongo_uri", "dies_on_import", "exits_on_import", "hangs_on_import", "late_globals",
    "missing_module", "mongo_by_host", "needs_arguments", "needs_environment", "pings_on_import",
    "several_apps",
}  # fmt: skip
WRITTEN_BY_THE_APP = {"filho.pid"}
NAMED = {
    "config_from_environment": "loja:create_app",
    "factory_arguments": 'loja:create_app("testes", depurar=True)',
    "src_layout": "src/app.py:app",
}


def tree(folder):
    """Every file and folder below, with what it holds and when it was changed."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
    }


def facts(folder, app, seed, seconds):
    project = Project.here(folder, app=app)
    project = replace(project, settings=replace(project.settings, import_timeout=seconds))
    environ = {"PYTHONHASHSEED": seed}
    try:
        return json.dumps(spec_files(introspect(project, environ=environ)))
    except MigratorError as error:
        return f"{type(error).__name__}: {error.message}"


@pytest.mark.parametrize(
    "shape",
    [shape if shape in QUICK else pytest.param(shape, marks=pytest.mark.slow) for shape in SHAPES],
)
def test_two_looks_say_the_same_and_leave_the_project_as_it_was(copy_of, shape):
    folder = copy_of(shape)
    before = tree(folder)

    seconds = 3.0 if shape == "hangs_on_import" else 60.0
    said = [facts(folder, NAMED.get(shape, "app"), seed, seconds) for seed in ("1", "2718")]

    assert said[0] == said[1]
    assert said[0].startswith("{") is (shape not in REFUSED)
    left = tree(folder)
    assert {name: left[name] for name in left if name not in WRITTEN_BY_THE_APP} == before
