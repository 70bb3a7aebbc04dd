"""Rules as werkzeug matches them, and the FastAPI routes that stand for them in the docs.

Keeps R1-R49 by werkzeug's own Map: slash redirects, converters, priorities, HEAD and OPTIONS, 405
with the methods of all rules of a path. A rule carries its route, so that finding the route costs
the same with ten rules and with a thousand.
Delete when: the paths are plain enough for FastAPI's router and its answers are accepted.
"""

import inspect
import re
from collections.abc import Callable
from typing import Any, get_args

from fastapi import params
from fastapi.routing import APIRoute
from starlette.requests import Request as StarletteRequest
from starlette.responses import Response as StarletteResponse
from starlette.types import Receive, Scope, Send
from werkzeug.routing import Rule

from .parameters import query_args

View = Callable[..., Any]

_BRACES = re.compile(r"{([a-zA-Z_][a-zA-Z0-9_]*)(?::([a-zA-Z_]\w*))?}")
_ANGLES = re.compile(
    r"<(?:(?P<converter>[a-zA-Z_][a-zA-Z0-9_]*)(?:\((?P<arguments>.*?)\))?:)?"
    r"(?P<variable>[a-zA-Z_][a-zA-Z0-9_]*)>"
)
_SCHEMAS: dict[str, dict[str, Any]] = {
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "uuid": {"type": "string", "format": "uuid"},
}


def rule_text(path: str) -> str:
    """Return the werkzeug rule of a FastAPI path: `/p/{x:int}` gives `/p/<int:x>`."""
    if "<" in path:
        return path

    def convert(match: re.Match[str]) -> str:
        name, converter = match.groups()
        return f"<{name}>" if converter in {None, "str"} else f"<{converter}:{name}>"

    return _BRACES.sub(convert, path)


def path_text(rule: str) -> str:
    """Return the path of a werkzeug rule as OpenAPI writes it: `/p/<int:x>` gives `/p/{x}`."""
    literal = rule.replace("{", "%7B").replace("}", "%7D")
    return _ANGLES.sub(r"{\g<variable>}", literal)


def path_parameters(rule: str) -> list[dict[str, Any]]:
    """Return the OpenAPI parameters of a rule, typed by their converters."""
    return [
        {
            "name": match["variable"],
            "in": "path",
            "required": True,
            "schema": _SCHEMAS.get(match["converter"] or "", {"type": "string"}),
        }
        for match in _ANGLES.finditer(rule)
    ]


class FlaskRule(Rule):
    """A werkzeug rule with what Flask and FastAPI need to know about it."""

    provide_automatic_options = False
    stays_on_flask = False
    route: "FlaskRoute | None" = None


class ViewDone(StarletteResponse):
    """What FastAPI is told a view returned; the real result goes through Flask's pipeline."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send nothing: the pipeline answers."""


class FlaskRoute(APIRoute):
    """A rule as FastAPI sees it: documented, with dependencies, and called by the pipeline."""

    def __init__(self, rule: FlaskRule, view: View, **options: Any) -> None:
        self.rule = rule
        declared = declared_parameters(view)
        super().__init__(
            path_text(rule.rule),
            _stand_in(view, declared),
            response_model=None,
            **options,
        )
        self.readers = {name: m.reader(name, kind) for name, kind, m in query_args(view)}
        self.guards: tuple[View, ...] | None = _guards(self.dependencies)
        if declared:
            self.guards = None

    def arguments(self, path_arguments: dict[str, Any]) -> dict[str, Any]:
        """Return what a view is called with: the path's values and those it reads of the query."""
        if not self.readers:
            return path_arguments
        return {**path_arguments, **{name: read() for name, read in self.readers.items()}}

    async def call(self, scope: Scope, receive: Receive, send: Send, view: View) -> Any:
        """Solve the dependencies as FastAPI does, then call the view; return what it returned."""
        result: list[Any] = []

        async def call_view(declared: dict[str, Any]) -> None:
            answer = view(**self.arguments(scope["path_params"]), **declared)
            result.append(await answer if inspect.isawaitable(answer) else answer)

        scope["compat.call_view"] = call_view
        # Errors belong to the pipeline: nothing may answer before it.
        scope["starlette.exception_handlers"] = ({}, {})
        await self.app(scope, receive, send)
        return result[0]


def declared_parameters(view: View) -> list[inspect.Parameter]:
    """Return the parameters of a view that are FastAPI's: those which say so themselves."""
    try:
        parameters = inspect.signature(view).parameters.values()
    except (TypeError, ValueError):
        return []
    return [parameter for parameter in parameters if _is_declared(parameter)]


def _is_declared(parameter: inspect.Parameter) -> bool:
    marks = (parameter.default, *get_args(parameter.annotation)[1:])
    return any(isinstance(mark, params.Depends | params.Param | params.Body) for mark in marks)


def _stand_in(view: View, declared: list[inspect.Parameter]) -> View:
    """Return an endpoint that hides the path parameters, which werkzeug has converted already."""

    async def endpoint(compat_request: StarletteRequest, **values: Any) -> ViewDone:
        await compat_request.scope["compat.call_view"](values)
        return ViewDone()

    endpoint.__name__ = getattr(view, "__name__", type(view).__name__)
    endpoint.__doc__ = view.__doc__
    endpoint.__module__ = view.__module__
    request = inspect.Parameter(
        "compat_request", inspect.Parameter.KEYWORD_ONLY, annotation=StarletteRequest
    )
    keywords = [item.replace(kind=inspect.Parameter.KEYWORD_ONLY) for item in declared]
    endpoint.__signature__ = inspect.Signature([request, *keywords])  # type: ignore[attr-defined]  # read by FastAPI
    return endpoint


def _guards(dependencies: list[params.Depends]) -> tuple[View, ...] | None:
    """Return the checks that need nothing from FastAPI, or None when FastAPI has to solve some."""
    guards = [getattr(item.dependency, "guard", None) for item in dependencies]
    if any(guard is None for guard in guards):
        return None
    return tuple(guard for guard in guards if guard is not None)
