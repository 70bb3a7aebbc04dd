"""A part of a generated package renewed."""

import json

import pytest

from migrator.errors import UsageError
from migrator.scaffold.merge.renewal import Wanted, needed, renewed

VIEWS = '''"""Pages."""

from generated_app.dao import listing

PAGE = 20


@bp.get("/a")
async def a():
    return "a 1"


@bp.get("/b")
async def b():
    return listing("b 1")


def helper():
    return 1
'''
NEW = (
    VIEWS.replace("a 1", "a 2")
    .replace("b 1", "b 2")
    .replace("PAGE = 20", "PAGE = 50")
    .replace("return 1\n", "return 2\n")
)


def views(*staying, paths=()):
    return Wanted({"views.py": frozenset(staying)}, frozenset(paths))


def test_the_other_views_of_a_module_stay_and_all_else_of_it_is_new():
    text = renewed("views.py", VIEWS, NEW, views("b"))

    assert text == NEW.replace("b 2", "b 1")


def test_a_view_that_came_or_went_stays_as_it_was_when_it_is_not_named():
    came = NEW.replace(
        "def helper", '@bp.get("/c")\nasync def c():\n    return "c"\n\n\ndef helper'
    )
    went = NEW.replace(NEW[NEW.index('@bp.get("/b")') : NEW.index("def helper")], "")

    assert renewed("views.py", VIEWS, came, views("b", "c")) == NEW.replace("b 2", "b 1")
    assert renewed("views.py", VIEWS, went, views("b")) == NEW.replace("b 2", "b 1")


def test_an_import_that_a_view_which_stays_needs_stays():
    new = NEW.replace("from generated_app.dao import listing\n\n", "").replace(
        'listing("b 2")', '"b 2"'
    )

    text = renewed("views.py", VIEWS, new, views("b"))

    assert "from generated_app.dao import listing\n" in text
    assert 'return listing("b 1")' in text


def test_a_view_that_needs_what_is_gone_cannot_stay():
    before = VIEWS.replace('"b 1"', "helper()")

    with pytest.raises(
        UsageError, match=r"the other views of views\.py need helper, which is gone"
    ):
        renewed("views.py", before, NEW[: NEW.index("def helper")], views("b"))


def test_only_the_asked_for_operations_of_the_document_are_new():
    was, new = (
        {"info": n, "paths": dict.fromkeys(pages, n)} for n, pages in ((1, "ab"), (2, "abc"))
    )

    text = renewed("openapi.json", json.dumps(was), json.dumps(new), views(paths="a"))

    assert json.loads(text) == {"info": 2, "paths": {"a": 2, "b": 1}}


def test_what_a_module_imports_and_the_templates_that_it_names_are_needed():
    files = {
        "views.py": b"from generated_app.dao import x\nfrom . import tools\nrender('page.html')\n",
        "other.py": b"from generated_app.views import bp\n",
        "dao/__init__.py": b"def x():\n    import generated_app.deep.down\n",
        "tools.py": b"from .deep import up\n",
        "deep/down.py": b"import os\n",
        "deep/up.py": b"",
        "templates/page.html": b"{% extends 'base.html' %}",
        "templates/base.html": b"{{ url_for('static', filename='css/site.css') }}",
        "templates/other.html": b"",
        "static/css/site.css": b"",
        "static/logo.png": b"\xff",
        "compat/urls.py": b"",
        "requirements.txt": b"",
    }
    wanted = Wanted({"views.py": frozenset()}, frozenset(), ("static/", "templates/"))

    assert needed(wanted, files, "generated_app") == {
        "views.py",
        "dao/__init__.py",
        "tools.py",
        "deep/down.py",
        "deep/up.py",
        "templates/page.html",
        "templates/base.html",
        "static/css/site.css",
        "requirements.txt",
    }
