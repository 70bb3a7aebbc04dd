"""What a rule reaches is read off the scaffold's own decisions, with the way to each call."""

from migrator.model.app import Hook
from migrator.model.place import Place
from migrator.model.route import Function
from migrator.translate.reach import project_reach
from migrator.translate.translate import settle
from tests.translate.cases import spec_of
from tests.translate.test_translate import HEAD, project

APP = """\
from flask import request, session
from shop import cheapest, notify


@app.get("/a")
def a():
    return str(cheapest([n for n in request.args]))


@app.post("/b")
def b():
    session["n"] = 1
    notify(lambda: db.b.find_one())
    return cheapest(())["name"]


@app.get("/c")
def c():
    return "c"


def unused():
    return db.never.find_one()


@app.before_request
def count():
    db.visits.insert_one({})
"""
SHOP = """\
import smtplib
from app import db


def cheapest(names):
    return min(load(name) for name in names)


def load(name):
    return db.prices.find_one({"name": name})


def notify(more):
    smtplib.SMTP("mail").quit()
"""


def reach_of(root, app=APP, hooks=(), **files):
    spec = spec_of(project(root, app=HEAD + app, **files))
    spec = type(spec)(**{**{f: getattr(spec, f) for f in spec.__slots__}, "hooks": tuple(hooks)})
    decided, translation = settle(spec, root, package="new")
    routes, shared = project_reach(decided)
    return {route.endpoint: route for route in routes}, shared, translation


def test_functions_places_and_what_they_touch(tmp_path):
    routes, _, _ = reach_of(tmp_path, shop=SHOP)

    first = HEAD.count("\n") + 1
    assert [(f.name, f.place, f.touches) for f in routes["a"].functions] == [
        ("app:a", Place("app.py", first + 5, first + 6), ("request",)),
        ("shop:cheapest", Place("shop.py", 5, 6), ()),
        ("shop:load", Place("shop.py", 9, 10), ("database",)),
    ]
    assert routes["a"].touches == ("database", "request")
    assert routes["c"].touches == ()
    assert [f.name for f in routes["c"].functions] == ["app:c"]


def test_calls_that_wait_have_their_chain(tmp_path):
    routes, _, _ = reach_of(tmp_path, shop=SHOP)

    (call,) = routes["a"].blocking
    assert (call.construct, call.kind, str(call.place)) == (
        "db.prices.find_one()",
        "database",
        "shop.py:10",
    )
    assert call.chain == ("app:a", "shop:cheapest", "shop:load")
    assert {(c.construct, c.kind, c.chain) for c in routes["b"].blocking} == {
        ("db.b.find_one()", "database", ("app:b",)),
        ("smtplib.SMTP()", "mail", ("app:b", "shop:notify")),
        ("smtplib.SMTP('mail').quit()", "mail", ("app:b", "shop:notify")),
        ("db.prices.find_one()", "database", ("app:b", "shop:cheapest", "shop:load")),
    }  # fmt: skip


def test_shared_functions_are_counted_over_the_rules(tmp_path):
    routes, shared, _ = reach_of(tmp_path, shop=SHOP)

    assert [(item.name, item.routes) for item in shared] == [("shop:cheapest", 2), ("shop:load", 2)]
    assert routes["a"].shared == ("shop:cheapest", "shop:load")
    assert routes["c"].shared == ()


def test_hooks_run_for_the_rules_of_their_scope(tmp_path):
    count = Hook("before_request", Function("app", "count"))
    elsewhere = Hook("before_request", Function("app", "unused"), scope="admin")
    last = Hook("errorhandler", Function("app", "unused"), key="404")

    routes, _, _ = reach_of(tmp_path, hooks=[count, elsewhere, last], shop=SHOP)

    assert routes["c"].hooks == ("app:count",)
    assert [c.construct for c in routes["c"].blocking] == ["db.visits.insert_one()"]
    assert routes["c"].blocking[0].chain == ("app:count",)


def test_the_loader_of_the_user_is_on_the_way_of_who_asks_for_it(tmp_path):
    app = """\
from flask_login import LoginManager, current_user, login_required

login = LoginManager()


class User:
    def __init__(self, data):
        self.name = data["name"]


@login.user_loader
def load(uid):
    return User(db.users.find_one({"_id": uid}))


@app.get("/a")
@login_required
def a():
    return current_user.name


@app.get("/b")
def b():
    return "b"
"""
    routes, _, _ = reach_of(tmp_path, app)

    assert [c.chain for c in routes["a"].blocking] == [("app:a", "app:load")]
    assert routes["b"].blocking == ()


def test_the_forecast_is_the_grade_with_its_reasons(tmp_path):
    app = HEAD + (
        '@app.get("/a")\ndef a():\n    return globals()["x"].find_one()\n\n\n'
        '@app.get("/b")\ndef b():\n    return "b"\n'
    )
    routes, _, translation = reach_of(tmp_path, app.removeprefix(HEAD))

    assert [(r.endpoint, r.forecast, r.reasons) for r in routes.values()] == [
        (r.endpoint, r.grade, r.reasons) for r in translation.routes
    ]
    assert [r.forecast for r in routes.values()] == ["refused", "async"]


def test_a_class_view_reaches_what_its_methods_reach(tmp_path):
    from dataclasses import replace

    app = (
        "from flask.views import MethodView\n\n\nclass Items(MethodView):\n    def get(self):\n"
        "        return str(db.items.count_documents({}))\n\n\n"
        'app.add_url_rule("/items", view_func=Items.as_view("items"))\n\n\n'
        '@app.get("/items")\ndef placeholder():\n    return ""\n'
    )
    spec = spec_of(project(tmp_path, app=HEAD + app))
    route = replace(spec.routes[0], endpoint="items", view=Function("app", "Items", "class"))
    decided, _ = settle(replace(spec, routes=(route,)), tmp_path, package="new")

    ((found,), _) = project_reach(decided)

    assert [c.chain for c in found.blocking] == [("app:Items.get",)]
