"""The verb: from recorded traffic to judged routes, on two real apps and their databases."""

import json
import subprocess
import sys

import pytest

from migrator.introspect.specs import write_specs
from migrator.model.app import AppSpec
from migrator.model.codec import to_json
from migrator.model.exchange import Answer, Exchange, RecordingHead, Request
from migrator.model.route import Function, RouteSpec
from migrator.model.translation import Grade, RouteTranslation
from migrator.project.files import dump_json, write_atomic
from migrator.project.project import Project
from migrator.steps.evidence import load_comparisons
from migrator.traffic.recording import RecordingWriter

LEGACY = """
from flask import Flask, jsonify, session

app = Flask(__name__)
app.secret_key = "segredo"

@app.get("/rapida")
def rapida():
    return jsonify(ok=True)

@app.get("/fica")
def fica():
    return "flask"
"""
NEW = """
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            kind = (await receive())["type"]
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return
    status = 500 if scope["query_string"] == b"quebra" else 200
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})
"""
RULES = {"rapida": "async", "fica": "refused", "nunca": "async"}


@pytest.fixture
def project(tmp_path):
    """A project that was inspected, scaffolded and recorded."""
    (tmp_path / "pyproject.toml").write_text('[tool.migrator]\napp = "loja:app"\n')
    (tmp_path / "loja.py").write_text(LEGACY)
    (tmp_path / "generated_app").mkdir()
    (tmp_path / "generated_app" / "__init__.py").touch()
    (tmp_path / "generated_app" / "main.py").write_text(NEW)
    project = Project.here(tmp_path)
    routes = tuple(
        RouteSpec(name, f"/{name}", ("GET", "HEAD", "OPTIONS"), n, Function("loja", name))
        for n, name in enumerate(RULES)
    )
    spec = AppSpec("loja:app", "loja", "loja", "", str(tmp_path), "3.11", {}, routes)
    write_specs(project.route_specs, spec)
    grades = [
        RouteTranslation(it.endpoint, it.rule, it.methods, Grade(RULES[it.endpoint]))
        for it in routes
    ]
    write_atomic(project.scaffold_file, dump_json({"format": 1, "routes": to_json(grades)}))
    _record(project, "/rapida", "/rapida", "/fica")
    project.snapshot.mkdir(parents=True)
    return project


def _record(project, *targets):
    head = RecordingHead(1, "loja:app", "2026-11-23T00:00:00+00:00")
    with RecordingWriter(project.recording_file, head) as writer:
        for number, target in enumerate(targets, 1):
            name = target.partition("?")[0].strip("/")
            request = Request("GET", target, (("Host", "x"), ("Accept", "*/*")))
            writer.write(Exchange(number, "s", 0.1, request, Answer(200), name, f"/{name}"))


def _bench(project, *words):
    return subprocess.run(
        [sys.executable, "-m", "migrator", "bench", *words],
        cwd=project.root,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_hot_routes_are_loaded_judged_and_kept(project):
    done = _bench(project, "--seconds", "2", "--json", "--margin", "20")

    facts = json.loads(done.stdout)
    (comparison,) = facts["comparisons"]
    assert comparison["rule"] == "/rapida"
    assert comparison["legacy"]["requests"] == comparison["new"]["requests"] > 1
    assert comparison["new"].get("errors", 0) == 0
    assert [ratio["name"] for ratio in comparison["ratios"]] == ["p50", "p95", "p99", "throughput"]
    assert done.returncode == {"pass": 0, "fail": 1, "inconclusive": 3}[comparison["outcome"]]
    (saved,) = load_comparisons(project)
    assert saved.comparison.outcome == comparison["outcome"]
    assert (project.root / "benchmarks" / "locustfile.py").is_file()


def test_with_a_latency_of_the_database_the_result_is_shown_and_not_kept(project):
    done = _bench(project, "--seconds", "1", "--json", "--margin", "20", "--db-latency", "20ms")

    facts = json.loads(done.stdout)
    assert facts["db_latency_ms"] == 20
    assert [comparison["rule"] for comparison in facts["comparisons"]] == ["/rapida"]
    assert not load_comparisons(project)
    for side in ("legacy", "new"):
        log = project.logs / f"bench-{side}-latency.log"
        assert "listening on" in log.read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--db-latency", "soon"), "a latency of 'soon'"),
        (("--db-latency", "20ms", "--mongo-uri", "mongodb+srv://x/y"), "mongodb+srv"),
    ],
)
def test_a_latency_that_cannot_be_added_is_a_usage_error(project, words, said):
    done = _bench(project, *words)

    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_new_side_with_another_status_fails_in_words(project):
    _record(project, "/rapida?quebra")

    done = _bench(project, "/rapida", "/fica", "/nunca", "--seconds", "1")

    assert done.returncode == 1, done.stderr
    assert "answers of the new side have another status" in done.stdout
    assert "not loaded   /fica: it stays on Flask" in done.stdout
    assert "not loaded   /nunca: no GET request of it was recorded" in done.stdout


@pytest.mark.parametrize(
    ("lost", "words", "code", "said"),
    [
        ("recording_file", (), 4, "migrator record"),
        ("scaffold_file", (), 4, "migrator scaffold"),
        ("", ("/fica",), 4, "both recorded and generated"),
        ("", ("/nao-ha",), 2, "there is no route"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(project, lost, words, code, said):
    if lost:
        getattr(project, lost).unlink()

    done = _bench(project, *words)

    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
