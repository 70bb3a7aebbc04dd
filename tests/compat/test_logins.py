"""B1-B5: Flask-Login's sessions, cookies and redirects."""

import pytest
from jars import play, swap
from pairs import Case, Jar, comparable

FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
AGENT = (("User-Agent", "another browser"),)
APPS = [
    "login",
    "login_messages",
    "login_callbacks",
    "login_strong",
    "login_none",
    "login_disabled",
    "login_external",
    "login_next",
    "login_cookie",
]


def log_in(body=b""):
    return Case(f"login {body!r}", "/login", None, "POST", FORM, body)


def other(path):
    return Case("another browser", path, None, headers=AGENT)


VISIT = [
    "/who",
    "/me",
    "/me?x=1&y=%C3%A9",
    "/login",
    "/fresh",
    "/bp/me",
    "/page",
    "/session",
    "/open",
    "/by-hand",
    Case("wrong method", "/me", None, "PUT"),
    Case("OPTIONS", "/me", None, "OPTIONS"),
    Case("POST", "/me", None, "POST"),
    Case("HEAD", "/me", None, "HEAD"),
    Case("another host", "/me", None, headers=(("Host", "other.example:81"),)),
    Case("an API key", "/me", None, headers=(("X-Api-Key", "k"),)),
]


@pytest.mark.parametrize("app", APPS)
def test_b1_visitors_are_sent_to_the_login_page(pair, app):
    play(pair, app, VISIT)


@pytest.mark.parametrize("app", APPS)
def test_b2_a_wrong_method_is_refused_before_the_login(pair, app):
    wrong = [Case("a wrong method", "/me", 405, method) for method in ("PUT", "DELETE")]

    play(pair, app, [*wrong, "/session", log_in(b"id=7"), *wrong, "/me"])
    old, _ = pair.check(app, wrong[0])
    assert old.status == 405


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("body", [b"id=7", b"id=8&stale=1", b"id=7&remember=1&stale=1"])
def test_b5_only_a_fresh_login_opens_the_page(pair, app, body):
    play(pair, app, ["/fresh", log_in(body), "/fresh", "/me", "/confirm", "/fresh", "/session"])


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"id=7&remember=1",
        b"id=7&remember=1&days=3",
        b"id=8&stale=1",
        b"id=inactive",
        b"id=inactive&force=1",
        b"id=gone",
        b"id=a%7Cb",
    ],
)
def test_b3_users_log_in_and_out(pair, app, body):
    steps = [
        log_in(body),
        "/session",
        "/me",
        "/who",
        "/fresh",
        "/page",
        "/permanent",
        "/me",
        "/by-hand",
        "/confirm",
        "/fresh",
    ]
    steps += [
        "/bp/me",
        "/nothing",
        "/logout",
        "/session",
        "/me",
        "/login",
        log_in(body),
        "/logout-required",
        "/page",
        "/who",
    ]
    play(pair, app, steps)


@pytest.mark.parametrize("app", APPS)
def test_b3_a_stolen_session_is_noticed(pair, app):
    play(
        pair,
        app,
        [
            log_in(b"id=7&remember=1"),
            "/me",
            other("/me"),
            "/session",
            "/fresh",
            "/me",
            other("/who"),
            "/who",
        ],
    )


@pytest.mark.parametrize("app", APPS)
def test_b3_a_stolen_permanent_session_is_noticed(pair, app):
    play(
        pair,
        app,
        ["/permanent", log_in(b"id=7"), "/me", other("/me"), other("/fresh"), "/session", "/fresh"],
    )


@pytest.mark.parametrize("app", APPS)
def test_b4_the_remember_cookie_alone_logs_in(pair, app):
    old_jar, new_jar = Jar(), Jar()
    case = log_in(b"id=7&remember=1")
    old_jar.update(pair.flask.send(app, case))
    new_jar.update(pair.compat.send(app, case))
    assert {k: v for k, v in old_jar.cookies.items() if k != "session"} == {
        k: v for k, v in new_jar.cookies.items() if k != "session"
    }
    old_jar.cookies.pop("session", None)
    new_jar.cookies.pop("session", None)

    for path in ["/me", "/session", "/fresh", "/logout", "/me"]:
        step = Case("B4", path, None)
        old, new = (
            pair.flask.send(app, step, old_jar.header()),
            pair.compat.send(app, step, new_jar.header()),
        )
        assert comparable(new) == comparable(old)
        old_jar.update(new)
        new_jar.update(old)


@pytest.mark.parametrize("token", ["42|x", "42", "", "|", "a|b|c", "42|" + "0" * 128])
def test_b4_a_forged_remember_cookie_is_ignored(pair, token):
    for path in ["/me", "/who"]:
        pair.check(
            "login", Case("B4", path, None, headers=(("Cookie", f"remember_token={token}"),))
        )


def test_b3_the_identifier_takes_the_forwarded_address(pair):
    for value in ["1.2.3.4, 5.6.7.8", "", "é".encode().decode("latin-1")]:
        case = Case(
            "B3",
            "/login",
            None,
            "POST",
            (*FORM, ("X-Forwarded-For", value), ("User-Agent", "b")),
            b"",
        )
        pair.check("login", case)


@pytest.mark.parametrize("app", APPS)
def test_logins_survive_swapped_jars(pair, app):
    swap(
        pair,
        app,
        [
            log_in(b"id=7&remember=1"),
            "/me",
            "/page",
            "/permanent",
            other("/me"),
            "/fresh",
            "/logout",
            "/who",
            "/me",
            "/login",
        ]
        * 2,
    )
