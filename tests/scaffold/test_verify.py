import pytest

from migrator.errors import CouldNotRun
from migrator.model.app import AppSpec
from migrator.model.route import Function, RouteSpec
from migrator.scaffold.verify import Around, verify

MAIN = """
from werkzeug.routing import Map, Rule


class api:
    url_map = Map([Rule("/a", endpoint="a", methods=["GET"])])
"""


def staged(tmp_path, main):
    folder = tmp_path / "generated_app"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "main.py").write_text(main)
    return folder


def spec(*rules):
    view = Function("app", "view")
    routes = tuple(RouteSpec(r.strip("/"), r, ("GET", "HEAD"), 0, view) for r in rules)
    return AppSpec("app:app", "app", "app", "", ".", "3.11", {}, routes)


def test_equal_rules_pass(tmp_path):
    verify(staged(tmp_path, MAIN), spec("/a"), {})


def test_a_lost_rule_and_a_new_one_are_named(tmp_path):
    with pytest.raises(CouldNotRun) as caught:
        verify(staged(tmp_path, MAIN), spec("/b"), {})

    assert "missing /b (b, GET HEAD); unexpected /a (a, GET HEAD)" in caught.value.message


def test_an_app_that_cannot_be_imported_says_why(tmp_path):
    with pytest.raises(CouldNotRun, match="ZeroDivisionError") as caught:
        verify(staged(tmp_path, "1 / 0\n"), spec("/a"), {})

    assert "nothing was written" in caught.value.hint


def test_the_variables_of_the_twins_reach_the_app(tmp_path):
    main = MAIN + 'import os\nassert os.environ["SHOP"] == "1"\n'

    verify(staged(tmp_path, main), spec("/a"), {"SHOP": "1"})


def test_the_app_finds_the_files_of_the_folder_it_is_served_from(tmp_path):
    stage, folder = tmp_path / "stage", tmp_path / "project"
    stage.mkdir()
    (folder / "logs").mkdir(parents=True)
    staged(folder, "1 / 0\n")  # what stands there already is not what is looked at
    main = MAIN + 'open("logs/errors.log", "a").close()\n'

    verify(staged(stage, main), spec("/a"), {}, around=Around(folder))

    assert (folder / "logs" / "errors.log").is_file()
