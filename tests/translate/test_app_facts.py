"""What the app has as a whole: refused or noted with its place, never left out in silence."""

from dataclasses import replace

import pytest

from migrator.model.app import Hook
from migrator.model.place import Place
from migrator.model.route import Function
from migrator.model.translation import Grade
from migrator.translate.translate import translate
from tests.translate.cases import spec_of

APP = """from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return "ok"
"""


def translated(root, text=APP, **facts):
    (root / "app.py").write_text(text)
    return translate(replace(spec_of(root), **facts), root, package="new")


def places(reasons, why):
    return [(reason.file, reason.line, reason.construct) for reason in reasons if why in reason.why]


def test_c17_sessions_of_flask_session_keep_the_whole_app_on_flask(tmp_path):
    text = (
        APP.replace("\n\napp", "\nfrom flask_session import Session\n\napp") + "\n\nSession(app)\n"
    )
    interface = "flask_session.redis.redis.RedisSessionInterface"

    found = translated(tmp_path, text, session_interface=interface)

    assert not found.files
    assert {route.grade for route in found.routes} == {Grade.REFUSED}
    assert places(found.routes[0].reasons, "sessions in its own way") == [("app.py", 2, interface)]


def test_c17_sessions_that_something_else_changed_do_too(tmp_path):
    found = translated(tmp_path, session_interface="somewhere.Interface")

    assert {route.grade for route in found.routes} == {Grade.REFUSED}
    assert places(found.routes[0].reasons, "sessions") == [("app.py", 3, "somewhere.Interface")]


def test_c17_a_session_interface_of_the_project_is_named_with_its_line(tmp_path):
    text = (
        "from flask.sessions import SecureCookieSessionInterface\n\n\n"
        "class Kept(SecureCookieSessionInterface):\n    salt = 'own'\n\n\n"
    )

    found = translated(tmp_path, text + APP, session_interface="app.Kept")

    assert places(found.routes[0].reasons, "sessions in its own way") == [("app.py", 4, "app.Kept")]


def test_flasks_own_sessions_are_no_reason(tmp_path):
    known = "flask.sessions.SecureCookieSessionInterface"

    assert translated(tmp_path, session_interface=known).routes[0].grade is Grade.ASYNC


def hook(stage, key="", module="app", name="first", line=10):
    function = Function(
        module, name, "function", Place("app.py", line) if module == "app" else None
    )
    return Hook(stage, function, key=key)


def test_before_first_request_is_refused_with_its_line(tmp_path):
    text = APP + "\n\n@app.before_first_request\ndef first():\n    pass\n"

    found = translated(tmp_path, text, hooks=(hook("before_first_request", line=12),))

    assert {route.grade for route in found.routes} == {Grade.REFUSED}
    assert ("app.py", 12, "before_first_request") in places(found.routes[0].reasons, "removed it")


SIGNALS = "from flask import Flask, request_started\n"


def test_x8_a_receiver_of_the_project_is_kept(tmp_path):
    text = APP.replace("from flask import Flask\n", SIGNALS)
    text += "\n\n@request_started.connect\ndef first(sender):\n    pass\n"

    found = translated(tmp_path, text, hooks=(hook("signal", "request_started"),))

    assert found.routes[0].grade is Grade.ASYNC
    code = found.files[0].content.decode()
    assert "from new.compat.signals import request_started" in code
    assert {"announcing", "signals"} <= set(found.compat)
    assert not [note for note in found.notes if note.construct == "request_started"]


def test_x8_without_a_receiver_blinker_is_not_needed(tmp_path):
    assert "signals" not in translated(tmp_path).compat


def test_x8_a_receiver_of_a_package_is_noted(tmp_path):
    text = APP.replace("\n\napp", "\nimport sentry_sdk\n\napp")
    stranger = hook("signal", "request_started", "sentry_sdk.integrations.flask", "_started")

    found = translated(tmp_path, text, hooks=(stranger,))

    assert found.routes[0].grade is Grade.ASYNC
    assert places(found.notes, "it will hear nothing") == [("app.py", 2, "request_started")]


ASKING = "def first(sender):\n    db.x.insert_one({})\n"


@pytest.mark.parametrize(
    "line",
    [
        "@request_started.connect\nasync def first(sender):\n    pass\n",
        f"@request_started.connect\n{ASKING}",
        f"@request_started.connect_via(app)\n{ASKING}",
        f"{ASKING}\n\nrequest_started.connect(first, app, weak=False)\n",
        f"def late():\n    pass\n\n\n@app.before_request\ndef connect():\n    request_started.connect(first)\n\n\n{ASKING}",
    ],
    ids=["async", "decorator", "of one sender", "call", "in a hook"],
)
def test_x8_a_receiver_that_would_have_to_be_awaited_is_refused(tmp_path, line):
    text = APP.replace(
        "from flask import Flask\n",
        SIGNALS + "from pymongo import MongoClient\n\ndb = MongoClient().d\n",
    )
    text += f"\n\n{line}"

    found = translated(tmp_path, text, hooks=(hook("signal", "request_started"),))

    assert {route.grade for route in found.routes} == {Grade.REFUSED}


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ({"flask": "2.1.3", "werkzeug": "2.1.2"}, ["flask", "werkzeug"]),
        ({"flask": "2.3.0", "werkzeug": "2.3.1"}, ["werkzeug"]),
        ({"flask": "2.2.0", "werkzeug": "2.2.2"}, ["werkzeug"]),
        ({"flask": "2.2.0", "werkzeug": "2.2.3"}, []),
        ({"flask": "3.1.3", "werkzeug": "3.1.9"}, []),
        ({}, []),
    ],
    ids=str,
)
def test_versions_that_are_not_promised_are_noted(tmp_path, versions, said):
    notes = translated(tmp_path, versions=versions).notes

    assert places(notes, "not promised") == [("app.py", 3, name) for name in said]


