"""What the code says of an operation: each construct in a small app, and what is left open."""

import json

import pytest
import schemathesis

from migrator.introspect.run import introspect
from migrator.project.project import Project
from migrator.scaffold.openapi import openapi_file
from migrator.translate.translate import translate

APP = '''
from functools import wraps
from flask import (Blueprint, Flask, Response, abort, current_app, jsonify, make_response, redirect,
                   render_template_string, request, send_file, session)
from flask.views import MethodView
from flask_login import LoginManager, login_required
from werkzeug.exceptions import Gone

app = Flask(__name__)
app.config["SECRET_KEY"] = "k"
app.config["SESSION_COOKIE_NAME"] = "loja"
LoginManager(app)
bp = Blueprint("loja", __name__, url_prefix="/loja")


def page():
    return request.args.get("page", 1, type=int)


def body():
    return request.get_json(silent=True) or {}


def named(data):
    return data.get("name")


def members(view):
    @wraps(view)
    def around(*args, **kwargs):
        if "user_id" not in session:
            return redirect("/login")
        return view(*args, **kwargs)

    return around


@bp.get("/items/<int:item_id>")
def items(item_id):
    """All items.

    With pages.
    """
    q = request.args["q"]
    tags = request.args.getlist("tag", type=int)
    price = float(request.args.get("price", 2.5))
    if not q:
        abort(404)
    if price > 5:
        raise Gone()
    return jsonify(count=len(tags), page=page(), names=[str(q)], last=None, ok=q in tags)


@bp.post("/json")
def in_json():
    data = body()
    return {"name": named(data), "seen": data["seen"]}, 201


@bp.post("/form")
def in_form():
    name = request.form["name"]
    if "extra" in request.form:
        return "", 204
    late = request.form["late"]
    return redirect("/"), 303


@bp.post("/form-again")
def other_form():
    return named(request.form) or ""


@bp.post("/upload")
def upload():
    request.files["picture"].read()
    return send_file("x.png", mimetype="image/png")


@bp.get("/page")
@login_required
def html():
    return render_template_string("x")


@bp.get("/members")
@members
def club():
    answer = make_response(jsonify([1]), 202)
    answer.headers["X-Club"] = "1"
    return answer


@bp.get("/open")
def unknown():
    return current_app.config["ANSWER"]


@bp.get("/changed")
def changed():
    answer = jsonify(a=1)
    answer.mimetype = "text/plain"
    return answer


@bp.get("/grown")
def grown():
    found = {"a": 1}
    found["a"] = "x"
    return found


@bp.get("/maybe")
def maybe():
    try:
        wanted = request.args["wanted"]
    except KeyError:
        wanted = ""
    return request.headers.get("X-Trace", "") + wanted


class Thing(MethodView):
    def get(self):
        return {"a": 1.5}

    def put(self):
        return Response("x", 202, mimetype="text/plain")


bp.add_url_rule("/thing", view_func=Thing.as_view("thing"))
app.register_blueprint(bp)
'''


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documented")
    (folder / "app.py").write_text(APP)
    spec = introspect(Project.here(folder, app="app:app", python=None), environ={})
    found = translate(spec, folder, package="generated_app")
    return json.loads(openapi_file(found.documented))


@pytest.fixture
def operation(document):
    return lambda method, path: document["paths"][f"/loja{path}"][method]


def parameters(operation):
    return {p["name"]: (p["in"], p["required"], p["schema"]) for p in operation["parameters"]}


def answer(operation, status, media="application/json"):
    return operation["responses"][status]["content"][media].get("schema")


def body(operation, media):
    return operation["requestBody"]["content"][media]["schema"]


def test_query_parameters_have_types_defaults_and_say_whether_they_are_required(operation):
    assert parameters(operation("get", "/items/{item_id}")) == {
        "q": ("query", True, {"type": "string"}),
        "tag": ("query", False, {"type": "array", "items": {"type": "integer"}}),
        "price": ("query", False, {"type": "number", "default": 2.5}),
        "page": ("query", False, {"type": "integer", "default": 1}),
    }


