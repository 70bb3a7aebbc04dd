"""An extension without counterpart keeps those on Flask who use it, where it acts on nothing else."""

import pytest

from migrator.model.app import BlueprintSpec, Extension, Hook
from migrator.model.route import Function, RouteSpec
from migrator.model.translation import Grade
from tests.translate.test_translate import HEAD, grades, project, text, translated

TOOLS = "from flask_caching import Cache\nfrom flask_mail import Mail\n\ncache = Cache()\nmail = Mail()\n"
PLAIN = '@app.get("/plain")\ndef plain():\n    return str(db.a.count_documents({}))\n\n\n'
VIEW = '@app.get("/cached")\n@cache.cached(timeout=5)\ndef cached():\n    return str(db.a.find_one())\n\n\n'


def whys(found, endpoint):
    route = next(r for r in found.routes if r.endpoint == endpoint)
    return [f"{r.file}:{r.line} {r.construct}: {r.why}" for r in route.reasons]


def test_views_that_use_the_extension_stay_and_the_others_move(tmp_path):
    cleared = '@app.post("/clear")\ndef clear():\n    cache.clear()\n    return "x"\n'
    app = "from tools import cache, mail\n" + HEAD + "cache.init_app(app)\nmail.init_app(app)\n\n\n"
    project(tmp_path, app=app + PLAIN + VIEW + cleared, tools=TOOLS)

    found = translated(tmp_path)

    assert grades(found) == {
        "plain": Grade.ASYNC, "cached": Grade.REFUSED, "clear": Grade.REFUSED,
    }  # fmt: skip
    assert whys(found, "cached") == [
        "app.py:19 flask_caching.Cache.cached: flask_caching has no counterpart yet"
    ]
    assert "# stays on Flask: cache.init_app(app)\n" in text(found, "app.py")
    assert "from new.tools" not in text(found, "app.py")
    assert text(found, "tools.py").strip() == (
        "# stays on Flask: cache = Cache()\n# stays on Flask: mail = Mail()"
    )


def test_who_calls_a_function_that_the_extension_decorates_stays(tmp_path):
    app = "from tools import cache\n" + HEAD + PLAIN
    app += "@cache.memoize(5)\ndef counted():\n    return db.a.count_documents({})\n\n\n"
    app += '@app.get("/b")\ndef b():\n    return str(counted())\n'
    project(tmp_path, app=app, tools=TOOLS)

    assert grades(translated(tmp_path)) == {"plain": Grade.ASYNC, "b": Grade.REFUSED}


def test_a_factory_moves_without_the_extension(tmp_path):
    app = (
        "from flask import Flask\nfrom pymongo import MongoClient\nfrom tools import cache\n\n"
        "db = MongoClient().shop\n\n\ndef create_app():\n    app = Flask(__name__)\n"
        '    add(app)\n\n    @app.get("/a")\n    def a():\n        return str(db.a.find_one())\n\n'
        "    return app\n\n\ndef add(app):\n    cache.init_app(app)\n"
    )
    project(tmp_path, app=app, tools=TOOLS)

    found = translated(tmp_path, import_string="app:create_app()", factory="create_app")

    assert grades(found) == {"a": Grade.ASYNC}
    assert "    pass  # stays on Flask: cache.init_app(app)\n" in text(found, "app.py")


@pytest.mark.parametrize(
    "statement",
    [
        "made.cache = Cache(app)",
        "app.request_class = Cache",
        "app.url_map.converters['c'] = Cache",
        "caches = [Cache(app)]",
        "cache = Cache(app, config=made())",
        "cache = Cache(app)\ncache = MongoClient()",
        "app.before_request(Cache(app).clear)",
        "Cache(app).cached()(made)",
    ],
)
def test_a_statement_that_does_more_refuses_its_module(tmp_path, statement):
    app = "from flask_caching import Cache\n" + HEAD
    project(tmp_path, app=app + f"def made():\n    return {{}}\n\n\n{statement}\n\n\n" + PLAIN)

    found = translated(tmp_path)

    assert grades(found) == {"plain": Grade.REFUSED}


HOOKS = {
    "before_request": "its before_request acts on every request",
    "errorhandler": "its errorhandler acts on every request",
    "signal": "its signal acts on every request",
    "context_processor": "its context_processor acts on every request",
}