def test_the_differences_that_are_not_kept_are_noted(tmp_path):
    notes = translated(tmp_path, versions={"flask": "3.0.3", "werkzeug": "3.0.6"}).notes

    assert places(notes, "is malformed is read as now") == [("app.py", 3, "werkzeug")]


HASHES = """from flask import Flask
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)


@app.get("/")
def index():
    return {call}


@app.get("/other")
def other():
    return "ok"
"""


@pytest.mark.parametrize(
    ("call", "werkzeug", "why"),
    [
        ("generate_password_hash('x')", "2.2.3", "scrypt"),
        ("generate_password_hash('x', salt_length=4)", "2.2.3", "scrypt"),
        ("generate_password_hash('x', 'pbkdf2:sha256')", "2.2.3", "iterations"),
        ("generate_password_hash('x', method='pbkdf2')", "3.0.6", "iterations"),
        ("generate_password_hash('x', method=app.name)", "3.0.6", "iterations"),
        ("generate_password_hash('x', 'pbkdf2:sha256:9')", "2.2.3", ""),
        ("generate_password_hash('x', 'scrypt')", "2.3.8", ""),
        ("generate_password_hash('x')", "2.3.8", ""),
        ("generate_password_hash('x', 'pbkdf2')", "3.1.0", ""),
        ("check_password_hash('x', 'y')", "2.2.3", ""),
    ],
)
def test_b9_hashes_whose_kind_depends_on_the_version_are_refused(tmp_path, call, werkzeug, why):
    found = translated(tmp_path, HASHES.replace("{call}", call), versions={"werkzeug": werkzeug})

    reasons = {route.endpoint: route.reasons for route in found.routes}
    assert not reasons["other"]
    assert [why in reason.why and reason.line == 9 for reason in reasons["index"]] == [True] * bool(
        why
    )


@pytest.mark.parametrize(("werkzeug", "count"), [("2.3.8", 1), ("3.0.0", 0)])
def test_b9_checking_is_noted_where_older_hashes_were_read(tmp_path, werkzeug, count):
    text = HASHES.replace("{call}", "str(check_password_hash('x', 'y'))")

    notes = translated(tmp_path, text, versions={"werkzeug": werkzeug}).notes

    assert len(places(notes, "never right")) == count


REMOVED = """from flask import Flask
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient("mongodb://localhost/loja").loja

@app.post("/p")
def criar():
    db.produtos.insert({"sku": "novo"})
    return "criado"

@app.get("/n")
def contar():
    return {"n": db.produtos.find({"tag": "x"}).count()}
"""


@pytest.mark.parametrize(
    ("version", "is_refused"), [("3.11.4", True), ("4.6.1", False), ("", False)]
)
def test_what_pymongo_3_still_has_is_refused_where_it_works(tmp_path, version, is_refused):
    found = translated(tmp_path, REMOVED, versions={"pymongo": version})

    said = f"it works with the project's PyMongo {version}; PyMongo 4 has no such method"
    whys = {reason.why for route in found.routes for reason in route.reasons}
    assert whys == ({said} if is_refused else set())
    assert all(bool(route.reasons) is is_refused for route in found.routes)
    assert any("it fails today as well" in note.why for note in found.notes) is not is_refused


def test_the_default_handler_of_the_logger_is_taken_over(tmp_path):
    text = APP.replace(
        "\n\napp = Flask(__name__)\n",
        "\nfrom flask.logging import default_handler\n\napp = Flask(__name__)\n"
        "app.logger.removeHandler(default_handler)\n",
    )

    found = translated(tmp_path, text)

    assert {route.grade for route in found.routes} == {Grade.ASYNC}
    texts = {file.path: file.content.decode() for file in found.files}
    assert "from new.compat.logger import default_handler" in texts["app.py"]


def test_wsgi_middleware_keeps_the_whole_app_on_flask_where_it_is_no_proxy_fix(tmp_path):
    text = "class Counted:\n    pass\n\n\n" + APP

    found = translated(tmp_path, text, wsgi_layers=("app.Counted(limit=3)",))
    fixed = translated(
        tmp_path, APP, wsgi_layers=("werkzeug.middleware.proxy_fix.ProxyFix(x_for=1)",)
    )

    assert {route.grade for route in found.routes} == {Grade.REFUSED}
    assert places(found.routes[0].reasons, "WSGI middleware") == [("app.py", 1, "app.Counted")]
    assert {route.grade for route in fixed.routes} == {Grade.ASYNC}