def test_answers_have_the_types_that_the_text_is_sure_of(operation):
    schema = answer(operation("get", "/items/{item_id}"), "200")

    assert schema["required"] == ["count", "page", "names", "last", "ok"]
    assert schema["properties"] == {
        "count": {"type": "integer"},
        "page": {},
        "names": {"type": "array", "items": {"type": "string"}},
        "last": {"type": "null"},
        "ok": {"type": "boolean"},
    }


def test_errors_words_and_tags_are_told(operation):
    found = operation("get", "/items/{item_id}")

    assert list(found["responses"]) == ["200", "400", "404", "410", "default"]
    assert (found["summary"], found["description"]) == ("All items.", "With pages.")
    assert found["tags"] == ["loja"]


def test_a_json_body_is_followed_through_functions(operation):
    found = operation("post", "/json")

    assert body(found, "application/json") == {
        "type": "object",
        "properties": {"name": {}, "seen": {}},
        "required": ["seen"],
    }
    assert answer(found, "201")["required"] == ["name", "seen"]


def test_what_is_read_after_a_return_is_not_required(operation):
    found = operation("post", "/form")

    assert body(found, "application/x-www-form-urlencoded")["required"] == ["name"]
    assert set(body(found, "application/x-www-form-urlencoded")["properties"]) == {
        "name",
        "extra",
        "late",
    }
    assert "content" not in found["responses"]["204"]
    assert "303" in found["responses"]


def test_a_function_that_gets_a_form_here_and_json_there_reads_what_it_gets(operation):
    found = operation("post", "/form-again")["requestBody"]["content"]

    assert list(found) == ["application/x-www-form-urlencoded"]
    assert found["application/x-www-form-urlencoded"]["schema"]["properties"] == {
        "name": {"type": "string"}
    }


def test_files_are_multipart(operation):
    found = operation("post", "/upload")

    assert body(found, "multipart/form-data") == {
        "type": "object",
        "properties": {"picture": {"type": "string", "format": "binary"}},
        "required": ["picture"],
    }
    assert answer(found, "200", "image/png") is None


def test_logins_are_a_cookie_with_its_real_name(document, operation):
    assert operation("get", "/page")["security"] == [{"Login": []}]
    assert operation("get", "/members")["security"] == [{"Login": []}]
    assert "security" not in operation("post", "/json")
    assert document["components"]["securitySchemes"]["Login"]["name"] == "loja"
    assert list(document["components"]["securitySchemes"]) == ["Login"]


def test_a_response_may_get_headers_before_it_is_returned(operation):
    found = operation("get", "/members")

    assert answer(found, "202") == {"type": "array", "items": {"type": "integer"}}
    assert "302" in found["responses"]


@pytest.mark.parametrize("path", ["/open", "/changed"])
def test_what_cannot_be_followed_is_not_said(operation, path):
    assert list(operation("get", path)["responses"]) == ["default"]


def test_a_dict_that_is_changed_keeps_only_its_type(operation):
    assert answer(operation("get", "/grown"), "200") == {"type": "object"}


def test_what_may_be_caught_is_not_required(operation):
    assert parameters(operation("get", "/maybe")) == {
        "wanted": ("query", False, {"type": "string"}),
        "X-Trace": ("header", False, {"type": "string", "default": ""}),
    }


def test_methods_of_class_views_are_operations_of_their_own(operation):
    assert answer(operation("get", "/thing"), "200")["properties"] == {"a": {"type": "number"}}
    assert answer(operation("put", "/thing"), "202", "text/plain") is None


def test_the_document_is_openapi(document):
    whole = {"openapi": "3.1.0", "info": {"title": "loja", "version": "1"}, **document}
    schemathesis.openapi.from_dict(whole).validate()
