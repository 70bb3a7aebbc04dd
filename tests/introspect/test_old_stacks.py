"""An application of Flask 1.1 or 2.2 is looked at in its own Python: the same rules and views."""

import subprocess
import sys
from dataclasses import replace

import pytest

from migrator.errors import AppImportFailed, MigratorError
from migrator.introspect.run import introspect
from migrator.project.project import Project
from tests.introspect.conftest import APPS
from tests.introspect.test_untouched import NAMED, REFUSED, SHAPES

STACKS = {
    "1.1": ("flask==1.1.4 werkzeug==1.0.1 jinja2==2.11.3 markupsafe==2.0.1 itsdangerous==1.1.0", 8),
    "2.2": ("flask==2.2.5 werkzeug==2.2.3", 20),
}
_NEEDED = ("pymongo", "python-dotenv")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=STACKS)
def stack(request, tmp_path_factory):
    """A virtual environment with an older Flask, and how many shapes have to be seen in it."""
    wanted, least = STACKS[request.param]
    folder = tmp_path_factory.mktemp("stack") / request.param
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    words = [python, "-m", "pip", "install", "--quiet", *wanted.split(), *_NEEDED]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if "No matching distribution" in done.stderr or "connection" in done.stderr.lower():
        pytest.skip(f"the packages cannot be had here: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr
    return request.param, str(python), least


def look(shape, python=""):
    project = Project.here(APPS / shape, app=NAMED.get(shape, "app"), python=python or None)
    return introspect(replace(project, settings=replace(project.settings, import_timeout=20.0)))


def rules(spec):
    """What an older Flask must say alike: each rule with its view's place."""
    return [
        (r.endpoint, r.rule, r.methods, r.view.kind, r.view.place, r.blueprint)
        for r in spec.routes
        if r.view.kind != "third-party"
    ]


def test_the_shapes_that_an_older_flask_can_run_have_the_same_rules_and_views(stack):
    version, python, least = stack
    alike, other = [], {}
    for shape in SHAPES:
        if shape in REFUSED:
            continue
        try:
            spec = look(shape, python)
        except AppImportFailed as error:
            other[shape] = error.message
            continue
        assert spec.versions["flask"].startswith(version)
        assert rules(spec) == rules(look(shape)), shape
        alike.append(shape)

    assert len(alike) >= least, other
    # What the older Flask does not have is said with its place in the application.
    assert all(".py:" in message or "No module" in message for message in other.values())


def test_a_shape_that_no_flask_can_load_is_refused_alike(stack):
    _, python, _ = stack
    for shape in ("exits_on_import", "missing_module", "needs_environment"):
        with pytest.raises(MigratorError) as old:
            look(shape, python)
        with pytest.raises(MigratorError) as new:
            look(shape)
        assert old.value.message == new.value.message
