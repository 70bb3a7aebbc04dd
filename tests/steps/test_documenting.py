"""What traffic adds to the OpenAPI document, and what never gets there."""

import json

import pytest

from migrator.introspect.run import introspect
from migrator.introspect.specs import read_specs, write_specs
from migrator.model.exchange import Answer, Exchange, RecordingHead, Request
from migrator.project.project import Project
from migrator.steps.documenting import traffic
from migrator.steps.scaffold import scaffold
from migrator.traffic.recording import FORMAT, RecordingWriter

APP = """
import json
from flask import Flask, current_app, jsonify, request

app = Flask(__name__)
FIELDS = ("price", "owner", "email", "by_day", "page")


@app.get("/items/<code>")
def item(code):
    return jsonify(code=str(code), rest=json.loads(current_app.config["REST"]))


@app.post("/items")
def make():
    data = request.get_json()
    return current_app.config["ANSWER"]
"""
JSON = (("Content-Type", "application/json"),)


def exchange(number, method, target, sent, status, answered, rule):
    request = Request(method, target, JSON, b"" if sent is None else json.dumps(sent).encode())
    answer = Answer(status, JSON, json.dumps(answered).encode())
    return Exchange(number, "s", 0.0, request, answer, "item", rule)


EXCHANGES = [
    exchange(1, "GET", "/items/7?page=2&ana@x.org=1", None, 200,
             {"code": "SECRET-7", "rest": {"price": 3, "owner": {"email": "ana@x.org"}, "by_day": {"maria": 4}}},
             "/items/<code>"),
    exchange(2, "GET", "/items/8", None, 200,
             {"code": "SECRET-8", "rest": {"price": 3.5, "owner": None, "by_day": {"joana": 5}, "page": 1}},
             "/items/<code>"),
    exchange(3, "GET", "/items/9", None, 404, {"code": "none"}, "/items/<code>"),
    exchange(4, "POST", "/items", {"code": "SECRET-9", "0123456789abcdef01234567": 1}, 201, {"page": 5}, "/items"),
    exchange(5, "GET", "/items/9", None, 500, {"code": "broken"}, "/items/<code>"),
]  # fmt: skip


@pytest.fixture
def project(tmp_path):
    (tmp_path / "app.py").write_text(APP)
    found = Project.here(tmp_path, app="app:app")
    write_specs(found.route_specs, introspect(found, environ={}))
    with RecordingWriter(found.recording_file, RecordingHead(FORMAT, "app:app", "now")) as writer:
        for item in EXCHANGES:
            writer.write(item)
    return found


def documented(project):
    scaffold(project, say=lambda _: None)
    return json.loads((project.out / "openapi.json").read_text())["paths"]


def test_traffic_fills_what_the_code_leaves_open(project):
    answers = documented(project)["/items/{code}"]["get"]["responses"]
    schema = answers["200"]["content"]["application/json"]["schema"]

    rest = schema["properties"]["rest"]
    assert schema["properties"]["code"] == {"type": "string"}
    assert rest["x-from"] == "traffic"
    assert rest["properties"]["price"] == {"type": "number"}
    assert rest["properties"]["owner"]["type"] == ["object", "null"]
    assert rest["properties"]["by_day"]["additionalProperties"] == {"type": "integer"}
    assert rest["required"] == ["by_day", "owner", "price"]
    assert answers["404"]["x-from"] == "traffic"
    assert "500" not in answers


def test_requests_show_names_and_nothing_is_required_because_it_was_sent(project):
    paths = documented(project)

    assert paths["/items/{code}"]["get"]["parameters"] == [
        {"name": "page", "in": "query", "required": False, "schema": {"type": "string"}, "x-from": "traffic"}
    ]  # fmt: skip
    body = paths["/items"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"] == {"code": {"type": "string"}}
    assert "required" not in body
    assert paths["/items"]["post"]["responses"]["201"]["x-from"] == "traffic"


@pytest.mark.parametrize("name", ["route_specs/traffic.json", "generated_app/openapi.json"])
def test_no_value_and_no_name_that_is_data_gets_into_a_file(project, name):
    documented(project)
    text = (project.root / name).read_text()

    assert "price" in text
    for value in ("SECRET", "ana@x.org", "maria", "joana", "0123456789abcdef", "broken", "none"):
        assert value not in text


def test_a_second_run_writes_nothing_and_one_without_the_recording_the_same(project):
    documented(project)
    wrote = (project.out / "openapi.json").read_bytes()

    assert scaffold(project, say=lambda _: None).changes.is_empty
    project.recording_file.unlink()
    assert scaffold(project, say=lambda _: None).changes.is_empty
    assert (project.out / "openapi.json").read_bytes() == wrote


def test_a_dry_run_keeps_nothing_of_a_recording(project):
    spec = read_specs(project.route_specs)

    assert traffic(project, spec, keep=False) == ()
    scaffold(project, say=lambda _: None, dry_run=True)
    assert not project.traffic_file.exists()
