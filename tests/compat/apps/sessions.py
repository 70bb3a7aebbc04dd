"""Sessions and flashes under several configurations."""

import datetime
import uuid

from markupsafe import Markup
from names import (
    Application,
    flash,
    get_flashed_messages,
    jsonify,
    redirect,
    render_template_string,
    request,
    session,
)

SECRET = "a-secret-for-tests"
VALUES = {
    "text": "é😀",
    "tuple": (1, "a", (2,)),
    "bytes": b"\x00\xff",
    "markup": Markup("<b>"),
    "uuid": uuid.UUID(int=7),
    "date": datetime.datetime(2024, 1, 2, 3, 4, 5),
    "aware": datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
    "dict": {" t": 1},
    "dict2": {" di": {" b": [1]}},
    "nested": {"z": [(1,), {"b": b"x"}], "a": {"y": 1, "b": 2}},
    "plain_date": datetime.date(2024, 1, 2),
    "long": "x" * 3000,
    "int_keys": {"1": {2: "a"}},
    "set": {1},
    "object": object(),
    "none": None,
    "float": 1.5,
}


def make(name, secret=SECRET, **config):
    app = Application(name, static_folder=None)
    app.secret_key = secret
    app.config.update(config)

    @app.get("/set/<key>")
    async def set_value(key):
        session[key] = VALUES.get(key, request.args.get("v", "v"))
        return "set"

    @app.get("/get")
    async def get_all():
        return jsonify(sorted((k, type(v).__name__, repr(v)) for k, v in session.items()))

    @app.get("/count")
    async def count():
        session["n"] = session.get("n", 0) + 1
        return str(session["n"])

    @app.get("/untouched")
    async def untouched():
        return "untouched"

    @app.get("/permanent/<int:on>")
    async def permanent(on):
        session.permanent = bool(on)
        return str(session.permanent)

    @app.get("/touch/<how>")
    async def touch(how):
        match how:
            case "in":
                return str("n" in session)
            case "bool":
                return str(bool(session))
            case "iter":
                return str(sorted(session))
            case "get":
                return str(session.get("n"))
            case "len":
                return str(len(session))
            case "pop":
                return str(session.pop("missing", None))
            case "pop-n":
                return str(session.pop("n", None))
            case "clear":
                session.clear()
            case "same":
                session["n"] = session.get("n")
            case "setdefault":
                session.setdefault("n", 9)
            case "update":
                session.update(a=1, b=2)
            case "del":
                del session["n"]
            case "nested":
                session.setdefault("deep", {})["z"] = 1
            case "nested-again":
                session["deep"]["y"] = 2
            case "modified":
                session["deep"]["y"] = 2
                session.modified = True
            case "attributes":
                return jsonify(session.modified, session.accessed, session.permanent)
            case "proxy":
                return type(session._get_current_object()).__name__[-7:]
        return "done"

    @app.get("/vary")
    async def vary():
        response = jsonify(session.get("n"))
        response.vary.add("Accept")
        return response

    @app.get("/flash/<category>")
    async def add_flash(category):
        flash(request.args.get("m", "message é"), category)
        if category == "many":
            flash(Markup("<b>x</b>"))
            flash({"a": 1}, "error")
        return "flashed"

    @app.get("/flashes")
    async def flashes():
        first = get_flashed_messages(with_categories=True)
        return jsonify(
            first, get_flashed_messages(), get_flashed_messages(category_filter=["error"])
        )

    @app.get("/flash-page")
    async def flash_page():
        return await render_template_string(
            "{% with ms = get_flashed_messages(with_categories=true) %}{{ ms }}{% endwith %}"
            "{% for m in get_flashed_messages() %}<p>{{ m }}</p>{% endfor %}{{ session.n }}"
        )

    @app.get("/flash-redirect")
    async def flash_redirect():
        flash("go on", "info")
        return redirect("/flashes")

    @app.get("/fail")
    async def fail():
        session["failed"] = True
        raise ZeroDivisionError

    return app


DAY = datetime.timedelta(days=1)
APPS = {
    "session": make("session"),
    "session_b": make(
        "session_b",
        SESSION_COOKIE_NAME="own_session",
        SESSION_COOKIE_DOMAIN=".testing.example",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/p",
    ),
    "session_c": make(
        "session_c",
        SESSION_COOKIE_HTTPONLY=False,
        APPLICATION_ROOT="/root",
        SESSION_COOKIE_PARTITIONED=True,
        PERMANENT_SESSION_LIFETIME=DAY,
    ),
    "session_d": make(
        "session_d", SESSION_REFRESH_EACH_REQUEST=False, PERMANENT_SESSION_LIFETIME=3600
    ),
    "session_e": make("session_e", secret="new", SECRET_KEY_FALLBACKS=[SECRET, "older"]),
    "session_f": make("session_f", secret=None),
    "session_g": make("session_g", secret=b"bytes"),
}
