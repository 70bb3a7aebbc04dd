"""``migrator check`` on a real small application: what is live must still be proven."""

import json
from xml.etree import ElementTree as ET

import pytest

from migrator.introspect.specs import read_specs
from migrator.model.verdict import Difference, Outcome, ReplayVerdict, RouteVerdict
from migrator.project.project import Project
from migrator.steps.evidence import save_verdict

APP = """
from flask import Flask

app = Flask(__name__)


@app.get("/p")
def listar():
    return {"total": 1}
"""
LIVE = '{"format": 1, "patterns": {"%s": {"stage": "live", "percent": 100}}}'


@pytest.fixture
def project(tmp_path, monkeypatch, migrator):
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "pyproject.toml").write_text('[tool.migrator]\napp = "app:app"\n')
    assert migrator("inspect").code == 0
    project = Project.here(tmp_path)
    project.out.mkdir()
    (project.out / "app.py").write_text("x = 1\n")
    (project.out / "requirements.txt").write_text("fastapi\n")
    routes = [
        {
            "endpoint": route.endpoint,
            "rule": route.rule,
            "methods": list(route.methods),
            "status": "async",
            "reasons": [],
        }
        for route in read_specs(project.route_specs).routes
    ]
    project.scaffold_file.write_text(json.dumps({"format": 1, "routes": routes, "files": {}}))
    project.recordings.mkdir(parents=True)
    project.recording_file.write_text("{}\n")
    judged(project)
    return project


def judged(project, *differences):
    outcome = Outcome.DIFFERENT if differences else Outcome.SAME
    route = RouteVerdict("listar", "/p", outcome, 1, ("GET",), differences, source="app.py:8")
    save_verdict(project, ReplayVerdict(outcome, 1, (route,)), "2026-11-23T12:00:00+00:00")


def live(project, pattern="/p"):
    project.cutover_file.write_text(LIVE % pattern)


def test_all_is_well_while_specs_and_evidence_hold(project, migrator):
    live(project)

    ran = migrator("check")

    assert (ran.code, ran.out.splitlines()[-1]) == (
        0,
        "1 patterns are answered by FastAPI, 0 problems",
    )


def test_a_route_that_the_specs_do_not_have_fails_with_4(project, migrator):
    app = project.root / "app.py"
    app.write_text(APP + '\n\n@app.get("/q")\ndef novo():\n    return "q"\n')

    ran = migrator("check")

    assert ran.code == 4
    assert "route_specs/ is out of date: rule new" in ran.out
    assert "/q" in ran.out


def test_an_app_that_does_not_import_is_the_worst_problem(project, migrator):
    live(project, "/velho")
    (project.root / "app.py").write_text("import nada_disso\n")

    ran = migrator("check")

    assert ran.code == 5
    assert "nada_disso" in ran.out
    assert "cutover: /velho is live" in ran.out


@pytest.mark.parametrize(
    ("act", "code", "text"),
    [
        pytest.param(
            lambda p: judged(p, Difference("status", "status", "200", "500", 1)),
            1,
            "app.py:8: /p is live: listar differs: status status: 200 became 500",
            id="different",
        ),
        pytest.param(
            lambda p: (p.out / "app.py").write_text("x = 2\n"),
            4,
            "the replay is stale: code changed since",
            id="stale",
        ),
        pytest.param(lambda p: p.verdict_file.unlink(), 4, "nothing was replayed yet", id="none"),
        pytest.param(lambda p: p.verdict_file.write_text("{"), 2, "verdict.json", id="broken"),
    ],
)
def test_what_is_live_without_good_evidence_fails(project, migrator, act, code, text):
    live(project)
    act(project)

    ran = migrator("check", "--json")

    assert ran.code == code
    assert ran.json["exit_code"] == code
    problems = [f"{p.get('file')}:{p.get('line')}: {p['message']}" for p in ran.json["problems"]]
    assert any(text in problem for problem in problems)


def test_what_is_not_live_may_differ(project, migrator):
    judged(project, Difference("status", "status", "200", "500", 1))

    assert migrator("check").code == 0


def test_reports_for_ci_are_written(project, migrator, monkeypatch):
    live(project)
    judged(project, Difference("status", "status", "200", "500", 1))
    summary = project.root / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    ran = migrator("check", "--junit", "out/junit.xml", "--sarif", "out/log.sarif", "--json")

    assert ran.code == 1
    assert "::error file=app.py,line=8,title=migrator verdict::/p is live" in ran.err
    assert "| verdict | /p | app.py:8 |" in summary.read_text()
    assert ET.parse(project.root / "out/junit.xml").getroot().get("failures") == "1"
    assert json.loads((project.root / "out/log.sarif").read_text())["version"] == "2.1.0"
