"""docs/recipes/ is what the pages beside the recipes say, and `migrator recipes` lists them."""

import json

import pytest
from typer.testing import CliRunner

from migrator.cli.app import app
from migrator.errors import UsageError
from migrator.translate.recipe_pages import FOLDER, read_pages
from tests import recipe_docs

PAGES = read_pages()


def test_the_documentation_is_what_the_pages_say():
    found = {path.name: path.read_text() for path in recipe_docs.FOLDER.glob("*.md")}

    assert found == recipe_docs.pages(), "run `python -m tests.recipe_docs`"


def test_every_recipe_is_listed_with_its_rules():
    listed = {page.name: page for page in PAGES}
    modules = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}

    assert modules <= listed.keys()
    for name in modules:
        assert listed[name].rules, name
        assert listed[name].says, name


def test_the_verb_lists_all_and_shows_one():
    runner = CliRunner()

    listed = runner.invoke(app, ["recipes"])
    data = json.loads(runner.invoke(app, ["recipes", "--json"]).stdout)
    one = runner.invoke(app, ["recipes", "cursor-index"])

    assert listed.exit_code == 0
    assert all(page.name in listed.stdout for page in PAGES)
    assert [r["name"] for r in data["recipes"]] == [page.name for page in PAGES]
    assert sum(r["cases"] for r in data["recipes"]) == sum(len(page.cases) for page in PAGES)
    assert one.stdout.startswith("# cursor index\n")
    assert "document_at(db.produtos.find()" in one.stdout


def test_a_recipe_that_is_not_there_names_the_closest():
    with pytest.raises(UsageError) as raised:
        CliRunner().invoke(app, ["recipes", "cursor_indx"], catch_exceptions=False)

    assert "cursor_index" in raised.value.hint
