"""What Python does not accept of generated code refuses the function it stands in, and no other."""

import ast

import pytest

from migrator.model.translation import Grade
from migrator.translate import recipe
from migrator.translate.analysis import Need
from migrator.translate.compiling import qualname_at, uncompiled
from migrator.translate.project_source import ModuleSource
from tests.translate.cases import Case, run

TEXT = """\
class Repo:
    def all(self):
        return [await x for x in rows]

    def one(self):
        def inner():
            return 1
        return inner


async def rows():
    yield from [1]

X = (
    1)
"""
FLASK = """
@app.get("/good")
def good():
    return db.produtos.find_one()["sku"]


@app.get("/bad")
def bad():
    return {"bad": db.produtos.find_one()["sku"]}
"""


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (1, "Repo"),
        (3, "Repo.all"),
        (7, "Repo.one.<locals>.inner"),
        (8, "Repo.one"),
        (12, "rows"),
        (14, "<module>"),
    ],
)
def test_a_line_is_in_the_function_whose_indentation_holds_it(line, name):
    assert qualname_at(TEXT, line) == name


def test_every_statement_that_python_would_not_run_is_found():
    source = ModuleSource("app", "app.py", TEXT, ast.parse(TEXT))

    found = {finding.qualname: finding.why for finding in uncompiled(source)}

    assert set(found) == {"Repo.all", "rows"}
    assert "'yield from' inside async function" in found["rows"]


@pytest.mark.parametrize("wrong", ["))", "; yield from x"])
def test_a_recipe_that_writes_what_is_not_python_costs_one_function(wrong, tmp_path, monkeypatch):
    recipe.load()

    def nonsense(node, analysis):
        owner = analysis.owner(node)
        if owner.name == "bad" and isinstance(analysis.parent(node), ast.FunctionDef):
            write = lambda edits, _: edits.after(edits.end(node), wrong)  # noqa: E731
            yield Need(node, owner, "nonsense", always=True, change=write)

    monkeypatch.setitem(recipe._RULES, ast.Return, [(nonsense, None)])
    translation = run(Case("compiling", "nonsense", {"app.py": FLASK}), tmp_path)

    grades = {route.endpoint: route.grade for route in translation.routes}
    assert grades == {"good": Grade.ASYNC, "bad": Grade.REFUSED}
    reason = next(r for route in translation.routes for r in route.reasons)
    assert "not valid Python" in reason.why
