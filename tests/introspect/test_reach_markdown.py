"""Reach and risk in words, as a table and as a page."""

from migrator.introspect import reach_words as words
from migrator.introspect.order import in_order
from migrator.introspect.reach_markdown import reach_markdown
from migrator.model.place import Place
from migrator.model.reach import (
    BlockingCall,
    Reached,
    ReachReport,
    RouteReach,
    SharedFunction,
    Traffic,
)
from migrator.model.translation import Grade, Reason

MAIL = BlockingCall("smtplib.SMTP()", "mail", Place("mail.py", 7), ("app:b", "mail:send"))
QUERY = BlockingCall("db.b.find_one()", "database", Place("app.py", 3), ("app:b",))
REASON = Reason("app.py", 9, "eval()", "nobody | knows", "leave it")
ROUTES = [
    RouteReach("a", "/a", ("GET", "HEAD", "OPTIONS"), Grade.ASYNC),
    RouteReach(
        "b", "/b|c", ("POST", "OPTIONS"), Grade.ASYNC,
        touches=("database",), functions=(Reached("app:b", Place("app.py", 2)),),
        blocking=(QUERY, MAIL, QUERY), shared=("mail:send",),
    ),
    RouteReach("c", "/c", (), Grade.REFUSED, reasons=(REASON,)),
]  # fmt: skip
SHARED = tuple(SharedFunction(f"app:f{n}", 30 - n) for n in range(25))


def report(traffic=None):
    counted = traffic or Traffic()
    routes = in_order(ROUTES, counted)
    return ReachReport(routes, SHARED, counted.source, counted.unmatched, counted.unreadable)


def test_the_page_has_the_worst_first_the_order_and_the_reasons():
    page = reach_markdown(report(Traffic("access.log", {("b", "/b|c"): 7}, 2, 1)))

    assert page == (
        """
## Reach and risk

forecast: 2 async, 1 refused · risk: 1 low, 1 medium, 1 high

| risk | forecast | rule | methods | requests | waits for | reaches | touches |
|------|----------|------|---------|---------:|-----------|---------|---------|
| high | refused | `/c` | any | 0 |  | 0 functions |  |
| medium | async | `/b\\|c` | POST | 7 | mail 1, database 2 | 1 function (1 shared) | database |
| low | async | `/a` | GET | 0 |  | 0 functions |  |

## Suggested order

7 requests in access.log, 2 of no rule, 1 lines that are no request

1. `POST /b\\|c` (7 requests, medium risk)
2. `GET /a`
3. `any /c` (high risk)

## Why

- `/c` (refused)
    - app.py:9 eval(): nobody \\| knows
- `/b\\|c` (async)
    - mail.py:7 smtplib.SMTP() waits for mail: app:b > mail:send

## Shared functions

| function | routes |
|----------|-------:|
"""
        + "".join(f"| `app:f{n}` | {30 - n} |\n" for n in range(20))
        + "| … and 5 more | |\n"
    )


def test_without_traffic_nothing_is_said_of_requests():
    page = reach_markdown(report())

    assert "requests in" not in page
    assert "| low | async | `/a` | GET |  |  | 0 functions |  |" in page


def test_many_reasons_are_folded_unless_everything_is_wanted():
    calls = tuple(
        BlockingCall("f()", "mail", Place("a.py", line), ("a:a",)) for line in range(1, 7)
    )
    route = RouteReach("a", "/a", ("GET",), Grade.ASYNC, blocking=(*calls, *calls))

    assert words.why(route)[-1] == "… and 3 more"
    assert len(words.why(route)) == 4
    assert len(words.why(route, everything=True)) == 6
