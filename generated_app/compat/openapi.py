"""The OpenAPI description, completed by what the rules and `openapi.json` know.

Keeps nothing of Flask: it makes FastAPI's docs true for routes that werkzeug matches (O2, O7):
typed path parameters, one operation id per method, no 422 where nothing is validated. What the
views read and answer stands in `openapi.json`, which is only shown: nothing is validated by it.
What a route declares itself (`summary=`, `responses=`, `openapi_extra=`) goes before the file.
Delete when: the path parameters are declared in the views' signatures.
"""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute

from .parameters import query_args
from .routing import FlaskRoute, path_parameters

# What FastAPI says of every route that says nothing itself.
_SAID_BY_DEFAULT = {
    "description": "Successful Response",
    "content": {"application/json": {"schema": {}}},
}


def route_docs(rule: str, view: Callable[..., Any], extra: dict[str, Any] | None) -> dict[str, Any]:
    """Return `openapi_extra` with the parameters of rule and view, unless it names them itself."""
    known = list((extra or {}).get("parameters", ()))
    named = {(item.get("in"), item["name"]) for item in known}
    own = [mark.document(name, kind) for name, kind, mark in query_args(view)]
    added = [
        item for item in (*path_parameters(rule), *own) if (item["in"], item["name"]) not in named
    ]
    if not added and not known:
        return dict(extra or {})
    return {**(extra or {}), "parameters": [*added, *known]}


def describe(api: Any, path: Path) -> None:
    """Show what a file says of the operations in the docs of an application."""
    api.described = json.loads(path.read_text(encoding="utf-8"))
    api.openapi_schema = None


def summary_of(endpoint: str) -> str:
    """Return the summary of a view that has no better one: `shop.show_item` is `Show item`."""
    return endpoint.rpartition(".")[2].replace("_", " ").capitalize()


def complete_schema(
    make_schema: Callable[[], dict[str, Any]],
    routes: list[BaseRoute],
    described: dict[str, Any],
) -> dict[str, Any]:
    """Return the schema with one operation id for each method, and what the file adds."""
    with warnings.catch_warnings():
        # FastAPI gives the methods of one route the same id and warns of it; see below.
        warnings.filterwarnings("ignore", "Duplicate Operation ID")
        schema = make_schema()
    several = {
        route.path_format
        for route in routes
        if isinstance(route, FlaskRoute) and len(route.methods or ()) > 1
    }
    for path in several:
        for method, operation in schema.get("paths", {}).get(path, {}).items():
            own = operation.get("operationId", "")
            if own and not own.endswith(f"_{method}"):
                operation["operationId"] = f"{own.rpartition('_')[0] or own}_{method}"
    documented = described.get("paths", {})
    for route in routes:
        if not isinstance(route, FlaskRoute) or route.path_format not in documented:
            continue
        for method, known in documented[route.path_format].items():
            operation = schema.get("paths", {}).get(route.path_format, {}).get(method)
            if operation is not None:
                _add(operation, known, summary_of(route.name))
    for kind, components in described.get("components", {}).items():
        own = schema.setdefault("components", {}).get(kind, {})
        schema["components"][kind] = {**own, **components}
    return schema


def _add(operation: dict[str, Any], known: dict[str, Any], plain_summary: str) -> None:
    """Add what is known of an operation to what its route says, which goes first."""
    if operation.get("summary") == plain_summary:
        operation.pop("summary")
        if "summary" in known:
            operation.pop("description", None)
    if operation.get("responses", {}).get("200") == _SAID_BY_DEFAULT:
        operation["responses"].pop("200")
    responses = {**known.get("responses", {}), **operation.get("responses", {})}
    named = {(item["in"], item["name"]) for item in operation.get("parameters", ())}
    parameters = list(operation.get("parameters", ()))
    parameters += [p for p in known.get("parameters", ()) if (p["in"], p["name"]) not in named]
    for key, value in known.items():
        operation.setdefault(key, value)
    operation.setdefault("summary", plain_summary)
    operation["responses"] = responses
    if parameters:
        operation["parameters"] = parameters
