"""What runs around the views: hooks, error handlers, template functions, in true order."""

from __future__ import annotations

from typing import Any, Iterator

from .functions import Facts, Functions, import_path
from .signals import connected
from .unwrap import is_proxy

_STAGES = (
    ("url_value_preprocessor", "url_value_preprocessors"),
    ("before_request", "before_request_funcs"),
    ("after_request", "after_request_funcs"),
    ("teardown_request", "teardown_request_funcs"),
    ("context_processor", "template_context_processors"),
    ("url_defaults", "url_default_functions"),
)
_TEMPLATE_STAGES = (
    ("template_filter", "filters"),
    ("template_global", "globals"),
    ("template_test", "tests"),
)
_LOGIN_STAGES = (
    ("user_loader", ("_user_callback", "user_callback")),
    ("request_loader", ("_request_callback", "request_callback")),
    ("header_loader", ("_header_callback", "header_callback")),
    ("unauthorized_handler", ("unauthorized_callback",)),
    ("needs_refresh_handler", ("needs_refresh_callback",)),
)


def hooks(app: Any, functions: Functions) -> list[Facts]:
    """``Hook`` for each registered function; Flask's and Jinja's own are left out."""
    found = []
    for stage, scope, key, function in _registered(app):
        facts = _described(function, functions)
        if facts["module"].split(".")[0] in {"flask", "jinja2"}:
            continue
        found.append({"stage": stage, "scope": scope, "key": key, "function": facts})
    return found


def _registered(app: Any) -> Iterator[tuple[str, str, str, Any]]:
    for function in getattr(app, "before_first_request_funcs", ()):  # until Flask 2.2
        yield "before_first_request", "", "", function
    for stage, attribute in _STAGES:
        for scope, registered in _app_first(getattr(app, attribute, {})):
            for function in registered:
                yield stage, scope, "", function
    for function in app.teardown_appcontext_funcs:
        yield "teardown_appcontext", "", "", function
    for scope, by_code in _app_first(app.error_handler_spec):
        for code, by_class in by_code.items():
            for cls, function in by_class.items():
                yield "errorhandler", scope, _error_key(code, cls), function
    for name, function in connected():
        yield "signal", "", name, function
    yield from _template_functions(app)
    yield from _login_callbacks(app)
    yield from _jwt_callbacks(app)


def _app_first(by_scope: dict[Any, Any]) -> list[tuple[str, Any]]:
    """The app's own before the blueprints', those as they were registered."""
    return sorted(
        ((scope or "", registered) for scope, registered in by_scope.items()),
        key=lambda item: item[0] != "",
    )


def _error_key(code: Any, cls: Any) -> str:
    return str(code) if code is not None else import_path(cls)


def _template_functions(app: Any) -> Iterator[tuple[str, str, str, Any]]:
    import jinja2.defaults
    import jinja2.filters
    import jinja2.tests

    usual: dict[str, dict[str, Any]] = {
        "filters": dict(jinja2.filters.FILTERS),
        "globals": {**jinja2.defaults.DEFAULT_NAMESPACE, **dict.fromkeys(("config", "request"))},
        "tests": dict(jinja2.tests.TESTS),
    }
    flasks_own = {"url_for", "get_flashed_messages", "config", "request", "session", "g"}
    for stage, attribute in _TEMPLATE_STAGES:
        for name, function in list(getattr(app.jinja_env, attribute).items()):
            is_default = name in usual[attribute] and usual[attribute][name] is function
            if is_default or (attribute == "globals" and name in flasks_own):
                continue
            yield stage, "", name, function


def _login_callbacks(app: Any) -> Iterator[tuple[str, str, str, Any]]:
    login = getattr(app, "login_manager", None)
    for stage, names in _LOGIN_STAGES:
        callbacks = [vars(login).get(name) for name in names] if login is not None else []
        for function in [callback for callback in callbacks if callback is not None][:1]:
            yield stage, "", "", function


def _jwt_callbacks(app: Any) -> Iterator[tuple[str, str, str, Any]]:
    jwt = app.extensions.get("flask-jwt-extended")
    for name, function in sorted(vars(jwt).items() if jwt is not None else ()):
        module = getattr(function, "__module__", "") or ""
        if name.endswith("_callback") and not module.startswith("flask_jwt_extended"):
            yield "jwt_" + name.strip("_")[: -len("_callback")], "", "", function


def _described(function: Any, functions: Functions) -> Facts:
    if not is_proxy(function) and callable(function):
        return functions.describe(function)
    return {"module": "", "qualname": import_path(type(function)), "kind": "unknown"}
