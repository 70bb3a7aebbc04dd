"""The operations of the OpenAPI document: parameters, bodies, answers, words and logins."""

import ast
import inspect
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from migrator.model.openapi import Documented, Operation
from migrator.model.route import RouteSpec
from migrator.model.translation import Grade, RouteTranslation
from migrator.translate.analysis import Analysis
from migrator.translate.call_graph import CallGraph
from migrator.translate.declarations import DEFINITIONS, FunctionInfo
from migrator.translate.documenting.answers import HTML, JSON, UNKNOWN, Answer, Answers
from migrator.translate.documenting.bindings import returned
from migrator.translate.documenting.errors import Errors
from migrator.translate.documenting.fields import Field, merged
from migrator.translate.documenting.requests import Read, Requests
from migrator.translate.documenting.schemas import Schema, either
from migrator.translate.documenting.security import Security, schemes, used
from migrator.translate.grades import find_view
from migrator.translate.nesting import room_for_nesting

_PART = re.compile(r"<(?:[a-zA-Z_]\w*(?:\(.*?\))?:)?([a-zA-Z_]\w*)>")
_UNDOCUMENTED = frozenset({"HEAD", "OPTIONS"})
_WITHOUT_BODY = frozenset({"GET", "DELETE"})
_NOT_PARAMETERS = frozenset({"accept", "content-type", "authorization", "cookie", "host"})
_IN = ("query", "header", "cookie")
_BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
_FROM_HANDLERS = 400
"""From here on an error handler, or Flask itself, may answer with the same status."""
_FORM, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
OTHER = {"description": "Any other answer, such as an error page"}


def openapi_path(rule: str) -> str:
    """The path of a werkzeug rule in OpenAPI's words, as compat writes it."""
    return _PART.sub(r"{\1}", rule.replace("{", "%7B").replace("}", "%7D"))


@room_for_nesting()
def documented(
    analysis: Analysis, graph: CallGraph, routes: Iterable[RouteTranslation]
) -> Documented:
    """What the code says about every route that was translated, in the order of the rules."""
    spec = analysis.world.spec
    known = {(r.endpoint, r.rule, r.methods): r.grade for r in routes}
    writer = _Writer(
        analysis,
        Requests(analysis),
        Errors(analysis, graph),
        Security(analysis, spec),
    )
    found = []
    for route in spec.routes:
        if known.get(route.key) is Grade.REFUSED or route.websocket:
            continue
        for method in sorted(set(route.methods) - _UNDOCUMENTED):
            view = _view(route, method, analysis)
            if view is not None:
                found.append(writer.operation(route, method, view))
    needed = [item for one in found for item in one.document.get("security", ())]
    return Documented(tuple(found), used(schemes(spec), needed))


def _view(route: RouteSpec, method: str, analysis: Analysis) -> FunctionInfo | None:
    named = route.view_methods.get(method)
    if named is None:
        return find_view(route, analysis)
    return analysis.world.declared.by_name.get((named.module, named.qualname))


@dataclass(eq=False)
class _Writer:
    analysis: Analysis
    requests: Requests
    errors: Errors
    security: Security
    looked_at: dict[FunctionInfo, tuple[Read, list[Answer], set[int]]] = field(default_factory=dict)

    def operation(self, route: RouteSpec, method: str, view: FunctionInfo) -> Operation:
        if view not in self.looked_at:
            self.looked_at[view] = self._look(view)
        read, answers, statuses = self.looked_at[view]
        fields = merged(read.fields)
        document: dict[str, Any] = {**_words(view)}
        if route.blueprint:
            document["tags"] = [route.blueprint]
        if parameters := [_parameter(f) for f in fields if _is_parameter(f)]:
            document["parameters"] = parameters
        if method not in _WITHOUT_BODY and (body := _body(fields, read)):
            document["requestBody"] = body
        hooks = [a for hook in self.security.hooks(route) for a in self._of_hook(hook)]
        document["responses"] = _responses([*answers, *hooks], statuses)
        wrappers = sorted(self.analysis.world.decorated_by[view], key=repr)
        if security := self.security.of(route, view, wrappers):
            document["security"] = security
        return Operation(
            route.endpoint, route.rule, openapi_path(route.rule), method.lower(), document
        )

    def _look(self, view: FunctionInfo) -> tuple[Read, list[Answer], set[int]]:
        read = self.requests.read(view)
        wrappers = self._wrappers(view)
        reads = [read, *(self.requests.read(wrapper) for wrapper in wrappers)]
        fields = [f for one in reads for f in one.fields]
        answers = self._answers(view, wrappers)
        statuses = self.errors.of(self.errors.reached(view))
        if any(f.required for f in fields):
            statuses = statuses | {HTTPStatus.BAD_REQUEST}
        return Read(tuple(fields), bodies=read.bodies), answers, statuses

    def _of_hook(self, hook: FunctionInfo) -> list[Answer]:
        """What a ``before_request`` answers in the place of views."""
        values = [v for v in returned(hook, self.analysis) if v is not None]
        given = [v for v in values if not isinstance(v, ast.Constant) or v.value is not None]
        found = [answer for v in given for answer in Answers(self.analysis, hook).of(v)]
        return [a for a in found if a.status != HTTPStatus.FOUND]

    def _wrappers(self, view: FunctionInfo) -> list[FunctionInfo]:
        """The functions that stand around a view when it is called, outermost first."""
        layers = self.analysis.world.layers.get(view, [])
        found = [getattr(atom, "function", None) for layer in layers for atom in layer]
        return [f for f in found if isinstance(f, FunctionInfo) and f is not view]

    def _answers(self, view: FunctionInfo, wrappers: list[FunctionInfo]) -> list[Answer]:
        around_view = frozenset({view, *wrappers})
        found = Answers(self.analysis, view).all()
        for wrapper in wrappers:
            around = Answers(self.analysis, wrapper, around_view - {wrapper}).all()
            found += [answer for answer in around if answer not in found]
        if self.analysis.world.unknown_decorators.get(view):
            found.append(UNKNOWN)
        return found


