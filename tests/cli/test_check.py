"""``migrator check``: what is live must still be proven; once on a real small application."""

import json
import shutil
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from migrator.errors import ExitCode
from migrator.introspect.specs import read_specs
from migrator.model.verdict import Outcome, ReplayVerdict, RouteVerdict
from migrator.project.project import Project
from migrator.steps.check import stand
from migrator.steps.verdicts import load_verdict, save_verdict

APP = """
from flask import Flask

app = Flask(__name__)


@app.get("/p")
def listar():
    return {"total": 1}
"""
LIVE = '{"format": 1, "patterns": {"%s": {"stage": "live", "percent": 100}}}'


def live(project, pattern="/p"):
    project.cutover_file.write_text(LIVE % pattern)


def differing(migration):
    """The migration with a difference on ``/p``, judged on all that there is now."""
    saved = load_verdict(migration.project)
    wrong = saved.verdict.routes[0].differences
    routes = tuple(
        replace(route, outcome=Outcome.DIFFERENT, differences=wrong)
        if route.rule == "/p"
        else route
        for route in saved.verdict.routes
    )
    save_verdict(migration.project, replace(saved.verdict, routes=routes), saved.at)


@pytest.mark.parametrize(
    ("act", "code", "text"),
    [
        pytest.param(
            differing,
            ExitCode.DIFFERENT,
            "views.py:1: /p is live: main.listar differs: status status: 201 became 500",
            id="different",
        ),
        pytest.param(
            lambda m: m.edit_code(),
            ExitCode.EVIDENCE,
            "views.py:1: /p is live: the replay is stale: code changed since",
            id="stale",
        ),
        pytest.param(
            lambda m: m.project.verdict_file.unlink(),
            ExitCode.EVIDENCE,
            "nothing was replayed yet",
            id="never replayed",
        ),
        pytest.param(
            lambda m: m.project.verdict_file.write_text("{"),
            ExitCode.USAGE,
            "verdict.json is not valid JSON",
            id="broken verdict",
        ),
        pytest.param(
            lambda m: m.project.scaffold_file.unlink(),
            ExitCode.EVIDENCE,
            "main.listar was not scaffolded",
            id="never scaffolded",
        ),
        pytest.param(
            lambda m: live(m.project, "/velho"),
            ExitCode.DIFFERENT,
            "/velho is live in cutover.json, but the app has no such rule",
            id="a pattern the app does not have",
        ),
        pytest.param(
            lambda m: shutil.rmtree(m.project.route_specs),
            ExitCode.EVIDENCE,
            "run `migrator inspect`",
            id="no specs",
        ),
    ],
)
def test_what_is_live_without_good_evidence_is_a_problem(migration, act, code, text):
    live(migration.project)
    act(migration)

    checked = stand(migration.project)

    assert checked.exit_code is code
    problems = [f"{p.file}:{p.line}: {p.message}" for p in checked.problems]
    assert any(text in problem for problem in problems), problems


def test_a_canary_needs_evidence_like_live(migration):
    migration.project.cutover_file.write_text(
        '{"format": 1, "patterns": {"/p": {"stage": "canary", "percent": 5}}}'
    )
    migration.edit_code()

    assert stand(migration.project).exit_code is ExitCode.EVIDENCE


def test_what_users_do_not_meet_may_differ(migration):
    differing(migration)
    migration.project.cutover_file.write_text(
        '{"format": 1, "patterns": {"/p": {"stage": "shadow", "percent": 0}}}'
    )

    checked = stand(migration.project)

    assert (checked.exit_code, checked.problems, checked.serving) == (ExitCode.PASSED, (), ())


def test_sources_in_a_subfolder_are_named_from_the_root(migration, monkeypatch):
    monkeypatch.setenv("MIGRATOR_SOURCE", "src")
    live(migration.project)
    migration.edit_code()

    (problem, *_) = stand(Project.here(migration.project.root)).problems

    assert problem.file == "src/views.py"


