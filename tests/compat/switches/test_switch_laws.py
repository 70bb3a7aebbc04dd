"""Whatever a view answers in JSON: what is given up is excused, one other letter is not."""

import datetime as dt
from functools import cache

import flask
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from migrator.compare.judge import JudgeContext, judge_exchange
from migrator.compat.application import Application
from migrator.compat.switches import give_up
from migrator.model.exchange import Answer, Exchange, Request

JSON_SWITCHES = ("sorted-json-keys", "json-newline", "ascii-json", "http-dates-in-json")
DATES = st.dates(min_value=dt.date(1970, 1, 1), max_value=dt.date(2200, 1, 1)) | st.datetimes(
    min_value=dt.datetime(1970, 1, 1), max_value=dt.datetime(2200, 1, 1)
).map(lambda when: when.replace(microsecond=0))  # of parts of a second Flask never sends anything
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | DATES
    | st.floats(allow_nan=False)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=4), inner, max_size=4)
        | st.dictionaries(st.integers(-20, 20), inner, max_size=4)
    ),
    max_leaves=12,
)
CHOSEN = st.sets(st.sampled_from(JSON_SWITCHES)).map(lambda names: tuple(sorted(names)))
FLASK = flask.Flask(__name__)


@cache
def compat(names):
    app = Application(__name__)
    give_up(app, *names)
    return app


def answer(response):
    body = response.get_data()
    headers = (("Content-Type", response.content_type), ("Content-Length", str(len(body))))
    return Answer(200, headers, body)


def judged(legacy, new, names):
    exchange = Exchange(1, "s", 0.0, Request("GET", "/x"), legacy)
    differences, excuses = judge_exchange(exchange, legacy, new, JudgeContext(give_up=names))
    return differences, {excuse.name for excuse in excuses}


def both(value, names):
    try:
        legacy = answer(FLASK.json.response(value))
        return legacy, answer(compat(names).json.response(value))
    except UnicodeEncodeError:  # half of a letter cannot be sent as UTF-8
        assume(False)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(VALUES, CHOSEN)
def test_everything_that_is_given_up_is_excused_and_nothing_else_is_named(value, names):
    legacy, new = both(value, names)

    differences, excuses = judged(legacy, new, names)

    assert not differences
    assert excuses <= set(names)
    assert bool(excuses) == (legacy != new)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    VALUES,
    CHOSEN,
    st.integers(0, 10_000),
    st.sampled_from([b"0", b"x", b"\\", b'"', b" ", b",", b""]),
)
def test_a_letter_that_changed_is_a_difference(value, names, place, letter):
    legacy, new = both(value, names)
    at = place % len(new.body)
    body = new.body[:at] + letter + new.body[at + 1 :]
    assume(body != new.body)
    changed = Answer(200, (new.headers[0], ("Content-Length", str(len(body)))), body)
    is_newline = "json-newline" in names and body == legacy.body
    assume(not is_newline)

    assert judged(legacy, changed, names)[0]
