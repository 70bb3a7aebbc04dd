"""C1 and C2: a session that passes from side to side stays what it was, whatever is in it."""

import random

import flask
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jars import swap
from markupsafe import Markup
from pairs import SECRET, Case

from migrator.compat.application import Application

old = flask.Flask("old", static_folder=None)
new = Application("new", static_folder=None)
old.secret_key = new.secret_key = SECRET
TAGS = st.sampled_from([" t", " b", " m", " u", " d", " di", "_permanent", "_flashes", "_user_id"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(max_size=20)
    | st.uuids()
    | st.datetimes().map(lambda moment: moment.replace(microsecond=0))
    | st.builds(Markup, st.text()),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=4) | TAGS, inner, max_size=3)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("sessions", [150, pytest.param(1000, marks=pytest.mark.slow)])
def test_c1_c2_flask_to_compat_and_back(sessions):
    contents = st.dictionaries(st.text(max_size=5) | TAGS, VALUES, max_size=4)
    law = given(content=contents)(_comes_back_as_it_was)
    settings(max_examples=sessions, deadline=None, derandomize=True)(law)()


def _comes_back_as_it_was(content):
    theirs = old.session_interface.get_signing_serializer(old)
    ours = new.session_interface.signer(new)
    with old.app_context():
        written = theirs.dumps(content)
        expected = theirs.loads(written)
    with new.app_context():
        read = ours.loads(written)
        again = ours.dumps(read)
    with old.app_context():
        back = theirs.loads(again)
        rewritten = theirs.dumps(expected)  # Flask reads the year 99 as 1999

    assert repr(read) == repr(back) == repr(expected)
    assert _payload(again) == _payload(rewritten)


def _payload(cookie):
    """What is signed, without the moment at which it was."""
    return str(cookie).rsplit(".", 2)[0]


def login(words):
    kind = (("Content-Type", "application/x-www-form-urlencoded"),)
    return Case("login", "/login", 200, "POST", kind, words)


PAGES = ["/me", "/page", "/who", "/session", "/permanent", "/open", "/fresh", "/login", "/logout"]
PAGES += ["/confirm", "/logout-required", "/me?x=1&y=2", "/bp/me"]
LOGINS = [login(b"id=7&remember=1"), login(b"id=8"), login(b"id=9&stale=1"), login(b"id=inactive")]
KEEPING = ["/count", "/flash/a?m=1", "/flash/many", "/flashes", "/flash-page", "/get", "/untouched"]
KEEPING += [
    "/permanent/1",
    "/permanent/0",
    "/set/tuple",
    "/set/nested",
    "/touch/clear",
    "/set/bytes",
]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("app", ["login", "login_strong", "login_messages"])
def test_c1_fifty_logins_and_pages_in_any_order(pair, app, seed):
    chance = random.Random(seed)
    swap(pair, app, [chance.choice(LOGINS if chance.random() < 0.2 else PAGES) for _ in range(50)])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("app", ["session", "session_d"])
def test_c1_fifty_changes_of_a_session_in_any_order(pair, app, seed):
    chance = random.Random(seed)
    swap(pair, app, chance.choices(KEEPING, k=50))