@pytest.mark.parametrize("stage", HOOKS)
def test_an_extension_that_acts_on_all_requests_keeps_the_app(tmp_path, stage):
    app = "from tools import cache\n" + HEAD + "cache.init_app(app)\n\n\n" + PLAIN
    project(tmp_path, app=app, tools=TOOLS)
    hook = Hook(stage, Function("flask_caching.hooks", "acting", "third-party"))

    found = translated(tmp_path, hooks=(hook,))

    why = f"flask_caching has no counterpart yet, and {HOOKS[stage]}"
    assert f"tools.py:4 flask_caching.Cache: {why}" in whys(found, "plain")


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        pytest.param(
            {"replaced": {"make_response": "flask_caching.X.f"}}, Grade.REFUSED, id="method"
        ),
        pytest.param({"wsgi_layers": ("flask_caching.Layer",)}, Grade.REFUSED, id="layer"),
        pytest.param({"json_provider": "flask_caching.Json"}, Grade.REFUSED, id="json"),
        pytest.param(
            {"jinja_settings": {"extensions": "flask_caching.Tag"}}, Grade.ASYNC, id="no such tag"
        ),
        pytest.param(
            {"replaced": {"view_functions[plain]": "flask_caching.x"}}, Grade.REFUSED, id="wrapped"
        ),
        pytest.param({"replaced": {"make_response": "shop.f"}}, Grade.ASYNC, id="of another"),
    ],
)
def test_what_it_put_on_the_application_decides(tmp_path, facts, grade):
    app = "from tools import cache\n" + HEAD + "cache.init_app(app)\n\n\n" + PLAIN
    project(tmp_path, app=app, tools=TOOLS)

    assert grades(translated(tmp_path, **facts)) == {"plain": grade}


@pytest.mark.parametrize(
    ("page", "grade"),
    [
        ('{% extends "frame.html" %}', Grade.ASYNC),
        ('{% from "cache/macros.html" import button %}', Grade.REFUSED),
        ("{% include chosen %}", Grade.REFUSED),
        ("{{ cache_state }}", Grade.REFUSED),
    ],
)
def test_templates_that_need_the_extension_keep_the_app(tmp_path, page, grade):
    app = "from tools import cache\n" + HEAD + "cache.init_app(app)\n\n\n" + PLAIN
    project(tmp_path, app=app, tools=TOOLS)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(page)
    (tmp_path / "templates" / "frame.html").write_text("")
    theirs = BlueprintSpec(
        "cache", "flask_caching", template_folder="flask_caching.pages:templates"
    )
    state = Function("flask_caching.pages", "state", "third-party")

    found = translated(
        tmp_path, blueprints=(theirs,), template_folders=("templates",),
        hooks=(Hook("template_global", state, key="cache_state"),),
    )  # fmt: skip

    assert grades(found) == {"plain": grade}


LIMITED = (
    "from flask_limiter import Limiter\n" + HEAD + "limiter = Limiter(lambda: 'x', app=app)\n\n\n"
    + PLAIN + '@app.post("/login")\n@limiter.limit("5/hour")\ndef login():\n    return "x"\n'
)  # fmt: skip
NO_LIMITS = {"default_limits": "", "application_limits": "", "blueprint_limits": ""}


@pytest.mark.parametrize(
    ("settings", "grade"),
    [
        (NO_LIMITS, Grade.ASYNC),
        ({**NO_LIMITS, "default_limits": "50 per hour"}, Grade.REFUSED),
        ({**NO_LIMITS, "headers_enabled": "True"}, Grade.REFUSED),
        ({}, Grade.REFUSED),
    ],
)
def test_a_limiter_without_limits_for_all_keeps_the_views_it_limits(tmp_path, settings, grade):
    project(tmp_path, app=LIMITED)
    settings = {"headers_enabled": "False", **settings}
    hook = Hook("before_request", Function("flask_limiter.extension", "f", "third-party"))

    found = translated(
        tmp_path, hooks=(hook,), extensions=(Extension("Flask-Limiter", "4", settings),)
    )

    assert grades(found) == {"plain": grade, "login": Grade.REFUSED}


