"""The published JSON Schemas are those of the dataclasses, and the example's facts obey them."""

import json
from pathlib import Path

import pytest

from migrator.introspect.schema import write_schemas

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs" / "schemas"
OF_SCAFFOLD = {"scaffold.json", "generated.json"}
FILES = sorted(p for p in (ROOT / "route_specs").glob("*.json") if p.name not in OF_SCAFFOLD)
KINDS = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}


def schema_of(name):
    kind = "app" if name == "app.json" else "route"
    return json.loads((PUBLISHED / f"{kind}.schema.json").read_text())


def faults(schema, data, where="$"):
    """Where ``data`` breaks ``schema``, for the keywords that the two schemas use."""
    if "anyOf" in schema:
        found = [faults(option, data, where) for option in schema["anyOf"]]
        return [] if [] in found else [where]
    if "const" in schema:
        return [] if data == schema["const"] else [where]
    if schema.get("type") == "null":
        return [] if data is None else [where]
    if "type" in schema and type(data) is not KINDS[schema["type"]]:
        return [where]
    if schema.get("type") == "array":
        items = enumerate(data)
        return [f for n, item in items for f in faults(schema["items"], item, f"{where}[{n}]")]
    return _object_faults(schema, data, where) if schema.get("type") == "object" else []


def _object_faults(schema, data, where):
    found = [f"{where}.{key}" for key in schema.get("required", ()) if key not in data]
    for key, item in data.items():
        inner = schema.get("properties", {}).get(key, schema["additionalProperties"])
        found += [f"{where}.{key}"] if inner is False else faults(inner, item, f"{where}.{key}")
    return found


def test_the_published_schemas_are_those_of_the_dataclasses(tmp_path):
    write_schemas(tmp_path)

    for name in ("app.schema.json", "route.schema.json"):
        assert (PUBLISHED / name).read_text() == (tmp_path / name).read_text()


def test_there_are_facts_to_check():
    assert "app.json" in {path.name for path in FILES}
    assert len(FILES) > 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_facts_of_the_example_obey_their_schema(path):
    assert faults(schema_of(path.name), json.loads(path.read_text())) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"methods": "GET"}, "$.methods"),
        ({"methods": [1]}, "$.methods[0]"),
        ({"position": 3}, "$.position"),
        ({"format": 2}, "$.format"),
        ({"view": {"module": "m"}}, "$.view.qualname"),
    ],
)
def test_a_damaged_file_breaks_its_schema(change, where):
    facts = json.loads((ROOT / "route_specs" / "main.saude.json").read_text())

    assert faults(schema_of("main.saude.json"), facts | change) == [where]
