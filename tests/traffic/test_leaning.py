import pytest

from migrator.model.exchange import Answer, Exchange, Request
from migrator.traffic.leaning import leans_on
from migrator.traffic.links import Known

ID = "65a000000000000000000001"
TOKEN = "k3yThatNobodyKnew42"
REAL = Known(frozenset(), frozenset())
FROZEN = Known(frozenset(), frozenset(), frozen=True)


def asked(target="/p", headers=(), session="ana"):
    return Exchange(2, session, 1.0, Request("GET", target, headers), Answer(200))


def answered(body=b"", headers=(), target="/p", session="bia"):
    return Exchange(1, session, 0.5, Request("GET", target), Answer(200, headers, body))


@pytest.mark.parametrize(
    ("request_", "earlier"),
    [
        (asked(), answered(ID.encode())),
        (asked("/p?id=1"), answered(b"id=1")),
        (asked("/p", (("Cookie", "s=1"),)), answered(headers=(("Set-Cookie", "s=1"),))),
        (asked("/p", (("If-None-Match", '"a"'),)), answered(target="/q")),
        (asked("/p", session="bia"), answered(headers=(("Set-Cookie", "s=1"),), session="bia")),
    ],
    ids=[
        "it carries nothing",
        "short words are no values",
        "a cookie of another session",
        "a validator of another path",
        "a request without a cookie",
    ],
)
def test_requests_that_need_nobody(request_, earlier):
    assert not leans_on(request_, earlier, REAL)


@pytest.mark.parametrize(
    ("request_", "earlier"),
    [
        (asked(f"/p/{ID}"), answered(f'{{"id":"{ID}"}}'.encode())),
        (asked("/p", (("X-CSRF", TOKEN),)), answered(f'value="{TOKEN}"'.encode())),
        (asked(f"/p/{ID}"), answered(headers=(("Location", f"/p/{ID}"),))),
        (
            asked("/p", (("Cookie", "s=1"),), "bia"),
            answered(headers=(("Set-Cookie", "s=1"),), session="bia"),
        ),
        (asked("/p", (("If-None-Match", '"a"'),)), answered()),
    ],
    ids=["an id", "a token", "an id from a header", "a cookie of its session", "a validator"],
)
def test_requests_that_carry_what_an_answer_gave(request_, earlier):
    assert leans_on(request_, earlier, REAL)


def test_only_ids_differ_between_frozen_apps():
    token = asked("/p", (("X-CSRF", TOKEN),)), answered(TOKEN.encode())
    made = asked(f"/p/{ID}"), answered(ID.encode())

    assert not leans_on(*token, FROZEN)
    assert leans_on(*made, FROZEN)


def test_what_was_there_from_the_beginning_is_nobodys_gift():
    known = Known(frozenset(), frozenset(), fixed=frozenset({ID}))

    assert not leans_on(asked(f"/p/{ID}"), answered(ID.encode()), known)
