"""`give_up`: behaviours of Flask that the team has switched off, by name and on purpose.

Keeps no row: each name turns one behaviour into what FastAPI does by itself; everything else
stays as it was.
`main.py` calls it once, after everything is registered, so that it has the last word.
Delete when: `main.py` no longer calls it, or the modules that it speaks to are gone.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date
from werkzeug.routing import RequestRedirect

from . import context
from .json_provider import DefaultJSONProvider
from .session import SessionInterface

if TYPE_CHECKING:
    from .application import Application
    from .responses import Response


def give_up(app: "Application", *names: str) -> None:
    """Switch behaviours off.

    Raises:
        ValueError: a name is not known.
        TypeError: the application does it in a way of its own, which no switch reaches.
    """
    unknown = [name for name in names if name not in SWITCHES]
    if unknown:
        known = ", ".join(sorted(SWITCHES))
        raise ValueError(f"{', '.join(unknown)} cannot be given up; what can: {known}")
    for name in names:
        SWITCHES[name](app)


def _provider(app: "Application") -> DefaultJSONProvider:
    provider = app.json
    if type(provider).response is not DefaultJSONProvider.response:
        raise TypeError(f"{type(provider).__qualname__} makes JSON responses in its own way")
    return provider  # type: ignore[return-value]  # it has the method of that class


def _keep_key_order(app: "Application") -> None:
    _write_responses(app, sort_keys=False)


def _end_without_newline(app: "Application") -> None:
    provider = _provider(app)
    provider.compact = True
    provider.response_end = ""


def _write_utf8(app: "Application") -> None:
    _write_responses(app, ensure_ascii=False)


def _write_iso_dates(app: "Application") -> None:
    default = _provider(app).default

    def convert(value: Any) -> Any:
        written = default(value)
        if isinstance(value, date) and written == http_date(value):
            return value.isoformat()
        return written

    _write_responses(app, default=convert)


def _write_responses(app: "Application", **options: Any) -> None:
    provider = _provider(app)
    provider.response_options = {**provider.response_options, **options}


def _answer_errors_in_json(app: "Application") -> None:
    def answer(error: HTTPException) -> "Response | None":
        kind = type(error)
        own = (kind.get_response, kind.get_body)
        is_plain = own == (HTTPException.get_response, HTTPException.get_body)
        if not is_plain or error.code is None or error.response is not None:
            return None
        headers = [item for item in error.get_headers() if item[0].lower() != "content-type"]
        text = json.dumps({"detail": str(error.description or "")}, ensure_ascii=False)
        return app.response_class(text, error.code, headers, mimetype="application/json")

    app.error_answers = (*app.error_answers, answer)


def _redirect_slashes_for_now(app: "Application") -> None:
    def answer(error: HTTPException) -> "Response | None":
        if not isinstance(error, RequestRedirect):
            return None
        request = context.current().request
        path = unquote(urlsplit(error.new_url).path)
        if path != f"{request.root_path}{request.path}/":
            return None  # slashes merged, or defaults left out
        response = app.response_class(status=307, headers={"Location": error.new_url})
        del response.headers["Content-Type"]
        return response

    app.error_answers = (*app.error_answers, answer)


def _leave_vary_alone(app: "Application") -> None:
    kind = type(app.session_interface)
    if kind.save_session is not SessionInterface.save_session:
        raise TypeError(f"{kind.__qualname__} saves sessions in its own way")
    app.session_interface.varies = False


def _refuse_options(app: "Application") -> None:
    for rule in app.url_map.iter_rules():
        if getattr(rule, "provide_automatic_options", False) and rule.methods:
            rule.provide_automatic_options = False  # type: ignore[attr-defined]
            rule.methods = rule.methods - {"OPTIONS"}


SWITCHES: dict[str, Callable[["Application"], None]] = {
    "sorted-json-keys": _keep_key_order,
    "json-newline": _end_without_newline,
    "ascii-json": _write_utf8,
    "http-dates-in-json": _write_iso_dates,
    "html-error-pages": _answer_errors_in_json,
    "308-slashes": _redirect_slashes_for_now,
    "vary-cookie": _leave_vary_alone,
    "automatic-options": _refuse_options,
}
