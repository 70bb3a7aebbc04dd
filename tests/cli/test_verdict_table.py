from migrator.cli.verdict_table import explanations, first_exchange
from migrator.model.verdict import Difference, Outcome, RouteVerdict

WRONG = Difference("body", "/at", "a date", "another", 7, "J5", "app.py:12", 3)


def test_a_difference_is_told_with_its_cause_count_line_and_how_to_see_it_again():
    verdict = RouteVerdict("show", "/p/<id>", Outcome.DIFFERENT, 9, differences=(WRONG,))

    assert list(explanations([verdict], {7: "curl -i http://localhost:8000/p/1"})) == [
        "/p/<id> (show):",
        "  exchange 7: body /at [J5], 3 times (app.py:12)",
        "    Flask    a date",
        "    FastAPI  another",
        "  migrator repro 7",
        "  curl -i http://localhost:8000/p/1",
    ]
    assert first_exchange(verdict) == 7


def test_what_may_be_noise_is_told_with_what_is_not_known():
    why = "too few to tell"
    verdict = RouteVerdict("show", "/", Outcome.UNKNOWN, 1, differences=(WRONG,), why=why)

    assert next(explanations([verdict], {})) == "/ (show): too few to tell"


def test_a_rule_that_was_not_compared_says_why():
    verdict = RouteVerdict("show", "/", Outcome.UNKNOWN, 0, why="no request")

    assert list(explanations([verdict], {})) == ["/ (show): no request"]
