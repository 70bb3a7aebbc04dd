"""``openapi.json``: what the code says of each operation, and what traffic adds to it.

The code wins: traffic fills what the code leaves open and adds statuses, media types and query
parameters that the code does not name. Whatever it added says so: ``"x-from": "traffic"``.
"""

import copy
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from migrator.model.openapi import Documented, Seen
from migrator.project.files import dump_json

Document = dict[str, Any]
_MARK = {"x-from": "traffic"}
_NO_SERVER_ERRORS = 500


def openapi_file(documented: Documented, seen: Iterable[Seen] = ()) -> bytes:
    """The file that ``main.py`` hands to the application."""
    sights = {(sight.rule, sight.method): sight for sight in seen}
    paths: dict[str, Document] = {}
    for operation in documented.operations:
        document = dict(operation.document)
        if sight := sights.get((operation.rule, operation.method)):
            document = copy.deepcopy(document)
            add_traffic(document, sight)
        paths.setdefault(operation.path, {})[operation.method] = document
    whole: Document = {"paths": paths}
    if documented.schemes:
        whole["components"] = {"securitySchemes": dict(documented.schemes)}
    return dump_json(whole).encode()


def add_traffic(operation: Document, sight: Seen) -> None:
    """Add to an operation what requests and answers showed."""
    _add_query(operation, sight.query)
    if sight.bodies:
        _add_body(operation, sight.bodies)
    responses = operation["responses"]
    for status, content in sorted(sight.answers.items()):
        if int(status) >= _NO_SERVER_ERRORS:
            continue
        if status not in responses:
            responses[status] = {"description": _phrase(int(status)), **_MARK}
        _add_content(responses[status], content)
    others = responses.pop("default", None)
    operation["responses"] = dict(sorted(responses.items()))
    if others is not None:
        operation["responses"]["default"] = others


def _add_query(operation: Document, names: Iterable[str]) -> None:
    parameters = operation.get("parameters", [])
    known = {item["name"] for item in parameters if item["in"] == "query"}
    added = [
        {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, **_MARK}
        for name in names
        if name not in known
    ]
    if added:
        operation["parameters"] = [*parameters, *added]


def _add_body(operation: Document, bodies: Mapping[str, Any]) -> None:
    body = operation.get("requestBody")
    if body is None:
        kinds = {kind: {"schema": _not_required(s)} if s else {} for kind, s in bodies.items()}
        operation["requestBody"] = {"content": kinds, **_MARK}
        return
    for kind, schema in bodies.items():
        if kind in body["content"] and schema:
            filled = _filled(body["content"][kind].get("schema", {}), _not_required(schema))
            body["content"][kind]["schema"] = filled


def _add_content(response: Document, content: Mapping[str, Any]) -> None:
    """Fill a response of the code; one without content says nothing, and takes it all."""
    if "content" not in response:
        kinds = {k: {"schema": s} if s else {} for k, s in sorted(content.items())}
        if kinds:
            response |= {"content": kinds, **_MARK}
        return
    for kind, schema in content.items():
        if kind in response["content"] and schema:
            known = response["content"][kind]
            known["schema"] = _filled(known.get("schema", {}), schema)


def _filled(known: Document, schema: Document) -> Document:
    """``known`` with its open places filled."""
    if not known:
        return {**schema, **_MARK}
    if known.get("type") != schema.get("type"):
        return known
    if known == {"type": "object"} and "properties" in schema:
        return {**schema, **_MARK}
    result = dict(known)
    if "items" in schema:
        result["items"] = _filled(known.get("items", {}), schema["items"])
    if "properties" in known:
        properties = schema.get("properties", {})
        result["properties"] = {
            name: _filled(inner, properties[name]) if name in properties else inner
            for name, inner in known["properties"].items()
        }
    return result


def _not_required(schema: Document) -> Document:
    """What all recorded requests had need not be demanded of the next one."""
    result = {key: value for key, value in schema.items() if key != "required"}
    if "properties" in result:
        inner = result["properties"].items()
        result["properties"] = {name: _not_required(item) for name, item in inner}
    if "items" in result:
        result["items"] = _not_required(result["items"])
    return result


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"
