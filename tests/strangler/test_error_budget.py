"""The error budget: too many server errors put a rule back on Flask, on disk and in memory."""

import json

import pytest

from migrator.compat.cutover_table import Budget, CutoverWatch, Placement
from migrator.compat.error_budget import LEDGER, ErrorBudget

BUDGET = Budget(errors=2, window=5)


@pytest.fixture
def watch(tmp_path):
    path = tmp_path / "cutover.json"
    patterns = {"/x": {"stage": "canary", "percent": 50}, "/y": {"stage": "live"}}
    path.write_text(json.dumps({"format": 1, "patterns": patterns, "note": "ours"}))
    return CutoverWatch(path, interval=0)


def _answer(errors, rule, *statuses):
    for status in statuses:
        errors.answered(rule, status, BUDGET)


@pytest.mark.parametrize(
    "statuses",
    [(500, 503), (500, 200, 500, 200), (500, 200, 200, 200, 200, 500, 500), (404,) * 9],
    ids=["as many as allowed", "between good ones", "outside the window", "the client's errors"],
)
def test_within_the_budget_nothing_moves(watch, statuses):
    _answer(ErrorBudget(watch), "/x", *statuses)

    assert watch.current().moved["/x"] == Placement("canary", 50)


def test_beyond_the_budget_the_rule_is_back_on_flask_alone(watch):
    _answer(ErrorBudget(watch), "/x", 500, 200, 500, 502)

    assert watch.current().moved == {"/y": Placement("live")}
    data = json.loads(watch.path.read_text())
    assert data["patterns"]["/x"] == {"stage": "legacy"}
    assert data["note"] == "ours"


def test_the_ledger_has_one_event_although_answers_still_come_in(watch):
    _answer(ErrorBudget(watch), "/x", *[500] * 20)

    (line,) = (watch.path.parent / LEDGER).read_text().splitlines()
    event = json.loads(line)
    assert (event["kind"], event["subject"]) == ("rollback", "/x")
    assert event["detail"]["by"] == "error budget"
    assert event["detail"]["errors"] == "3"


def test_a_rule_that_is_raised_again_starts_with_a_new_budget(watch):
    errors = ErrorBudget(watch)
    _answer(errors, "/x", *[500] * 6)
    watch.path.write_text('{"format": 1, "patterns": {"/x": {"stage": "live"}}}')

    _answer(errors, "/x", 500, 500)

    assert watch.current().moved["/x"] == Placement("live")


def test_a_file_that_cannot_be_rewritten_still_rolls_back_in_memory(watch, caplog):
    watch.current()
    watch._interval = 1_000_000
    watch.path.write_text("{")

    _answer(ErrorBudget(watch), "/x", 500, 500, 500)

    assert "/x" not in watch.current().moved
    assert "could not be rewritten" in caplog.text
