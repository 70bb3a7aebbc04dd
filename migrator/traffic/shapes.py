"""The shape of JSON values as a schema: names and types, never a value.

A name that the project's code does not know is data (an id, a person's name) and is not kept: the
object then has ``additionalProperties``.
"""

from collections.abc import Callable, Iterable
from typing import Any

Schema = dict[str, Any]
Knows = Callable[[str], bool]
"""Whether the project's code has a name."""

_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
_ORDER = ("object", "array", "string", "integer", "number", "boolean", "null")


def shape(value: Any, knows: Knows) -> Schema:
    """The schema of one value."""
    if isinstance(value, dict):
        return _object(value, knows)
    if isinstance(value, list):
        items = united(shape(item, knows) for item in value)
        return {"type": "array", "items": items} if value else {"type": "array"}
    return {"type": _TYPES[type(value)]}


def _object(value: dict[str, Any], knows: Knows) -> Schema:
    named = {name: shape(item, knows) for name, item in sorted(value.items()) if knows(name)}
    others = [shape(item, knows) for name, item in value.items() if not knows(name)]
    schema: Schema = {"type": "object"}
    if named:
        schema |= {"properties": named, "required": list(named)}
    if others:
        schema["additionalProperties"] = united(others)
    return schema


def united(schemas: Iterable[Schema]) -> Schema:
    """The schema of values that each fit one of ``schemas``; required is what all have."""
    result: Schema | None = None
    for schema in schemas:
        result = schema if result is None else _both(result, schema)
    return result or {}


def _both(one: Schema, other: Schema) -> Schema:
    if one == other:
        return one
    kinds = _kinds(one) | _kinds(other)
    if "number" in kinds:
        kinds.discard("integer")
    ordered = [kind for kind in _ORDER if kind in kinds]
    joined: Schema = {"type": ordered[0] if len(ordered) == 1 else ordered}
    if "items" in one or "items" in other:
        joined["items"] = united(s["items"] for s in (one, other) if "items" in s)
    objects = [schema for schema in (one, other) if "object" in _kinds(schema)]
    names = sorted({name for schema in objects for name in schema.get("properties", ())})
    if names:
        joined["properties"] = {
            name: united(s["properties"][name] for s in objects if name in s.get("properties", ()))
            for name in names
        }
        common = [n for n in names if all(n in s.get("required", ()) for s in objects)]
        joined |= {"required": common} if common else {}
    more = [s["additionalProperties"] for s in objects if "additionalProperties" in s]
    return joined | ({"additionalProperties": united(more)} if more else {})


def _kinds(schema: Schema) -> set[str]:
    kind = schema.get("type", ())
    return {kind} if isinstance(kind, str) else set(kind)
