"""What the recorded shop reaches, measured in its own Python."""

import json
import shutil
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from migrator.cli.app import app
from migrator.errors import CouldNotRun, ExitCode, RecordingMissing, RouteUnknown
from migrator.steps import inspect
from migrator.steps.coverage import measure, openapi_path, selected
from migrator.steps.digests import current_digests
from migrator.steps.evidence import load_coverage
from migrator.steps.road import survey
from migrator.steps.status import coverage_lines, facts
from tests.steps.conftest import FLASK_APP, now

BRANCHES = """

@app.before_request
def hook():
    if request.args.get("never"):
        return "never"


@app.get("/late/<int:page>")
def late(page):
    if page < 1:
        return helper()
    return "late"


def helper():
    return "help"
"""


def found(project):
    return measure(project, None, now, lambda *_: None)


@pytest.fixture
def branching(shop):
    """The shop with a rule, a hook and a helper that the recording does not reach."""
    (shop.root / "shop.py").write_text(FLASK_APP + BRANCHES)
    inspect.write(shop, inspect.inspect(shop, lambda _: None))
    return shop


def test_what_the_recording_does_not_reach_is_named_worst_first(branching):
    coverage = found(branching)
    worst, *others = (item for item in coverage.routes if item.endpoint != "static")

    assert (worst.endpoint, worst.requests, worst.unrecorded) == ("late", 0, ("GET",))
    assert [(gap.function, gap.why) for gap in worst.gaps] == [
        ("shop:late", "never called"),
        ("shop:helper", "never called"),
    ]
    assert {item.endpoint: item.statuses for item in others} == {
        "orders": {"200": 2},
        "order": {"201": 2},
        "show": {"200": 1},
        "stock": {"204": 1},
        "kill": {"200": 1},
        "seen": {},
    }
    assert [gap.why for gap in coverage.hooks] == ["`if request.args.get('never')` was never true"]
    assert (coverage.requests, coverage.rules, coverage.unmatched) == (7, 5, 0)
    assert (coverage.reached, coverage.branches) == (1, 4)
    assert [item.endpoint for item in selected(branching, coverage, ["show"]).routes] == ["show"]
    assert_it_is_kept_until_the_flask_app_changes(branching, coverage)


def kept(project):
    return load_coverage(project, current_digests(project))


def assert_it_is_kept_until_the_flask_app_changes(project, coverage):
    assert kept(project).coverage == coverage
    assert kept(project).stale == ()
    line = "the recording reaches 5 of 8 rules and 25% of their branches"
    assert coverage_lines(survey(project)) == [line]
    assert facts(survey(project))["coverage"]["reached"] == 1

    (project.root / "generated_app" / "main.py").write_text("")
    assert kept(project).stale == ()
    (project.root / "shop.py").write_text(FLASK_APP)
    assert kept(project).stale == ("legacy",)
    stale = "; stale, legacy changed since: run `migrator coverage`"
    assert coverage_lines(survey(project)) == [line + stale]


def test_where_coverage_py_is_not_installed_it_is_said_before_anything_starts(shop, tmp_path):
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\nexit 1\n")
    bare.chmod(0o755)
    project = replace(shop, settings=replace(shop.settings, python=str(bare)))

    with pytest.raises(CouldNotRun, match="not installed in the app's own Python") as told:
        found(project)

    assert "pip install 'coverage>=7'" in told.value.hint
    assert not (shop.state / "databases").exists()


def test_without_a_recording_there_is_nothing_to_measure(shop):
    shop.recording_file.unlink()

    with pytest.raises(RecordingMissing):
        found(shop)


def test_the_verb_measures_the_recording_of_another_folder_and_keeps_nothing_of_it(shop, tmp_path):
    (shop.root / "pyproject.toml").write_text('[tool.migrator]\napp = "shop:app"\n')
    shutil.copytree(shop.recordings, tmp_path / "other")
    words = ["coverage", "--project", str(shop.root)]
    other = ["--recording", str(tmp_path / "other" / "recording.ndjson"), "--json"]

    done = CliRunner().invoke(app, [*words, *other])
    unknown = CliRunner().invoke(app, [*words, "nobody"])

    assert done.exit_code == ExitCode.PASSED
    assert len(json.loads(done.stdout)["coverage"]["routes"]) == 7
    assert kept(shop) is None
    assert isinstance(unknown.exception, RouteUnknown)


@pytest.mark.parametrize(
    ("rule", "path"),
    [("/p/<int:pid>", "/p/{pid}"), ("/<a>/<path:b>", "/{a}/{b}"), ("/x(1)/", "/x(1)/")],
)
def test_a_rule_has_the_path_that_openapi_writes(rule, path):
    assert openapi_path(rule) == path
