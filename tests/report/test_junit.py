"""JUnit: a suite a route; failures are what users meet, the rest is skipped with its reason."""

from xml.etree import ElementTree as ET

import pytest

from migrator.errors import ExitCode
from migrator.model.verdict import Difference, Outcome, RouteVerdict
from migrator.report.junit import junit
from migrator.report.problem import Problem

STATUS = Difference("status", "status", "200", "500\x00", 4, "J18", "app.py:3", 2)
SAME = RouteVerdict("ver", "/p", Outcome.SAME, 3, ("GET",), source="app.py:1")
DIFFERENT = RouteVerdict("criar", "/n", Outcome.DIFFERENT, 2, ("POST",), (STATUS,))
UNKNOWN = RouteVerdict("nunca", "/x", Outcome.UNKNOWN, 0, why="no request")


def suites(*verdicts, moved=(), problems=()):
    root = ET.fromstring(junit(verdicts, moved, problems))
    return root, {suite.get("name"): suite for suite in root}


def test_a_route_that_is_the_same_passes():
    _, found = suites(SAME)

    assert found["ver /p"].get("tests") == "1"
    assert found["ver /p"].get("failures") == "0"
    assert found["ver /p"].get("file") == "app.py"


def test_a_difference_on_a_moved_pattern_is_a_failure_with_its_cause():
    root, found = suites(DIFFERENT, moved=["/n"])

    failure = found["criar /n"].find("testcase/failure")
    assert failure.get("type") == "status"
    assert failure.get("message") == "200 became 500\N{REPLACEMENT CHARACTER}"
    assert "cause: J18" in failure.text
    assert root.get("failures") == "1"


@pytest.mark.parametrize(
    ("verdict", "message"),
    [
        pytest.param(DIFFERENT, "still on Flask: 200 became 500", id="different, not moved"),
        pytest.param(UNKNOWN, "no request", id="not compared"),
    ],
)
def test_what_no_user_meets_is_skipped_and_never_passes(verdict, message):
    root, found = suites(verdict)

    (suite,) = (suite for name, suite in found.items() if name != "migrator check")
    assert suite.find("testcase/skipped").get("message").startswith(message)
    assert (root.get("failures"), root.get("skipped")) == ("0", "1")


def test_every_problem_of_the_check_fails_in_a_suite_of_its_own():
    problems = [
        Problem("spec", "rule gone: /p", ExitCode.EVIDENCE),
        Problem("verdict", "the replay is stale", ExitCode.EVIDENCE, route="/p"),
    ]

    root, found = suites(SAME, problems=problems)

    failures = found["migrator check"].findall("testcase/failure")
    messages = [failure.get("message") for failure in failures]
    assert messages == ["rule gone: /p", "the replay is stale"]
    assert root.get("failures") == "2"


def test_what_no_rule_matched_is_named_by_its_reason():
    unmatched = RouteVerdict("", "", Outcome.SAME, 1, why="no rule matched; Flask answered 404")

    _, found = suites(unmatched)

    assert "no rule matched; Flask answered 404" in found
