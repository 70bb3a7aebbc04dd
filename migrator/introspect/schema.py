"""JSON Schema of the files in ``route_specs/``, made from the dataclasses that they hold.

``python -m migrator.introspect.schema FOLDER`` writes ``app.schema.json`` and
``route.schema.json``; the published ones stand in ``docs/schemas``.
"""

import sys
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from migrator.introspect.specs import FORMAT
from migrator.model.app import AppSpec
from migrator.model.route import RouteSpec
from migrator.project.files import dump_json, write_atomic

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALARS = {str: "string", int: "integer", bool: "boolean", float: "number", type(None): "null"}


def app_schema() -> dict[str, Any]:
    """Schema of ``app.json``: its ``routes`` are the names of the rules' files."""
    schema = _document(AppSpec)
    schema["properties"]["routes"] = {"type": "array", "items": {"type": "string"}}
    return schema


def route_schema() -> dict[str, Any]:
    """Schema of a rule's file: it has no position, the order stands in ``app.json``."""
    schema = _document(RouteSpec)
    del schema["properties"]["position"]
    schema["required"].remove("position")
    return schema


def write_schemas(folder: Path) -> None:
    """Write both schemas into ``folder``."""
    write_atomic(folder / "app.schema.json", dump_json(app_schema()))
    write_atomic(folder / "route.schema.json", dump_json(route_schema()))


def _document(cls: type) -> dict[str, Any]:
    schema = _schema(cls)
    schema["$schema"] = _DIALECT
    schema["properties"]["format"] = {"const": FORMAT}
    schema["required"] = sorted([*schema["required"], "format"])
    return schema


def _schema(kind: Any) -> dict[str, Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any:
        return {}
    if origin in {Union, types.UnionType}:
        return {"anyOf": [_schema(option) for option in arguments]}
    if origin is tuple and arguments[1:] == (...,):
        return {"type": "array", "items": _schema(arguments[0])}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(arguments[1])}
    if isinstance(kind, type) and is_dataclass(kind):
        return _object(kind)
    return {"type": _SCALARS[kind]}


def _object(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {
        "title": cls.__name__,
        "description": (cls.__doc__ or "").partition("\n")[0],
        "type": "object",
        "properties": {field.name: _schema(hints[field.name]) for field in fields(cls)},
        "required": sorted(
            field.name
            for field in fields(cls)
            if field.default is MISSING and field.default_factory is MISSING
        ),
        "additionalProperties": False,
    }


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
