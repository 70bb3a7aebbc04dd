"""The table of grades: a cause that many routes share is said once, with count and first place."""

import pytest

from migrator.cli.scaffold_table import show_grades
from migrator.model.causes import causes
from migrator.model.translation import Grade, Reason, RouteTranslation

MAIL = "sends mail"


def files(line):
    return Reason("files.py", line, "GridFS", "not translated", "keep the route on Flask")


ROUTES = (
    RouteTranslation("a", "/a", ("GET",), Grade.ASYNC),
    RouteTranslation("m", "/mail", ("GET",), Grade.THREADED, (Reason("m.py", 3, "SMTP()", MAIL),)),
    RouteTranslation("v", "/view", ("GET",), Grade.REFUSED, (Reason("", 0, "x.View", "not ours"),)),
    RouteTranslation("d", "/down", ("GET",), Grade.REFUSED, (files(67), files(63))),
    RouteTranslation("u", "/up", ("GET",), Grade.REFUSED, (files(10), Reason("u.py", 1, "y", "z"))),
)


@pytest.fixture
def lines(capsys, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    show_grades(ROUTES)
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_a_shared_cause_is_said_once_with_its_count_and_first_place(lines):
    assert lines[1:6] == [
        "refused /view v x.View: not ours",
        "refused /down d cause 1",
        "refused /up u cause 1",
        "u.py:1 y: z",
        "threaded /mail m m.py:3 SMTP(): sends mail",
    ]
    told = "GridFS: not translated; keep the route on Flask"
    assert lines[8] == f"1 2 files.py:10 and 2 more {told}"
    assert lines[-1] == "3 refused, 1 threaded, 1 async"


def test_a_rule_is_counted_once_for_a_cause_that_it_meets_twice():
    assert [(cause.first.construct, cause.routes, cause.places) for cause in causes(ROUTES)] == [
        ("GridFS", 2, 3),
        ("x.View", 1, 1),
        ("SMTP()", 1, 1),
        ("y", 1, 1),
    ]


def test_nothing_is_listed_below_where_no_cause_is_shared(capsys):
    show_grades(ROUTES[:3])

    assert "cause" not in capsys.readouterr().out
