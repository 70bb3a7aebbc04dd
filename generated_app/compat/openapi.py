"""The OpenAPI description, completed by what the rules know.

Keeps nothing of Flask: it makes FastAPI's docs true for routes that werkzeug matches (O2, O7):
typed path parameters, one operation id per method, no 422 where nothing is validated.
Delete when: the path parameters are declared in the views' signatures.
"""

import warnings
from collections.abc import Callable
from typing import Any

from starlette.routing import BaseRoute

from .parameters import query_args
from .routing import FlaskRoute, path_parameters


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


def complete_schema(
    make_schema: Callable[[], dict[str, Any]], routes: list[BaseRoute]
) -> dict[str, Any]:
    """Return the schema with one operation id for each method of a route."""
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
    return schema
