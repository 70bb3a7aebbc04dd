"""Cookies are compared by name, value, attributes and order, each with its cause."""

import pytest

from migrator.compare.context import JudgeContext
from migrator.compare.cookies import judge_cookies
from migrator.compare.judge import judge_exchange
from migrator.model.exchange import Answer, Exchange, Request

DAY = "Expires=Tue, 02 Jan 2024 03:04:05 GMT"


def found(legacy, new):
    answers = [Answer(200, tuple(("Set-Cookie", c) for c in side)) for side in (legacy, new)]
    return [(f.where, f.expected, f.actual) for f in judge_cookies(*answers, JudgeContext())]


@pytest.mark.parametrize(
    ("legacy", "new", "where"),
    [
        pytest.param("a=b; Path=/", "a=b; Path=/; SameSite=lax", "a samesite", id="SameSite added"),
        pytest.param("a=b; SameSite=Lax", "a=b; SameSite=lax", "a samesite", id="SameSite case"),
        pytest.param("a=b; Path=/", "a=c; Path=/", "a", id="value"),
        pytest.param("a=b; Path=/", "a=b", "a path", id="Path lost"),
        pytest.param("a=b; HttpOnly", "a=b", "a httponly", id="HttpOnly lost"),
        pytest.param("a=b; Secure", "a=b", "a secure", id="Secure lost"),
        pytest.param("a=b; Domain=ex.com", "a=b; Domain=.ex.com", "a domain", id="Domain dot"),
        pytest.param("a=b; Max-Age=60", "a=b; Max-Age=61", "a max-age", id="Max-Age"),
        pytest.param(f"a=b; {DAY}", "a=b", "a expires", id="Expires lost"),
        pytest.param(
            f"a=b; {DAY}", f"a=b; {DAY.replace(':05', ':08')}", "a expires", id="Expires 3 s later"
        ),
        pytest.param(f"a=b; {DAY}", "a=b; Expires=soon", "a expires", id="Expires unreadable"),
        pytest.param("a=b; HttpOnly; Path=/", "a=b; Path=/; HttpOnly", "a attributes", id="order"),
        pytest.param("a=b; Path=/", "a=b; path=/", "a attributes", id="case of a name"),
        pytest.param("a=b; Path=/; Path=/x", "a=b; Path=/y; Path=/x", "a path", id="twice"),
        pytest.param('a=""', "a=", "a", id="quoted emptiness"),
        pytest.param("a=b; Path=/", "a=b;Path=/", "spelling", id="white space"),
        pytest.param("a=b; HttpOnly", "a=b; HttpOnly=", "spelling", id="an empty value"),
    ],
)
def test_a_difference_names_the_cookie_and_the_attribute(legacy, new, where):
    assert [place for place, _, _ in found([legacy], [new])] == [where]
    assert [place for place, _, _ in found([new], [legacy])] == [where]


@pytest.mark.parametrize(
    ("legacy", "new", "expected"),
    [
        pytest.param(["a=1"], [], [("a", "set", "absent")], id="lost"),
        pytest.param([], ["a=1"], [("a", "absent", "set")], id="added"),
        pytest.param(["a=1", "a=1"], ["a=1"], [("a", "set 2 times", "set")], id="once for twice"),
        pytest.param(["a=1", "b=2"], ["b=2", "a=1"], [("order", "a, b", "b, a")], id="swapped"),
    ],
)
def test_which_cookies_are_set_is_compared(legacy, new, expected):
    assert found(legacy, new) == expected


def test_a_tolerance_hides_no_other_spelling():
    later = DAY.replace(":05", ":06")
    legacy, new = (
        Answer(200, (("Set-Cookie", cookie),)) for cookie in (f"a=b; {DAY}", f"a=b;{later}")
    )

    findings = list(judge_cookies(legacy, new, JudgeContext()))

    assert [getattr(it, "name", getattr(it, "where", "")) for it in findings] == [
        "cookie-expires",
        "spelling",
    ]


def test_a_long_value_is_not_shown_whole():
    secret = "s3cr3t" * 20

    ((_, expected, actual),) = found([f"token={secret}"], ["token=x"])

    assert secret not in expected
    assert actual == "x"


CAUSES = [
    pytest.param("a=b; Path=/", "a=b; Path=/; SameSite=lax", "K1", id="SameSite added"),
    pytest.param("a=b; SameSite=Lax", "a=b; SameSite=lax", "K6", id="SameSite case"),
    pytest.param(f"a=b; {DAY}; Max-Age=60", "a=b; Max-Age=60", "K2", id="Expires lost"),
    pytest.param("a=b; HttpOnly; Path=/", "a=b; Path=/; HttpOnly", "K4", id="order"),
    pytest.param("a=b; Domain=ex.com", "a=b; Domain=.ex.com", "K5", id="Domain"),
    pytest.param('a="x y"', 'a="x\\040y"', "K7", id="quoting"),
    pytest.param("a=", 'a=""', "K8", id="quoted emptiness"),
    pytest.param(
        "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", f"a=; {DAY}", "K9", id="deleted otherwise"
    ),
    pytest.param("a=b; Partitioned", "a=b", "K12", id="Partitioned"),
]


@pytest.mark.parametrize(("legacy", "new", "cause"), CAUSES)
def test_a_cookie_that_differs_has_its_cause(legacy, new, cause):
    answers = [Answer(200, (("Set-Cookie", cookie),)) for cookie in (legacy, new)]
    exchange = Exchange(1, "s", 0, Request("GET", "/"), answers[0])

    differences, _ = judge_exchange(exchange, *answers, JudgeContext())

    assert [difference.cause for difference in differences] == [cause]


def test_a_session_that_is_no_longer_set_has_its_cause():
    answers = [Answer(200, (("Set-Cookie", "session=x; Path=/"),)), Answer(200)]
    exchange = Exchange(1, "s", 0, Request("GET", "/"), answers[0])

    differences, _ = judge_exchange(exchange, *answers, JudgeContext())

    assert [difference.cause for difference in differences] == ["C6"]
