"""Runs the Flask app beside the new one, so that it sees requests as it did behind gunicorn.

Keeps R46, and for the Flask app Q25, Q45 and R32-R34: the names, bodies and bytes of paths that
gunicorn would give it. Goes when the last rule is live. The only file that makes Flask be
imported, and only when called.
"""

import importlib
import inspect
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from a2wsgi import WSGIMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from .forwarded_scheme import with_forwarded_scheme

THREADS = 32  # as gunicorn gthread with two workers of sixteen

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def in_process(import_string: str) -> ASGIApp:
    """The Flask app that ``flask --app import_string`` would run, as an ASGI app on threads.

    Raises:
        RuntimeError: there is no such app, or its modules cannot be imported.
    """
    # Its own types for the same ASGI and WSGI things do not fit Starlette's.
    middleware: Any = WSGIMiddleware
    bridge: ASGIApp = middleware(_as_behind_gunicorn(_load(import_string)), workers=THREADS)

    async def legacy(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = with_forwarded_scheme(_without_what_gunicorn_drops(scope))
        await bridge(scope, receive, send)

    return legacy


def _load(import_string: str) -> Wsgi:
    # By name, so that an app which has left Flask behind needs no Flask to import this file.
    os.environ.setdefault("FLASK_RUN_FROM_CLI", "true")  # `app.run()` without a guard does nothing
    cli = importlib.import_module("flask.cli")
    try:
        app: Wsgi = cli.ScriptInfo(app_import_path=import_string, set_debug_flag=False).load_app()
    except Exception as error:
        wrapped = _wsgi_around_flask(import_string) if type(error) is cli.NoAppException else None
        if wrapped is None:
            raise RuntimeError(
                f"MIGRATOR_LEGACY={import_string} cannot be loaded as a Flask app: {error}"
            ) from error
        return wrapped
    return app


def _wsgi_around_flask(import_string: str) -> Wsgi | None:
    """A plain WSGI app, such as Flask inside a dispatcher: servers load it, ``flask`` does not."""
    module, _, name = import_string.partition(":")
    found: Any = getattr(sys.modules.get(module), name, None) if name else None
    if not callable(found) or isinstance(found, type):
        return None
    # A function could as well be a factory that lacks its arguments.
    if inspect.isfunction(found) and "environ" not in inspect.signature(found).parameters:
        return None
    wsgi: Wsgi = found
    return wsgi


def _without_what_gunicorn_drops(scope: Scope) -> Scope:
    """Headers with ``_`` go (they could pose as others); the query travels undecoded."""
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    query = scope["query_string"]
    return {**scope, "headers": headers, "query_string": b"", "migrator.query": query}


def _as_behind_gunicorn(wsgi: Wsgi) -> Wsgi:
    def app(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        scope = environ["asgi.scope"]
        raw_path = scope.get("raw_path") or scope["path"].encode()
        query = scope["migrator.query"].decode("latin-1")
        # uvicorn has decoded the path as UTF-8 and lost what is not; WSGI wants the bytes.
        path = unquote_to_bytes(raw_path).decode("latin-1")
        script_name = environ["SCRIPT_NAME"]
        environ |= {
            "PATH_INFO": path.removeprefix(script_name),
            "QUERY_STRING": query,
            "RAW_URI": raw_path.decode("latin-1") + (f"?{query}" if query else ""),
            "wsgi.errors": sys.stderr,
            "wsgi.input_terminated": True,  # chunked uploads end where the stream ends
        }
        return wsgi(environ, start_response)

    return app
