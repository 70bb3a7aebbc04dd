"""Every rule of ``app.url_map`` in the order in which it was registered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .functions import Facts, Functions, import_path
from .unwrap import attributes, unwrap

if TYPE_CHECKING:
    from .registrations import Registrations

_VARIABLE = re.compile(
    r"<(?:(?P<name>[a-zA-Z_][a-zA-Z0-9_]*)(?:\((?P<arguments>.*?)\))?:)?"
    r"(?P<variable>[a-zA-Z_][a-zA-Z0-9_]*)>"
)


def routes(app: Any, registrations: Registrations, functions: Functions) -> list[Facts]:
    """``RouteSpec`` for each rule."""
    rules = registrations.sort(list(app.url_map.iter_rules()))
    return [_route(app, rule, position, functions) for position, rule in enumerate(rules)]


def _route(app: Any, rule: Any, position: int, functions: Functions) -> Facts:
    view = app.view_functions.get(rule.endpoint)
    facts: Facts = {
        "endpoint": str(rule.endpoint),
        "rule": rule.rule,
        "methods": sorted(rule.methods or ()),
        "position": position,
        "view": _view(rule, view, functions),
        "blueprint": _blueprint(app, str(rule.endpoint)),
        "converters": _converters(app, rule),
        "defaults": {name: _plain(value) for name, value in (rule.defaults or {}).items()},
        "redirect_to": _redirect(rule.redirect_to),
        "strict_slashes": bool(rule.strict_slashes),
        "merge_slashes": bool(getattr(rule, "merge_slashes", True)),
        "subdomain": rule.subdomain or "",
        "host": rule.host or "",
        "websocket": bool(getattr(rule, "websocket", False)),
        "automatic_options": bool(getattr(rule, "provide_automatic_options", False)),
    }
    if view is not None:
        facts["view_methods"] = _view_methods(rule, view, functions)
        facts["decorators"] = functions.decorators(view)
    return facts


def _view(rule: Any, view: Any, functions: Functions) -> Facts:
    if view is None:
        return {"module": "", "qualname": "", "kind": "unknown"}
    facts = functions.describe(view)
    is_static = str(rule.endpoint).split(".")[-1] == "static"
    if is_static and facts["module"].split(".")[0] == "flask":
        facts["kind"] = "static"
    return facts


def _blueprint(app: Any, endpoint: str) -> str:
    name = endpoint.rpartition(".")[0]
    while name and name not in app.blueprints:
        name = name.rpartition(".")[0]
    return name


def _converters(app: Any, rule: Any) -> list[Facts]:
    found = []
    for text in (rule.host or rule.subdomain or "", rule.rule):
        for match in _VARIABLE.finditer(text):
            name = match.group("name") or "default"
            cls = app.url_map.converters.get(name)
            facts = {
                "argument": match.group("variable"),
                "name": name,
                "import_path": import_path(cls) if cls is not None else "",
                "arguments": match.group("arguments") or "",
            }
            found.append(facts)
    return found


def _redirect(target: Any) -> str:
    if target is None:
        return ""
    return target if isinstance(target, str) else import_path_of_function(target)


def import_path_of_function(target: Any) -> str:
    """``module.qualname`` of a function that stands where a text could stand."""
    return "{}.{}".format(
        getattr(target, "__module__", ""), getattr(target, "__qualname__", type(target).__name__)
    )


def _view_methods(rule: Any, view: Any, functions: Functions) -> Facts:
    inner = unwrap(view, functions.source)
    if "view_class" not in attributes(view) and not isinstance(inner, type):
        return {}
    handlers = {}
    for method in sorted(rule.methods or ()):
        handler = getattr(inner, method.lower(), None)
        if handler is None and method == "HEAD":
            handler = getattr(inner, "get", None)
        if handler is None and method != "OPTIONS" and not getattr(inner, "get", None):
            handler = getattr(inner, "dispatch_request", None)
        if handler is not None:
            handlers[method] = functions.describe(handler)
    return handlers


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(value)
