"""Sessions are compared as both apps read them: Flask's own cookies, made by Flask."""

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner

from migrator.compare.context import JudgeContext
from migrator.compare.judge import judge_exchange
from migrator.model.exchange import Answer, Exchange, Request

KEY = "a-key-of-the-application"
FROZEN = JudgeContext((KEY,), frozen=True)
RUNNING = JudgeContext((KEY,), frozen=False)


@pytest.fixture
def cookie(monkeypatch):
    def make(values, key=KEY, at=1_700_000_000):
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: at)
        app = Flask("sessions")
        app.secret_key = key
        with app.app_context():
            return SecureCookieSessionInterface().get_signing_serializer(app).dumps(values)

    return make


def judge(legacy, new, context):
    answers = [Answer(200, (("Set-Cookie", f"session={c}; Path=/"),)) for c in (legacy, new)]
    return judge_exchange(Exchange(1, "s", 0, Request("GET", "/"), answers[0]), *answers, context)


def test_a_changed_value_is_named_by_its_place_in_the_session(cookie):
    differences, _ = judge(cookie({"n": 1, "u": "a"}), cookie({"n": 2, "u": "a"}), FROZEN)

    assert [(d.aspect, d.where, d.expected) for d in differences] == [("session", "/n", "number 1")]


def test_a_lost_flash_is_found_behind_its_tag(cookie):
    flashes = [("message", "Salvo.")]

    differences, _ = judge(cookie({"_flashes": flashes}), cookie({}), FROZEN)

    assert [d.where for d in differences] == ["/_flashes"]


def test_another_order_of_keys_has_its_own_cause(cookie):
    from itsdangerous import URLSafeTimedSerializer

    class Unsorted(Flask):
        pass

    app = Unsorted("sessions")
    app.secret_key = KEY
    app.json.sort_keys = False
    with app.app_context():
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert isinstance(serializer, URLSafeTimedSerializer)
        unsorted = serializer.dumps({"b": 1, "a": 2})

    differences, _ = judge(cookie({"b": 1, "a": 2}), unsorted, FROZEN)

    assert [d.cause for d in differences] == ["C3"]


def test_a_later_timestamp_is_excused_while_clocks_run(cookie):
    differences, excuses = judge(cookie({"n": 1}), cookie({"n": 1}, at=1_700_000_009), RUNNING)

    assert differences == ()
    assert [excuse.name for excuse in excuses] == ["session-timestamp"]


def test_a_later_timestamp_is_a_difference_between_frozen_twins(cookie):
    differences, excuses = judge(cookie({"n": 1}), cookie({"n": 1}, at=1_700_000_009), FROZEN)

    assert [(d.aspect, d.where) for d in differences] == [("session", "session timestamp")]
    assert excuses == ()


@pytest.mark.parametrize("context", [FROZEN, RUNNING], ids=["frozen", "running"])
def test_a_session_signed_with_another_key_is_a_difference(cookie, context):
    differences, excuses = judge(cookie({"n": 1}), cookie({"n": 1}, key="another"), context)

    assert [(d.where, d.cause) for d in differences] == [("session signature", "C1")]
    assert "not signed" in differences[0].actual
    assert excuses == ()


def test_a_cookie_that_is_no_session_is_a_difference(cookie):
    differences, _ = judge(cookie({"n": 1}), "eyJuIjoxfQ", FROZEN)

    assert [(d.where, d.cause) for d in differences] == [("session", "C1")]


def test_any_of_the_known_keys_reads_a_session(cookie):
    context = JudgeContext(("the-old-one", KEY), frozen=False)

    differences, excuses = judge(cookie({"n": 1}), cookie({"n": 1}, at=1_700_000_009), context)

    assert differences == ()
    assert excuses


@pytest.mark.parametrize("frozen", [True, False])
def test_without_a_key_equal_payloads_in_unequal_cookies_are_not_excused(cookie, frozen):
    context = JudgeContext((), frozen=frozen)

    differences, excuses = judge(cookie({"n": 1}), cookie({"n": 1}, at=1_700_000_009), context)

    assert len(differences) == 1
    assert excuses == ()


def test_a_compressed_session_is_read(cookie):
    long = {"itens": ["produto"] * 200}

    differences, _ = judge(cookie(long), cookie({"itens": ["produto"] * 199}), FROZEN)

    assert cookie(long).startswith(".")
    assert differences[0].where == "/itens"


def test_another_name_for_the_session_cookie_is_honoured(cookie):
    context = JudgeContext((KEY,), session_cookie="sessao", frozen=False)
    values = cookie({"n": 1}), cookie({"n": 1}, at=1_700_000_009)
    answers = [Answer(200, (("Set-Cookie", f"sessao={value}"),)) for value in values]
    exchange = Exchange(1, "s", 0, Request("GET", "/"), answers[0])

    differences, _ = judge_exchange(exchange, *answers, context)

    assert differences == ()
