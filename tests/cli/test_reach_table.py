"""The table of reach and risk: the worst first, long lists folded in a terminal only."""

import pytest

from migrator.cli.reach_table import show_reach
from migrator.introspect.order import in_order
from migrator.model.app import AppSpec
from migrator.model.place import Place
from migrator.model.reach import BlockingCall, ReachReport, RouteReach, SharedFunction, Traffic
from migrator.model.translation import Grade, Reason

SPEC = AppSpec("app:app", "app", "app", "", ".", "3.11", {"flask": "3.1.3"}, ())
REASONS = tuple(Reason("app.py", line, "x()", "nobody knows") for line in range(1, 9))
MAIL = BlockingCall("smtplib.SMTP()", "mail", Place("mail.py", 7), ("app:m", "mail:send"))


def report(count):
    routes = [RouteReach(f"r{n}", f"/r{n:02}", ("GET", "HEAD"), Grade.ASYNC) for n in range(count)]
    routes[1:1] = [
        RouteReach("m", "/mail[1]", ("POST",), Grade.ASYNC, blocking=(MAIL,)),
        RouteReach("x", "/worst", (), Grade.REFUSED, reasons=REASONS),
    ]
    counted = Traffic("access.log", {("r3", "/r03"): 5})
    shared = tuple(SharedFunction(f"app:f{n}", 9 - n) for n in range(8))
    return ReachReport(in_order(routes, counted), shared, "access.log")


@pytest.fixture
def lines(capsys, monkeypatch):
    def shown(count, *, terminal, everything=False):
        monkeypatch.setenv("COLUMNS", "180")
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setenv("TTY_COMPATIBLE", "1" if terminal else "0")
        show_reach(SPEC, report(count), everything=everything)
        return [line.rstrip() for line in capsys.readouterr().out.splitlines()]

    return shown


def rules(found):
    return [word for line in found for word in line.split() if word.startswith("/")]


def test_the_worst_stands_first_and_the_most_asked_moves_first(lines):
    found = lines(5, terminal=False)

    assert rules(found)[:3] == ["/worst", "/mail[1]", "/r03"]
    assert "to move first: GET /r03 · GET /r00 · " in "\n".join(found)
    assert any("mail.py:7 smtplib.SMTP() waits for mail: app:m > mail:send" in x for x in found)


@pytest.mark.parametrize(
    ("count", "terminal", "everything", "rows"),
    [(60, True, False, 30), (60, True, True, 62), (60, False, False, 62), (38, True, False, 40)],
    ids=["a terminal folds", "unless all are wanted", "a pipe does not", "nor does a short list"],
)
def test_long_lists_are_folded(lines, count, terminal, everything, rows):
    found = lines(count, terminal=terminal, everything=everything)

    table = found[: next(n for n, line in enumerate(found) if line.startswith("app:app"))]
    assert len(rules(table)) == rows
    folded = "… and 32 more of less risk (--all lists them)" in table
    assert folded is (rows == 30)
    assert rules(table)[0] == "/worst"


def test_reasons_and_shared_functions_are_folded_too(lines):
    folded = "\n".join(lines(3, terminal=False))
    everything = "\n".join(lines(3, terminal=False, everything=True))

    assert folded.count("nobody knows") == 3
    assert "… and 5 more" in folded
    assert everything.count("nobody knows") == 8
    assert "app:f4 (5 rules)" in folded
    assert "app:f5" not in folded
    assert "app:f7 (2 rules)" in everything
