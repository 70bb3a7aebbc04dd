"""What the shadow takes for the same is what `replay` takes for the same, on a running clock."""

from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha1

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer

from migrator.compare.context import JudgeContext
from migrator.compare.judge import judge_exchange
from migrator.compat.application import Application
from migrator.compat.shadow_answer import ShadowAnswer, session_reader, unequal
from migrator.compat.tagged_json import TaggedJSON
from migrator.model.exchange import Answer, Exchange, Request

KEY = "the key of both sides"
app = Application("shop", static_folder=None)
app.secret_key = KEY
read_session = session_reader(app)
serializer = URLSafeTimedSerializer(
    KEY,
    salt="cookie-session",
    serializer=TaggedJSON,
    signer_kwargs={"key_derivation": "hmac", "digest_method": sha1},
)


def session(values, second, key=KEY):
    """A session cookie as it is signed at a second."""
    signer = serializer.make_signer()
    signer.get_timestamp = lambda: second
    signed = signer.sign(serializer.dump_payload(values)).decode()
    return signed if key == KEY else f"{signed[:-3]}xyz"


def expires(second):
    return format_datetime(datetime.fromtimestamp(second, UTC), usegmt=True)


SESSIONS = [
    session({"user": 1}, 1_700_000_000),
    session({"user": 1}, 1_700_000_001),
    session({"user": 2}, 1_700_000_000),
    session({"user": 1, "_fresh": True}, 1_700_000_000),
    session({"_fresh": True, "user": 1}, 1_700_000_000),
    session({"user": 1}, 1_700_000_000, "another"),
]
COOKIES = [
    *(f"session={value}; HttpOnly; Path=/" for value in SESSIONS),
    f"session={SESSIONS[0]}; Path=/; HttpOnly",
    f"session={SESSIONS[0]}; HttpOnly; Path=/a",
    f"session={SESSIONS[0]}; HttpOnly; Path=/; SameSite=Lax",
    f"session={SESSIONS[1]};HttpOnly;Path=/",
    *(f"theme=dark; Expires={expires(1_700_000_000 + more)}; Path=/" for more in (0, 1, 2, 3)),
    "theme=dark; Expires=never; Path=/",
    "theme=light; Path=/",
    "theme=light; Path=/; Path=/",
    "",
]
HEADERS = {
    "Date": ["Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:01 GMT"],
    "Server": ["gunicorn", "uvicorn"],
    "Content-Type": ["text/html; charset=utf-8", "text/html", "application/json"],
    "Vary": ["Cookie", "cookie", "Cookie, Accept", "Accept, Cookie", ""],
    "Allow": ["GET, HEAD", "HEAD,GET", "get, head"],
    "Access-Control-Allow-Headers": ["X-A, X-B", "x-b, x-a"],
    "ETag": ['"1700000000.5-3-17"', '"1700000001-3-18"', '"1700000001-4-18"', 'W/"x"'],
    "Last-Modified": ["Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:05 GMT"],
    "Location": ["/a", "/b"],
    "Content-Length": ["3", "4"],
    "Transfer-Encoding": ["chunked"],
}


@st.composite
def answers(draw):
    headers = [
        (draw(st.sampled_from([name, name.lower()])), value)
        for name, values in HEADERS.items()
        if (value := draw(st.sampled_from([*values, None, values[0]]))) is not None
    ]
    headers += [
        ("Set-Cookie", it) for it in draw(st.lists(st.sampled_from(COOKIES), max_size=2)) if it
    ]
    body = draw(st.sampled_from([b"old", b"old", b"odd", b""]))
    return Answer(draw(st.sampled_from([200, 200, 200, 404])), tuple(headers), body)


def seen(answer, began=0.0):
    """An answer as it passes through the shadow, in two pieces."""
    found = ShadowAnswer()
    headers = [(name.encode(), value.encode()) for name, value in answer.headers]
    start = {"type": "http.response.start", "status": answer.status, "headers": headers}
    found.add(start, began)
    for piece in (answer.body[:1], answer.body[1:]):
        found.add({"type": "http.response.body", "body": piece}, began)
    return found


def differs(flask, new, method="GET", late=0.0):
    return list(unequal(seen(flask), seen(new, late), method, read_session))


def judged(flask, new, method="GET"):
    exchange = Exchange(1, "ana", 0.0, Request(method, "/x"), flask)
    return judge_exchange(exchange, flask, new, JudgeContext((KEY,), frozen=False))[0]


@settings(max_examples=100)
@given(flask=answers(), changed=answers(), keep=st.sets(st.integers(0, 3)), data=st.data())
def test_the_shadow_and_replay_agree(flask, changed, keep, data):
    method = data.draw(st.sampled_from(["GET", "HEAD"]))
    parts = [flask.status, flask.headers, flask.body]
    others = [changed.status, changed.headers, changed.body]
    new = Answer(
        *(
            old if at in keep else fresh
            for at, (old, fresh) in enumerate(zip(parts, others, strict=True))
        )
    )

    assert bool(differs(flask, new, method)) == bool(judged(flask, new, method))


@given(which=st.tuples(st.sampled_from(COOKIES), st.sampled_from(COOKIES)))
def test_they_agree_about_any_two_cookies(which):
    flask, new = (Answer(200, (("Set-Cookie", it),) if it else ()) for it in which)

    assert bool(differs(flask, new)) == bool(judged(flask, new))


@pytest.mark.parametrize(
    ("headers", "where"),
    [
        ({"Set-Cookie": f"session={SESSIONS[1]}; Path=/"}, []),
        ({"Set-Cookie": f"session={SESSIONS[5]}; Path=/"}, ["cookie session"]),
        ({"Set-Cookie": "theme=dark"}, ["cookies session, theme"]),
        ({"Set-Cookie": f"session={SESSIONS[0]}; Path=/", "Vary": "Cookie"}, ["header vary"]),
        ({"Set-Cookie": f"session={SESSIONS[0]}; Path=/", "X-Served-By": "flask"}, []),
    ],
)
def test_what_differs_has_a_name(headers, where):
    flask = Answer(200, (("Set-Cookie", f"session={SESSIONS[0]}; Path=/"),), b"old")

    assert differs(flask, Answer(200, tuple(headers.items()), b"old")) == where


def test_a_cookie_may_expire_later_by_as_much_as_the_copy_ran_later():
    flask, new = (
        Answer(200, (("Set-Cookie", f"a=b; Expires={expires(second)}"),)) for second in (100, 110)
    )

    assert differs(flask, new) == ["cookie a"]
    assert differs(flask, new, late=9.0) == []


def test_an_application_with_sessions_of_its_own_is_compared_by_their_bytes():
    read = session_reader(lambda *_: None)

    assert read("session", SESSIONS[0]) == SESSIONS[0] != SESSIONS[1]
    assert read_session("other", SESSIONS[0]) == SESSIONS[0] != read_session("session", SESSIONS[0])
