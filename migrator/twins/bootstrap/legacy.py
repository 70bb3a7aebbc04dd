"""Serve the Flask app with gunicorn: ``python legacy.py APP GUNICORN-OPTION...``."""

import os
import sys
from importlib import import_module
from typing import Any, Callable, Dict, Iterable

from measuring import measure
from moment import exchange
from startup import HEADER, MEASURED, READY, START, prepare
from working import watch_work

WsgiApp = Callable[[Dict[str, Any], Callable[..., Any]], Iterable[bytes]]
APP = sys.argv[1]
begin = prepare()


def load() -> WsgiApp:
    """The WSGI application behind the reader of our header; gunicorn calls this in its worker."""
    save = measure()
    if hasattr(sys, "addaudithook"):  # Python 3.8
        watch_work(os.environ["MIGRATOR_TWIN_COMMANDS"], exchange, counts=lambda: True)
    begin(START)
    app = _load_app()
    begin(None)
    key = "HTTP_" + HEADER.upper().replace("-", "_")

    def twin(environ: Dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        value = environ.pop(key, None)
        if value in (READY, MEASURED):
            if value == MEASURED and save:
                save()
            start_response("204 No Content", [])
            return []
        begin(value)
        return app(environ, start_response)

    return twin


def _load_app() -> WsgiApp:
    os.environ["FLASK_RUN_FROM_CLI"] = "true"  # `app.run()` without a guard does nothing
    cli = import_module("flask.cli")
    try:
        app: WsgiApp = cli.ScriptInfo(app_import_path=APP, set_debug_flag=False).load_app()
    except cli.NoAppException:
        if ":" not in APP:
            raise
        # A WSGI application that wraps the Flask object: gunicorn loads it, flask does not.
        app = import_module("gunicorn.util").import_app(APP)
    return app


def main() -> None:
    """Run gunicorn with this very module as its application."""
    options = sys.argv[2:]
    known = import_module("gunicorn.config").KNOWN_SETTINGS
    if any("--no-control-socket" in (setting.cli or ()) for setting in known):
        options.append("--no-control-socket")
    sys.argv = ["gunicorn", *options, "__main__:load()"]
    import_module("gunicorn.app.wsgiapp").run()


if __name__ == "__main__":
    main()
