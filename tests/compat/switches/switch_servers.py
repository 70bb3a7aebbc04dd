"""One application on Flask (`flask PORT`) and on compat (`compat PORT`), there once per switch.

The header X-Switch names what is given up: nothing when it is absent, `all` for everything.
"""

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SELECTOR = "X-Switch"


@dataclass
class Item:
    when: datetime
    name: str


def fill(app, flask):
    """Register the same views with either library; none of them awaits."""
    app.secret_key = "a-secret-for-tests"
    when = datetime(2024, 1, 31, 23, 59, 58, 123000, tzinfo=UTC)
    views = {
        "/json": lambda: {"b": 1, "a": {"d": [{"z": 1, "y": "ação €"}], "c": None}},
        "/numbers": lambda: {10: "ten", 2: "two"},
        "/plain": lambda: {"a": 1},
        "/dates": lambda: flask.jsonify(
            when=when, day=date(2024, 2, 1), naive=when.replace(tzinfo=None), item=Item(when, "x")
        ),
        "/everything": lambda: {"z": when, "a": "é"},
        "/text": lambda: "Mon, 01 Jan 2024 00:00:00 GMT",
        "/page": lambda: flask.render_template_string("{{ {'b': 'é', 'a': 1}|tojson }}"),
        "/error": lambda: flask.abort(404),
        "/described": lambda: flask.abort(409, "já <existe>\n& \"assim\" 'não'"),
        "/handled": lambda: flask.abort(410),
        "/key": lambda: flask.request.args["missing"],
        "/crash": lambda: 1 / 0,
        "/session": lambda: flask.session.get("a", "none"),
        "/set": lambda: flask.session.update(a=1) or "set",
        "/slash/": lambda: "slash",
        "/café/": lambda: "coffee",
        "/slash/<int:n>/": lambda n: str(n),
    }
    for rule, view in views.items():
        app.add_url_rule(rule, rule.strip("/") or "root", view)
    app.add_url_rule("/own", "own", lambda: "own", methods=["GET", "OPTIONS"])
    app.add_url_rule("/posted", "posted", lambda: "posted", methods=["POST"])
    app.register_error_handler(410, lambda _error: ("gone", 410))
    app.add_url_rule("/tagged", "tagged", lambda: {"b": 1, "a": 2})

    @app.after_request
    def tag(response):
        if flask.request.path == "/tagged":
            response.add_etag()
        return response

    return app


def flask_application():
    import flask

    return fill(flask.Flask(__name__), flask)


def compat_application(names):
    import types

    from migrator.compat import context, responses, switches, templates
    from migrator.compat.application import Application

    flask = types.SimpleNamespace(
        jsonify=responses.jsonify,
        abort=responses.abort,
        request=context.request,
        session=context.session,
        render_template_string=templates.render_template_string,
    )
    app = fill(Application(__name__), flask)
    switches.give_up(app, *names)
    return app


def serve_flask(port):
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self):
            self.cfg.set("bind", f"127.0.0.1:{port}")
            self.cfg.set("threads", 4)
            self.cfg.set("loglevel", "critical")

        def load(self):
            return flask_application()

    sys.argv = sys.argv[:1]
    Server().run()


def serve_compat(port):
    import uvicorn

    from migrator.model.switches import NAMES

    sets = {"": (), "all": NAMES, **{name: (name,) for name in NAMES}}
    apps = {chosen: compat_application(names) for chosen, names in sets.items()}

    async def server(scope, receive, send):
        chosen = dict(scope["headers"]).get(SELECTOR.lower().encode(), b"").decode()
        await apps[chosen](scope, receive, send)

    uvicorn.run(
        server, host="127.0.0.1", port=port, proxy_headers=False, lifespan="off", log_level="error"
    )


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    {"flask": serve_flask, "compat": serve_compat}[sys.argv[1]](int(sys.argv[2]))
