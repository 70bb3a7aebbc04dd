"""Evidence comes back from disk as it was saved, and broken files are named."""

import json

import pytest

from migrator.errors import FormatUnknown, UsageError
from migrator.model.benchmark import BenchmarkOutcome, BenchmarkResult, Comparison, Ratio
from migrator.model.translation import Grade
from migrator.model.verdict import Difference, Excuse, Outcome, ReplayVerdict, RouteVerdict
from migrator.project.project import Project
from migrator.steps.digests import current_digests
from migrator.steps.evidence import load_comparisons, load_grades, save_comparisons
from migrator.steps.verdicts import load_verdict, save_verdict

NOW = "2026-11-23T12:00:00+00:00"
VERDICT = ReplayVerdict(
    Outcome.DIFFERENT,
    2,
    (
        RouteVerdict(
            "main.ver",
            "/p/<int:pid>",
            Outcome.DIFFERENT,
            2,
            ("GET",),
            (Difference("body", "/total", "1", "2", 7, "J1", "app.py:3"),),
            (Excuse("server-headers", "they belong to the server", 2),),
            "app.py:3",
        ),
    ),
)


def comparison(endpoint, outcome=BenchmarkOutcome.PASS):
    result = BenchmarkResult("new", 10, 0, 5.0, 1.0, 2.0, 3.0)
    ratio = Ratio("p95", 0.5, 0.4, 0.6)
    return Comparison(endpoint, f"/{endpoint}", outcome, result, result, (ratio,))


@pytest.fixture
def project(tmp_path):
    return Project.here(tmp_path)


def test_nothing_saved_is_nothing_found(project):
    assert load_verdict(project) is None
    assert load_comparisons(project) == ()
    assert load_grades(project) == ()


def test_a_verdict_comes_back_with_time_and_digests(project):
    save_verdict(project, VERDICT, NOW)

    saved = load_verdict(project)

    assert saved.verdict == VERDICT
    assert saved.at == NOW
    assert saved.digests == current_digests(project)


def test_digests_taken_before_a_replay_are_the_ones_that_are_kept(project):
    save_verdict(project, VERDICT, NOW, {"code": "then"})

    assert load_verdict(project).digests == {"code": "then"}


def test_a_second_benchmark_keeps_the_routes_it_did_not_run(project):
    save_comparisons(project, [comparison("a"), comparison("b")], "first", {"code": "1"})
    save_comparisons(project, [comparison("b", BenchmarkOutcome.FAIL)], "second", {"code": "2"})

    saved = {item.comparison.endpoint: item for item in load_comparisons(project)}

    assert (saved["a"].at, saved["a"].digests) == ("first", {"code": "1"})
    assert (saved["b"].at, saved["b"].comparison.outcome) == ("second", BenchmarkOutcome.FAIL)


def test_grades_are_read_from_what_scaffold_wrote(project):
    reason = {"file": "app.py", "line": 3, "construct": "x", "why": "y"}
    route = {
        "endpoint": "a",
        "rule": "/a",
        "methods": ["GET"],
        "grade": "refused",
        "reasons": [reason],
    }
    project.route_specs.mkdir()
    project.scaffold_file.write_text(json.dumps({"format": 1, "routes": [route], "files": {}}))

    (grade,) = load_grades(project)

    assert grade.grade is Grade.REFUSED
    assert grade.reasons[0].line == 3


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{", id="not json"),
        pytest.param('{"format": 1}', id="no verdict"),
        pytest.param('{"format": 1, "at": "", "digests": {}, "verdict": []}', id="a list"),
        pytest.param('{"format": 1, "at": "", "digests": 3, "verdict": {}}', id="digests"),
    ],
)
def test_a_broken_verdict_is_a_usage_error_that_names_the_file(project, text):
    project.state.mkdir()
    project.verdict_file.write_text(text)

    with pytest.raises(UsageError, match=r"verdict\.json"):
        load_verdict(project)


def test_a_verdict_of_a_newer_version_is_refused(project):
    project.state.mkdir()
    project.verdict_file.write_text('{"format": 3}')

    with pytest.raises(FormatUnknown):
        load_verdict(project)
