"""One route renewed, the rest left as it was generated."""

import json
import shutil

import pytest

from migrator.errors import UsageError
from migrator.project.project import Project
from migrator.steps.asked import names_part
from migrator.steps.scaffold import scaffold
from tests.scaffold import shop

OTHER = """from flask import Blueprint

from dao import Products

other = Blueprint("other", __name__)


@other.route("/first")
def first():
    return {"n": len(Products().all()), "v": 1}
"""
APP = shop.FILES["app.py"].replace(
    "    return app",
    "    from other import other\n\n    app.register_blueprint(other)\n    return app",
)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    root = shop.write(tmp_path_factory.mktemp("shop"), **{"app.py": APP, "other.py": OTHER})
    (root / "pyproject.toml").write_text('[tool.migrator]\napp = "app:create_app()"\n')
    scaffold(Project.here(root), say=print)
    return root


@pytest.fixture
def project(done, tmp_path):
    """The shop after both blueprints and two views of one have changed."""
    root = shutil.copytree(done, tmp_path / "shop")
    edit(root / "other.py", '"v": 1', '"v": 2')
    edit(root / "blueprints/products.py", '["name"]', '["title"]')
    edit(root / "blueprints/products.py", "# newest first", "# oldest first")
    return Project.here(root)


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def generated(project, name):
    return (project.out / name).read_text()


def test_a_named_route_is_renewed_and_the_others_stay_until_they_are(project):
    done = scaffold(project, ["products.show"], say=print)
    products, other = generated(project, "blueprints/products.py"), generated(project, "other.py")
    again = scaffold(project, ["products.show"], say=print)
    planned = scaffold(project, say=print, dry_run=True)

    assert done.changes.written == ("blueprints/products.py",)
    assert '["title"]' in products
    assert "# newest first" in products
    assert '"v": 1' in other
    assert again.changes.is_empty
    assert planned.changes.written == ("blueprints/products.py", "other.py")
    grades = json.loads(project.scaffold_file.read_text())["routes"]
    assert len(grades) == 5
    scaffold(project, say=print)
    assert '"v": 2' in generated(project, "other.py")
    assert "# oldest first" in generated(project, "blueprints/products.py")


@pytest.mark.slow
def test_a_module_can_be_named_and_edits_by_hand_are_merged_there(project):
    edit(project.out / "blueprints/products.py", "# newest first", "# newest first, by hand")
    edit(project.out / "other.py", '"v": 1', '"v": 1, "hand": True')

    conflict = scaffold(project, ["blueprints/products.py"], say=print)
    named = scaffold(project, ["products.show"], say=print)

    assert [c.part for c in conflict.placed.conflicts["blueprints/products.py"]] == ["index"]
    assert not named.placed.conflicts
    assert "# newest first, by hand" in generated(project, "blueprints/products.py")
    assert '["title"]' in generated(project, "blueprints/products.py")
    assert '"hand": True' in generated(project, "other.py")


def test_a_first_word_may_be_a_route_or_module_where_the_settings_name_the_application(project):
    words = ("products.show", "/products/x", "dao", "blueprints/products.py", "app:create_app()")

    assert [names_part(project, word) for word in (*words, "shop")] == [True] * 4 + [False] * 2
    (project.root / "pyproject.toml").unlink()
    assert not names_part(Project.here(project.root), "products.show")


@pytest.mark.slow
def test_what_the_others_would_call_wrongly_is_not_renewed_alone(project):
    edit(
        project.root / "dao.py",
        "def by_sku",
        "def kinds(self):\n        return 3\n\n    def by_sku",
    )
    edit(project.root / "other.py", "len(Products().all())", "Products().kinds()")
    scaffold(project, say=print)
    edit(project.root / "dao.py", "return 3", "return extensions.db.kinds.count_documents({})")
    before = generated(project, "dao.py")

    refused = scaffold(project, ["products.show"], say=print)

    assert [c.part for c in refused.placed.conflicts["other.py"]] == ["first"]
    assert generated(project, "dao.py") == before


def test_what_all_routes_share_is_not_renewed_for_one(project):
    with pytest.raises(UsageError, match="driver is not what the other routes were written with"):
        scaffold(Project.here(project.root, driver="pymongo-async"), ["products.show"], say=print)
