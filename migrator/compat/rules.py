"""From the arguments of `add_url_rule` to a rule and its route.

Keeps R5, R23-R28, R37 (all options of werkzeug's Rule) and Flask's way with methods and OPTIONS.
Delete when: routes are added with FastAPI's decorators alone.
"""

from typing import Any

from .openapi import route_docs, summary_of
from .registration import Function
from .routing import FlaskRoute, FlaskRule

_RULE_OPTIONS = frozenset(
    {
        "defaults",
        "subdomain",
        "build_only",
        "strict_slashes",
        "merge_slashes",
        "redirect_to",
        "alias",
        "host",
        "websocket",
    }
)


def make_rule(
    path: str,
    endpoint: str,
    view: Function | None,
    automatic_options: bool | None,
    options: dict[str, Any],
) -> FlaskRule:
    """Return a rule with its route; what is not werkzeug's among the options is FastAPI's."""
    methods = _methods(view, options.pop("methods", None))
    required = {*getattr(view, "required_methods", ())}
    if automatic_options is None:
        automatic_options = "OPTIONS" not in methods
        if automatic_options:
            required.add("OPTIONS")
    stays = options.pop("stays_on_flask", False)
    own = {key: options.pop(key) for key in tuple(options) if key in _RULE_OPTIONS}
    rule = FlaskRule(path, methods=methods | required, endpoint=endpoint, **own)
    rule.provide_automatic_options = automatic_options
    rule.stays_on_flask = stays
    if view is not None and not stays:
        rule.route = _make_route(rule, view, methods, endpoint, options)
    return rule


def _methods(view: Function | None, given: Any) -> set[str]:
    methods = given if given is not None else getattr(view, "methods", None) or ("GET",)
    if isinstance(methods, str):
        raise TypeError('Allowed methods must be a list of strings, for example: methods=["POST"]')
    return {method.upper() for method in methods}


def _make_route(
    rule: FlaskRule, view: Function, methods: set[str], endpoint: str, options: dict[str, Any]
) -> FlaskRoute:
    options["name"] = endpoint
    options["openapi_extra"] = route_docs(rule.rule, view, options.get("openapi_extra"))
    options.setdefault("summary", summary_of(endpoint))
    options.setdefault("operation_id", _operation_id(endpoint, rule.rule, methods))
    return FlaskRoute(rule, view, methods=methods, **options)


def _operation_id(endpoint: str, rule: str, methods: set[str]) -> str:
    words = "".join(letter if letter.isalnum() else "_" for letter in f"{endpoint}_{rule}")
    return f"{words.rstrip('_')}_{min(methods).lower()}"