def _words(view: FunctionInfo) -> dict[str, str]:
    """Summary and description from the docstring."""
    text = ast.get_docstring(view.node) if isinstance(view.node, DEFINITIONS) else None
    if not text:
        return {}
    summary, _, description = inspect.cleandoc(text).partition("\n\n")
    words = {"summary": " ".join(summary.split())}
    if description.strip():
        words["description"] = description.strip()
    return words


def _is_parameter(item: Field) -> bool:
    return item.place in _IN and item.name.lower() not in _NOT_PARAMETERS


def _schema(item: Field) -> Schema:
    schema: Schema = {"type": item.kind} if item.kind else {}
    if item.place != "json" and not item.kind:
        schema = {"type": "string"}
    if item.place == "files":
        schema = {"type": "string", "format": "binary"}
    if item.many:
        return {"type": "array", "items": schema}
    if item.default is not None and item.place != "json":
        schema = {**schema, "default": item.default}
    return schema


def _parameter(item: Field) -> dict[str, Any]:
    schema = _schema(item)
    return {"name": item.name, "in": item.place, "required": item.required, "schema": schema}


def _body(fields: Iterable[Field], read: Read) -> dict[str, Any]:
    content: dict[str, Any] = {}
    in_json = [f for f in fields if f.place == "json"]
    in_form = [f for f in fields if f.place in {"form", "files"}]
    if in_json or "json" in read.bodies:
        content[JSON] = {"schema": _object(in_json)}
    if in_form or read.bodies & {"form", "files"}:
        has_files = "files" in read.bodies or any(f.place == "files" for f in in_form)
        content[_MULTIPART if has_files else _FORM] = {"schema": _object(in_form)}
    if not content:
        return {}
    required = len(content) == 1 and any(f.required for f in (*in_json, *in_form))
    return {"required": True, "content": content} if required else {"content": content}


def _object(fields: list[Field]) -> Schema:
    if not fields:
        return {}
    schema: Schema = {"type": "object", "properties": {f.name: _schema(f) for f in fields}}
    if required := [f.name for f in fields if f.required]:
        schema["required"] = required
    return schema


def _responses(answers: list[Answer], errors: Iterable[int]) -> dict[str, Any]:
    """One entry a status; what an unknown answer may contradict is not said."""
    is_open = any(not answer.status for answer in answers)
    by_status: dict[int, list[Answer]] = {}
    for answer in answers:
        if answer.status:
            by_status.setdefault(answer.status, []).append(answer)
    errors = set(errors)
    found: dict[str, Any] = {}
    for status in sorted({*by_status, *errors}):
        entry: dict[str, Any] = {"description": _phrase(status)}
        if not is_open and status not in _BODILESS and status < _FROM_HANDLERS:
            entry |= _content(by_status.get(status, []))
        found[str(status)] = entry
    found["default"] = dict(OTHER)
    return found


def _content(answers: list[Answer]) -> dict[str, Any]:
    if not answers or any(answer.media is None for answer in answers):
        return {}
    kinds = sorted({answer.media for answer in answers if answer.media})
    content = {}
    for kind in kinds:
        schemas = [a.schema or {} for a in answers if a.media == kind]
        schema: Schema = {"type": "string"} if kind == HTML else either(schemas)
        content[kind] = {"schema": schema} if kind in {HTML, JSON} else {}
    return {"content": content}


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"
