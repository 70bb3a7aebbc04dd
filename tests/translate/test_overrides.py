"""A class of the project that replaces what compat does in its own way keeps the app on Flask."""

import importlib

import flask
import pytest

from migrator.model.translation import Grade
from migrator.translate.overrides import EXTENSIONS, FLASK
from migrator.translate.translate import translate
from tests.translate.cases import spec_of

APP = """from flask import Blueprint, Flask, Response


class Plain(Flask):
    {0}


class Shop(Plain):
    {1}


class Pages(Blueprint):
    {2}


class Answer(Response):
    {3}


app = Shop(__name__)


@app.get("/")
def index():
    return "ok"
"""
SUPER = "def {0}(self, *args):\n        return super().{0}(*args)"


def refused(root, *bodies):
    """Translate an app with these bodies; return what is named, with its line."""
    (root / "app.py").write_text(APP.format(*[*bodies, "pass", "pass", "pass", "pass"][:4]))
    found = translate(spec_of(root), root, package="new")
    if found.routes[0].grade is not Grade.REFUSED:
        assert found.files
        return []
    return [(r.line, r.construct) for r in found.routes[0].reasons if "in silence" in r.why]


@pytest.mark.parametrize(
    "name",
    ["process_response", "preprocess_request", "dispatch_request", "full_dispatch_request",
     "finalize_request", "handle_exception", "handle_user_exception", "handle_http_exception",
     "log_exception", "trap_http_exception", "make_config", "wsgi_app", "__call__", "url_for"],
)  # fmt: skip
def test_a_method_that_compat_does_not_call_is_named_with_its_line(tmp_path, name):
    assert refused(tmp_path, SUPER.format(name)) == [(5, f"Plain.{name}")]
    assert refused(tmp_path, "pass", SUPER.format(name)) == [(9, f"Shop.{name}")]


@pytest.mark.parametrize(
    "text", ["aborter_class = dict", "default_config: dict = {}", "testing, x = True, 1"]
)
def test_a_value_of_the_class_is_found_too(tmp_path, text):
    assert [line for line, _ in refused(tmp_path, text)] == [5]


def test_blueprints_and_responses_are_looked_at(tmp_path):
    found = refused(
        tmp_path, "pass", "pass", SUPER.format("register"), SUPER.format("get_app_iter")
    )

    assert found == [(13, "Pages.register"), (18, "Answer.get_app_iter")]


@pytest.mark.parametrize(
    "text",
    ["app.process_response = print", "Flask.dispatch_request = print", "app.url_rule_class = dict",
     "plain = Flask(__name__)\nplain.log_exception = print",
     "def make():\n    made = Flask(__name__)\n    made.handle_exception = print"],
)  # fmt: skip
def test_what_is_set_from_outside_is_found_too(tmp_path, text):
    source = APP.format("pass", "pass", "pass", "pass") + f"\n\n{text}\n"
    (tmp_path / "app.py").write_text(source)

    route = translate(spec_of(tmp_path), tmp_path, package="new").routes[0]

    named = text.splitlines()[-1].strip().partition(" ")[0]
    assert route.grade is Grade.REFUSED
    assert [(r.line, r.construct) for r in route.reasons if "in silence" in r.why] == [
        (source.count("\n"), named)
    ]


@pytest.mark.parametrize("text", ["app.testing = True", "app.secret_key = 'x'", "app.own = 1"])
def test_values_may_be_set(tmp_path, text):
    (tmp_path / "app.py").write_text(APP.format(*["pass"] * 4) + f"\n\n{text}\n")

    route = translate(spec_of(tmp_path), tmp_path, package="new").routes[0]

    assert route.grade is not Grade.REFUSED


@pytest.mark.parametrize(
    "text",
    ["jinja_options = {}", SUPER.format("make_response"), SUPER.format("own_method"), "count = 5",
     "test_client_class = None", SUPER.format("select_jinja_autoescape"), "name_of_shop: str"],
)  # fmt: skip
def test_what_compat_asks_for_and_what_is_the_projects_own_may_stay(tmp_path, text):
    assert refused(tmp_path, text) == []


COMPAT = {
    "flask_bcrypt": "bcrypt",
    "flask_jwt_extended": "jwt_manager",
    "flask_login": "login_manager",
    "flask_restful": "restful",
    "flask_wtf": "csrf_protect",
    "flask_wtf.csrf": "csrf_protect",
}


@pytest.mark.parametrize("name", EXTENSIONS)
def test_what_compats_classes_lack_of_the_extensions_is_known(name):
    module, _, cls = name.rpartition(".")
    theirs = getattr(importlib.import_module(module), cls)
    ours = getattr(importlib.import_module(f"migrator.compat.{COMPAT[module]}"), cls)

    lacking = {attribute for attribute in dir(theirs) if not hasattr(ours, attribute)}
    assert {n for n in lacking if not n.startswith("__")} == EXTENSIONS[name]


def test_a_class_of_an_extension_is_looked_at(tmp_path):
    login = "from flask_login import LoginManager\n\n\nclass Logins(LoginManager):\n"
    text = f"{login}    def _load_user(self):\n        pass\n\n\n{APP.format(*['pass'] * 4)}"
    (tmp_path / "app.py").write_text(text)

    route = translate(spec_of(tmp_path), tmp_path, package="new").routes[0]

    assert [(r.line, r.construct) for r in route.reasons if "in silence" in r.why] == [
        (5, "Logins._load_user")
    ]


def test_every_public_name_of_flask_is_known():
    assert {name for name in dir(flask.Flask) if not name.startswith("_")} <= FLASK
