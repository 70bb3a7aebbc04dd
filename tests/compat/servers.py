"""Serve the test applications: on Flask as `servers.py flask PORT`, on compat as `compat PORT`.

Each file under apps/ is written once, with `async` and `await`. For Flask the two words are
taken out: the reverse of what the translator does. `names` is the module it imports from.
A file that ends in `_async.py` is Flask's with its own async views: there the words stay.
"""

import os
import re
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = Path(__file__).resolve().parent / "apps"
SELECTOR = "X-Test-App"


def flask_names():
    import flask
    import flask.json.provider
    import flask.views
    import flask_login
    from werkzeug.exceptions import default_exceptions
    from werkzeug.middleware.proxy_fix import ProxyFix

    names = types.ModuleType("names")
    vars(names).update({name: getattr(flask, name) for name in dir(flask) if name[0] != "_"})
    vars(names).update(
        {
            name: getattr(flask_login, name)
            for name in flask_login.__all__
            if hasattr(flask_login, name)
        }
        if hasattr(flask_login, "__all__")
        else {}
    )
    for name in [
        "LoginManager",
        "UserMixin",
        "AnonymousUserMixin",
        "login_required",
        "login_user",
        "logout_user",
        "current_user",
        "login_fresh",
        "fresh_login_required",
        "confirm_login",
    ]:
        setattr(names, name, getattr(flask_login, name))
    names.Application = flask.Flask
    names.MethodView, names.View = flask.views.MethodView, flask.views.View
    names.load_current_user = lambda: flask_login.current_user._get_current_object()
    names.in_thread = lambda function, *args, **kwargs: function(*args, **kwargs)
    names.http_error = lambda code, text: default_exceptions[code](description=text)
    names.FLAVOUR = "flask"
    names.json_provider, names.Request = flask.json.provider, flask.Request

    names.ProxyFix = ProxyFix
    return names


def compat_names():
    import fastapi

    from migrator.compat import (
        application,
        blueprint,
        context,
        files,
        flashing,
        json_provider,
        login,
        proxy_fix,
        request,
        responses,
        signals,
        streaming,
        templates,
        threads,
        urls,
        views,
    )

    names = types.ModuleType("names")
    for module in (context, files, flashing, login, responses, streaming, templates, urls, views):
        vars(names).update({k: v for k, v in vars(module).items() if not k.startswith("_")})
    vars(names).update({k: v for k, v in vars(signals).items() if hasattr(v, "receivers")})
    names.Application = application.Application
    names.Blueprint = blueprint.Blueprint
    names.json = names.json_provider = json_provider
    names.Request = request.Request
    names.FLAVOUR = "compat"
    names.ProxyFix = proxy_fix.ProxyFix
    names.in_thread = threads.in_thread
    names.http_error = fastapi.HTTPException
    return names


def load(flavour):
    """Return the applications of a flavour by name."""
    sys.path.insert(0, str(ROOT))
    sys.modules["names"] = flask_names() if flavour == "flask" else compat_names()
    found = {}
    for path in sorted(APPS.glob("*.py")):
        source = path.read_text("utf-8")
        if flavour == "flask" and not path.stem.endswith("_async"):
            source = re.sub(r"\b(async|await) ", "", source)
        module = types.ModuleType(path.stem)
        module.__file__ = str(path)
        sys.modules[path.stem] = module
        exec(compile(source, str(path), "exec"), vars(module))
        found.update(module.APPS)
    return found


def flask_server(environ, start_response):
    return _apps[environ["HTTP_X_TEST_APP"]](environ, start_response)


async def compat_server(scope, receive, send):
    if scope["type"] != "http":
        return
    name = dict(scope["headers"])[SELECTOR.lower().encode()].decode()
    await _apps[name](scope, receive, send)


_apps: dict = {}


def main(flavour, port):
    _apps.update(load(flavour))
    if flavour == "compat":
        import uvicorn

        uvicorn.run(
            compat_server,
            host="127.0.0.1",
            port=port,
            proxy_headers=False,
            lifespan="off",
            log_level="error",
            http=os.environ.get("TEST_HTTP", "h11"),
        )
        return

    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self):
            options = {
                "bind": f"127.0.0.1:{port}",
                "workers": 1,
                "threads": 4,
                "loglevel": "error",
                "keepalive": 30,
            }
            for key, value in options.items():
                self.cfg.set(key, value)

        def load(self):
            return flask_server

    sys.argv = sys.argv[:1]
    Server().run()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