@pytest.fixture(scope="module")
def scaffolded(tmp_path_factory):
    """A real application, inspected and scaffolded once for all tests of this file."""
    import os
    import subprocess
    import sys

    folder = tmp_path_factory.mktemp("scaffolded")
    (folder / "app.py").write_text(APP)
    (folder / "pyproject.toml").write_text('[tool.migrator]\napp = "app:app"\n')
    for verb in ("inspect", "scaffold"):
        command = [sys.executable, "-m", "migrator", verb]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env=os.environ)
    return folder


@pytest.fixture
def project(scaffolded, tmp_path, monkeypatch):
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    root = tmp_path / "project"
    shutil.copytree(scaffolded, root)
    monkeypatch.chdir(root)
    project = Project.here(root)
    project.recordings.mkdir(parents=True)
    project.recording_file.write_text("{}\n")
    routes = [
        RouteVerdict(route.endpoint, route.rule, Outcome.SAME, 1, ("GET",))
        for route in read_specs(project.route_specs).routes
    ]
    verdict = ReplayVerdict(Outcome.SAME, len(routes), tuple(routes))
    save_verdict(project, verdict, "2026-11-23T12:00:00+00:00")
    return project


def test_all_is_well_while_specs_files_and_evidence_hold(project, migrator):
    live(project)

    ran = migrator("check")

    assert (ran.code, ran.out.splitlines()[-1]) == (
        0,
        "1 patterns are answered by FastAPI, 0 problems",
    )


def test_a_new_rule_and_what_is_not_renewed_are_named_and_an_edit_that_merges_is_not(
    project, migrator
):
    app, main = project.root / "app.py", project.out / "main.py"
    app.write_text(APP + '\n\n@app.get("/q")\ndef novo():\n    return "q"\n')
    main.write_text(main.read_text() + "\nMINE = 1\n")

    ran = migrator("check")

    assert ran.code == 4
    assert "route_specs/ is out of date: rule new" in ran.out
    assert "not what scaffold writes now, run `migrator scaffold`: app.py\n" in ran.out
    assert "main.py" not in ran.out


def test_an_edit_by_hand_is_a_problem_only_where_it_cannot_be_merged_or_imported(project, migrator):
    app, generated = project.root / "app.py", project.out / "app.py"
    flask = app.read_text()
    mine = generated.read_text() + "\nMINE = 1\n"
    generated.write_text(mine)
    kept = migrator("check")
    app.write_text(flask + "\nTHEIRS = 1\n")
    conflict = migrator("check")
    app.write_text(flask)
    generated.write_text("import nothing_of_that\n" + mine)
    broken = migrator("check")

    assert (kept.code, "generated:" in kept.out) == (0, False)
    assert conflict.code == 1
    assert "app.py was changed by hand and cannot be merged: <module>" in conflict.out
    assert broken.code == 5
    assert "changed by hand: app.py" in broken.out


def test_an_app_that_does_not_import_is_the_worst_problem_and_hides_no_other(project, migrator):
    live(project, "/velho")
    (project.root / "app.py").write_text("import nada_disso\n")

    ran = migrator("check")

    assert ran.code == 5
    assert "nada_disso" in ran.out
    assert "cutover: /velho is live" in ran.out


def test_reports_for_ci_are_written(project, migrator, monkeypatch):
    live(project)
    generated = project.out / "app.py"
    generated.write_text(generated.read_text() + "x = 2\n")
    summary = project.root / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    ran = migrator("check", "--junit", "out/junit.xml", "--sarif", "out/log.sarif", "--json")

    assert ran.code == 4
    assert ran.json["exit_code"] == 4
    assert "::error file=app.py,line=8,title=migrator verdict::/p is live" in ran.err
    assert "| verdict | /p | app.py:8 |" in summary.read_text()
    assert ET.parse(project.root / "out/junit.xml").getroot().get("failures") == "1"
    assert json.loads((project.root / "out/log.sarif").read_text())["version"] == "2.1.0"