def test_who_reads_it_from_the_configuration_stays(tmp_path):
    app = "from flask import current_app\nfrom tools import cache\n" + HEAD + PLAIN
    app += 'app.config["store"] = cache\napp.store = cache\n\n\n'
    app += '@app.get("/b")\ndef b():\n    return str(current_app.config["store"].get("x"))\n\n\n'
    app += '@app.get("/c")\ndef c():\n    return str(current_app.store.get("x"))\n'
    project(tmp_path, app=app, tools=TOOLS)

    found = translated(tmp_path)

    assert grades(found) == {"plain": Grade.ASYNC, "b": Grade.REFUSED, "c": Grade.REFUSED}
    assert '# stays on Flask: app.config["store"] = cache' in text(found, "app.py")


def test_an_object_that_is_only_handed_on_is_none(tmp_path):
    app = "from routes import Shop, routes\nfrom tools import cache, mail\n" + HEAD
    app += "app.register_blueprint(routes(db, mail))\nshop = Shop(db, cache=cache)\n\n\n"
    app += '@app.get("/total")\ndef total():\n    return str(shop.total())\n\n\n'
    app += '@app.get("/kept")\ndef kept():\n    return str(shop.kept())\n'
    routes = (
        "from flask import Blueprint\n\n\nclass Shop:\n    def __init__(self, db, cache):\n"
        "        self.db = db\n        self.cache = cache\n\n    def total(self):\n"
        "        return self.db.a.count_documents({})\n\n    def kept(self):\n"
        "        return self.cache.get('total')\n\n\ndef routes(db, mail):\n"
        '    bp = Blueprint("bp", __name__)\n\n    @bp.get("/a")\n    def a():\n'
        '        return str(db.a.find_one())\n\n    @bp.post("/b")\n    def b():\n'
        '        mail.send("x")\n        return "x"\n\n    return bp\n'
    )
    project(tmp_path, app=app, routes=routes, tools=TOOLS)

    found = translated(tmp_path)

    assert grades(found) == {
        "total": Grade.ASYNC, "kept": Grade.REFUSED, "a": Grade.ASYNC, "b": Grade.REFUSED,
    }  # fmt: skip
    assert "app.register_blueprint(routes(db, None))" in text(found, "app.py")
    assert "shop = Shop(db, cache=None)" in text(found, "app.py")
    assert "self.cache = None" in text(found, "routes.py")


def test_a_view_that_is_handed_to_the_extension_stays(tmp_path):
    app = "from flask_limiter import Limiter\n" + HEAD + PLAIN
    app += '@app.get("/b")\ndef b():\n    return str(db.a.find_one())\n\n\n'
    project(tmp_path, app=app + "limiter = Limiter()\nlimiter.exempt(b)\n")

    assert grades(translated(tmp_path)) == {"plain": Grade.ASYNC, "b": Grade.REFUSED}


RESOURCES = (
    "from flask_restx import Api, Resource, fields\n" + HEAD + PLAIN
    + 'api = Api(app)\nmodel = api.model("Item", {"n": fields.Integer()})\n\n\n'
    '@api.route("/items")\nclass Items(Resource):\n    @api.marshal_with(model)\n'
    "    def get(self):\n        return db.a.find_one()\n\n\n"
    '@app.get("/c")\ndef c():\n    return Items().get()\n'
)  # fmt: skip


def test_classes_of_the_extension_go_with_their_rules(tmp_path):
    project(tmp_path, app=RESOURCES)
    view = Function("app", "Items", "class")
    rule = RouteSpec("items", "/items", ("GET", "HEAD", "OPTIONS"), 9, view)
    routes = translated(tmp_path).routes
    plain = [
        RouteSpec(r.endpoint, r.rule, r.methods, n, Function("app", r.endpoint))
        for n, r in enumerate(routes)
    ]

    found = translated(tmp_path, routes=(*plain, rule))

    assert grades(found) == {"plain": Grade.ASYNC, "c": Grade.REFUSED, "items": Grade.REFUSED}
    assert [route.endpoint for route in found.elsewhere] == ["items"]
    assert "# stays on Flask: class Items(Resource):\n" in text(found, "app.py")
    assert "marshal" not in text(found, "app.py")
