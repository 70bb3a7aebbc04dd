"""A refused method of a class view keeps its rule and its methods, so that nobody takes them."""

import json
import shutil
from pathlib import Path

import pytest

from migrator.errors import CouldNotRun
from migrator.project.project import Project
from migrator.scaffold.verify import verify
from migrator.steps.inspect import inspect
from migrator.steps.scaffold import scaffold

APP = Path(__file__).parents[1] / "apps" / "refused_methods"


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    copy = tmp_path_factory.mktemp("refused") / "shop"
    shutil.copytree(APP, copy)
    project = Project.here(copy, app="app")
    scaffold(project, say=print)
    return project


def grades(project):
    routes = json.loads(project.scaffold_file.read_text())["routes"]
    return {(route["rule"], *route["methods"]): route["grade"] for route in routes}


def test_the_methods_stay_with_the_reason_and_the_rest_is_translated(generated):
    text = (generated.out / "app.py").read_text()

    assert "post = still_on_flask  # refused: app.py:" in text
    assert "delete = still_on_flask  # refused: app.py:" in text
    assert "async for p in db.produtos.find()" in text
    assert "from generated_app.compat.context import request" in text


def test_every_rule_is_there_with_all_its_methods(generated):
    verify(generated.out, inspect(generated, print), {})


def test_a_rule_of_which_one_method_is_refused_stays_on_flask(generated):
    found = grades(generated)

    assert found["/produtos", "GET", "HEAD", "OPTIONS", "POST"] == "refused"
    assert found["/lojas/<string:nome>", "GET", "HEAD", "OPTIONS"] == "async"
    assert found["/lojas/<string:nome>", "OPTIONS", "PUT"] == "refused"


def test_a_package_that_only_the_legacy_environment_has_is_named(generated, tmp_path):
    stage = tmp_path / "generated_app"
    stage.mkdir()
    (stage / "__init__.py").touch()
    (stage / "main.py").write_text("import no_such_package_at_all\n")

    with pytest.raises(CouldNotRun, match="No module named 'no_such_package_at_all'") as refused:
        verify(stage, inspect(generated, print), {})

    assert "install what gives 'no_such_package_at_all'" in refused.value.hint
