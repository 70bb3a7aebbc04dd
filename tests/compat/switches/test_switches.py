"""Each switch: on it is Flask, off it is what its line says, and a replay excuses only that."""

import json
from dataclasses import replace

import pytest

from migrator.compare.judge import JudgeContext, judge_exchange
from migrator.model.exchange import Exchange, Request
from migrator.model.switches import NAMES

SECRET = "a-secret-for-tests"
CASES = {
    "sorted-json-keys": [("GET", "/json"), ("GET", "/numbers"), ("GET", "/tagged")],
    "json-newline": [("GET", "/json"), ("GET", "/plain"), ("HEAD", "/plain"), ("GET", "/tagged")],
    "ascii-json": [("GET", "/json"), ("HEAD", "/json")],
    "http-dates-in-json": [("GET", "/dates"), ("HEAD", "/dates")],
    "html-error-pages": [
        ("GET", "/error"), ("HEAD", "/error"), ("GET", "/described"), ("GET", "/nowhere"),
        ("POST", "/plain"), ("GET", "/key"), ("GET", "/crash"),
    ],
    "308-slashes": [("GET", "/slash"), ("GET", "/slash?a=1&b=%20"), ("GET", "/slash/3"), ("HEAD", "/slash"),
        ("GET", "//slash"), ("GET", "/caf%C3%A9")],
    "vary-cookie": [("GET", "/session"), ("GET", "/set")],
    "automatic-options": [
        ("OPTIONS", "/plain"), ("OPTIONS", "/posted"), ("OPTIONS", "/slash/3/"), ("DELETE", "/plain"),
    ],
}  # fmt: skip
UNTOUCHED = [
    ("GET", "/text"), ("GET", "/page"), ("GET", "/handled"), ("OPTIONS", "/own"),
    ("GET", "/own"), ("GET", "/slash//3/"), ("GET", "/slash/"), ("POST", "/posted"),
]  # fmt: skip
TOGETHER = [
    *(case for cases in CASES.values() for case in cases), ("GET", "/everything"), ("OPTIONS", "/crash"),
]  # fmt: skip
LENGTHS = {("HEAD", "ascii-json"), ("HEAD", "http-dates-in-json")}  # a length does not say whose
PAIRS = [(name, *case) for name, cases in CASES.items() for case in cases]


def judged(case, answers, give_up=()):
    legacy, new = answers
    exchange = Exchange(1, "s", 0.0, Request(*case), legacy)
    context = JudgeContext(secret_keys=(SECRET,), frozen=False, give_up=give_up)
    differences, excuses = judge_exchange(exchange, legacy, new, context)
    return differences, {item.name for item in excuses} & set(NAMES)


@pytest.mark.parametrize(("method", "path"), [*dict.fromkeys(TOGETHER), *UNTOUCHED])
def test_by_default_the_answer_is_flasks(both, method, path):
    assert judged((method, path), both(method, path)) == ((), set())


@pytest.mark.parametrize(("name", "method", "path"), PAIRS)
def test_a_given_up_behaviour_is_excused_by_its_name_and_by_no_other(both, name, method, path):
    answers = both(method, path, name)

    assert judged((method, path), answers)[0]
    assert judged((method, path), answers, (name,)) == ((), {name})
    others = tuple(other for other in NAMES if other != name)
    if (method, name) not in LENGTHS:
        assert judged((method, path), answers, others)[0]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("method", "path"), UNTOUCHED)
def test_a_given_up_behaviour_changes_nothing_else(both, name, method, path):
    assert judged((method, path), both(method, path, name), (name,)) == ((), set())


@pytest.mark.parametrize(("method", "path"), dict.fromkeys(TOGETHER))
def test_everything_given_up_at_once_is_excused_by_names(both, method, path):
    differences, names = judged((method, path), both(method, path, "all"), NAMES)

    assert not differences
    assert names


CHANGES = {
    "a header more": lambda a: replace(a, headers=(*a.headers, ("X-More", "1"))),
    "a header less": lambda a: replace(a, headers=tuple(h for h in a.headers if h[0].lower() not in {"content-type", "location"})),
    "another status": lambda a: replace(a, status=503),
    "a letter more": lambda a: replace(a, body=a.body + b"x"),
    "a letter less": lambda a: replace(a, body=a.body[1:]) if a.body else replace(a, body=b"x"),
    "another letter": lambda a: replace(a, body=a.body[:12] + bytes([a.body[12] ^ 1]) + a.body[13:]) if len(a.body) > 12 else replace(a, body=b"y"),
    "Allow of another path": lambda a: replace(a, headers=tuple((k, v + ", PUT") if k.lower() == "allow" else (k, v) for k, v in (*a.headers, ("X-Y", "")))),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("name", "method", "path"), PAIRS)
def test_every_other_difference_is_still_reported(both, name, method, path, change):
    legacy, new = both(method, path, name)
    changed = CHANGES[change](new)
    assert changed != new

    assert judged((method, path), (legacy, changed), (name,))[0]


def test_the_order_of_keys_is_the_codes(both):
    assert both("GET", "/json", "sorted-json-keys")[1].body.startswith(b'{"b":1,"a":{"d":[{"z"')


def test_nothing_stands_behind_the_json(both):
    assert both("GET", "/plain", "json-newline")[1].body == b'{"a":1}'


def test_letters_are_utf_8(both):
    assert "ação €".encode() in both("GET", "/json", "ascii-json")[1].body


def test_dates_are_iso_8601(both):
    assert json.loads(both("GET", "/dates", "http-dates-in-json")[1].body) == {
        "when": "2024-01-31T23:59:58.123000+00:00",
        "day": "2024-02-01",
        "naive": "2024-01-31T23:59:58.123000",
        "item": {"when": "2024-01-31T23:59:58.123000+00:00", "name": "x"},
    }


def test_errors_are_json_with_the_text_of_the_page(both):
    answer = both("GET", "/described", "html-error-pages")[1]

    assert answer.status == 409
    assert answer.header("content-type") == "application/json"
    assert json.loads(answer.body) == {"detail": "já <existe>\n& \"assim\" 'não'"}


def test_headers_of_errors_stay(both):
    answer = both("POST", "/plain", "html-error-pages")[1]

    assert {item.strip() for item in answer.header("allow").split(",")} == {
        "GET",
        "HEAD",
        "OPTIONS",
    }


def test_a_slash_is_a_redirect_for_now(both):
    answer = both("GET", "/slash?a=1", "308-slashes")[1]

    assert (answer.status, answer.body) == (307, b"")
    assert answer.header("location") == "http://testing.example/slash/?a=1"
    assert answer.header("content-type") is None


def test_the_session_adds_no_vary(both):
    assert both("GET", "/session", "vary-cookie")[1].header("vary") is None
    assert "session=" in both("GET", "/set", "vary-cookie")[1].header("set-cookie")


def test_options_are_refused(both):
    answer = both("OPTIONS", "/plain", "automatic-options")[1]

    assert answer.status == 405
    assert {item.strip() for item in answer.header("allow").split(",")} == {"GET", "HEAD"}


def test_a_preflight_that_flask_granted_is_no_excuse(both):
    legacy, new = both("OPTIONS", "/plain", "automatic-options")
    granted = replace(legacy, headers=(*legacy.headers, ("Access-Control-Allow-Methods", "GET")))

    assert judged(("OPTIONS", "/plain"), (granted, new), ("automatic-options",))[0]
