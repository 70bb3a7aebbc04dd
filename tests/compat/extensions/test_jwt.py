"""B10: Flask-JWT-Extended's tokens, errors and cookies."""

import json
import re
import time
from urllib.parse import quote

import jwt
import pytest
from pairs import Case, comparable

KEY = "a-secret-for-tests-that-is-long-enough-even-for-the-longest-of-algorithms"
TOKEN = re.compile(r"ey[\w-]+\.[\w-]+\.[\w-]+")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOVING = {"iat", "nbf", "exp", "jti", "csrf"}
JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
NOW = int(time.time())
CLAIMS = {
    "fresh": False,
    "iat": NOW - 10,
    "jti": "id",
    "type": "access",
    "sub": "7",
    "nbf": NOW - 10,
    "csrf": "second",
    "exp": NOW + 9000,
}


def make(key=KEY, algorithm="HS256", headers=None, without=(), **claims):
    payload = {name: value for name, value in (CLAIMS | claims).items() if name not in without}
    return jwt.encode(payload, key, algorithm, headers=headers)


TOKENS = {
    "good": make(),
    "fresh": make(fresh=True),
    "fresh for a while": make(fresh=NOW + 8000.5),
    "no longer fresh": make(fresh=NOW - 5),
    "refresh": make(type="refresh"),
    "another type": make(type="api"),
    "expired": make(exp=NOW - 5),
    "long expired": make(exp=NOW - 500, fresh=True),
    "not yet": make(nbf=NOW + 5000),
    "from the future": make(iat=NOW + 5000),
    "revoked": make(jti="revoked"),
    "nobody": make(role="nobody"),
    "unknown user": make(sub="9"),
    "number": make(sub=7),
    "no subject": make(without=["sub"]),
    "little": make(without=["type", "fresh", "jti", "csrf", "nbf"]),
    "another key": make("another-secret-that-is-long-enough-even-for-the-longest-of-algorithms"),
    "own": make(
        "another-secret-that-is-long-enough-even-for-the-longest-of-algorithms",
        "HS384",
        user_id="7",
        iss="me",
        aud="they",
    ),
    "own, other issuer": make(
        "another-secret-that-is-long-enough-even-for-the-longest-of-algorithms",
        user_id="7",
        iss="x",
        aud="you",
    ),
    "own, other audience": make(
        "another-secret-that-is-long-enough-even-for-the-longest-of-algorithms",
        user_id="7",
        iss="me",
        aud="x",
    ),
    "own, no audience": make(
        "another-secret-that-is-long-enough-even-for-the-longest-of-algorithms",
        user_id="7",
        iss="me",
    ),
    "another algorithm": make(algorithm="HS512"),
    "kid": make("key-loader-that-is-long-enough-for-hs256", headers={"kid": "loader"}),
    "kid, expired": make(
        "key-loader-that-is-long-enough-for-hs256", headers={"kid": "loader"}, exp=NOW - 5
    ),
    "kid, revoked": make(
        "key-loader-that-is-long-enough-for-hs256", headers={"kid": "loader"}, jti="revoked"
    ),
    "kid, nobody": make(
        "key-loader-that-is-long-enough-for-hs256", headers={"kid": "loader"}, role="nobody"
    ),
    "kid, gone": make(
        "key-loader-that-is-long-enough-for-hs256", headers={"kid": "loader"}, sub="0"
    ),
    "unsigned": jwt.encode(CLAIMS, None, "none"),
    "text": "hello",
    "two parts": "a.b",
    "three parts": "a.b.c",
    "cut": make()[:-3],
}
APPS = [
    "jwt",
    "jwt_loaders",
    "jwt_answers",
    "jwt_everywhere",
    "jwt_cookies",
    "jwt_own",
    "jwt_bare",
    "jwt_wrong",
]
VIEWS = ["required", "optional", "fresh", "refresh", "any-type", "revoked", "by-call", "user"]


def settle(text):
    """Return a text with its tokens decoded and their random claims taken out."""

    def facts(match):
        header = jwt.get_unverified_header(match[0])
        claims = jwt.decode(match[0], options={"verify_signature": False})
        if "exp" in claims:
            claims["lifetime"] = claims["exp"] - claims["iat"]
        if type(claims["fresh"]) is float:
            claims["fresh"] = int(claims["fresh"] - claims["iat"])
        known = {key: "…" if key in MOVING else value for key, value in claims.items()}
        return json.dumps([header, known, list(claims)])

    return UUID.sub("uuid", TOKEN.sub(facts, text))


def check(extensions, app, case):
    answers = []
    for side in (extensions.flask, extensions.compat):
        status, headers, cookies, body = comparable(
            side.send(app, case), {"content-length", *case.ignore}
        )
        facts = [(name, settle(value), rest) for name, value, rest in cookies]
        answers.append((status, headers, facts, settle(body.decode())))
    old, new = answers
    assert new == old, f"{case}\nFlask:  {old}\ncompat: {new}"
    return old


def header_of(app, token):
    name = "X-Token" if app == "jwt_own" else "Authorization"
    kind = {"jwt_own": "JWT ", "jwt_bare": ""}.get(app, "Bearer ")
    return (name, f"{kind}{token}")


@pytest.mark.parametrize("app", ["jwt_loaders", "jwt_answers", "jwt_own", "jwt_bare"])
@pytest.mark.parametrize("kind", TOKENS)
def test_b10_tokens_are_checked_and_refused_alike(extensions, app, kind):
    header = header_of(app, TOKENS[kind])

    for view in VIEWS if app == "jwt_loaders" else VIEWS[:4]:
        check(extensions, app, Case(f"B10 {kind}", f"/{view}", None, headers=(header,)))


@pytest.mark.parametrize("app", ["jwt", "jwt_everywhere", "jwt_own", "jwt_bare"])
@pytest.mark.parametrize(
    "value",
    [
        *[None, "", "Bearer", "Bearer ", "Bearer a b", "bearer x", "Basic eA=="],
        *["Bearer a, Bearer b", "Basic x, Bearer {}", "Bearer {},", ",Bearer {}", "JWT {}"],
        *["{}", "{} {}", "Token {}"],
    ],
)
def test_b10_headers_are_read_alike(extensions, app, value):
    name = header_of(app, "")[0]
    headers = () if value is None else ((name, value.format(TOKENS["good"], "x")),)

    for view in ("required", "optional", "two", "things/5"):
        check(extensions, app, Case("B10", f"/{view}", None, headers=headers))


@pytest.mark.parametrize("view", ["required", "two", "optional", "cookies", "refresh-json"])
@pytest.mark.parametrize("app", ["jwt_everywhere", "jwt_bare", "jwt"])
def test_b10_tokens_are_found_in_the_query_and_in_json(extensions, app, view):
    for token in (TOKENS["good"], TOKENS["refresh"], "text", ""):
        for prefix in ("", "Bearer "):
            query = f"?jwt={quote(prefix + token)}&t={quote(prefix + token)}"
            check(extensions, app, Case("B10", f"/{view}{query}", None))
        for key in ("access_token", "refresh_token", "other"):
            body = json.dumps({key: token}).encode()
            check(extensions, app, Case("B10", f"/{view}", None, "POST", (JSON,), body))
    for body in (b"", b"{", b"[]", b"null", b"5", b'{"access_token": null}'):
        check(extensions, app, Case("B10", f"/{view}", None, "POST", (JSON,), body))


@pytest.mark.parametrize(
    "app", ["jwt_cookies", "jwt_cookies_own", "jwt_cookies_alone", "jwt_everywhere"]
)
@pytest.mark.parametrize("view", ["required", "refresh-cookies", "optional"])
@pytest.mark.parametrize("kind", ["good", "refresh", "little", "text"])
def test_b10_cookies_need_their_second_value(extensions, app, view, kind):
    token = TOKENS[kind]
    cookie = ("Cookie", f"access_token_cookie={token}; refresh_token_cookie={token}; acc={token}")
    check(extensions, app, Case("B10", f"/{view}", None, headers=(cookie,)))
    for second in (None, "second", "wrong"):
        extra = () if second is None else (("X-CSRF-TOKEN", second), ("X-Mine", second))
        check(extensions, app, Case("B10", f"/{view}", None, "POST", (cookie, *extra)))
        body = f"csrf_token={second or ''}".encode()
        check(extensions, app, Case("B10", f"/{view}", None, "POST", (cookie, FORM), body))


@pytest.mark.parametrize("app", [*APPS, "jwt_cookies_own", "jwt_cookies_alone"])
def test_b10_tokens_are_made_with_the_same_claims(extensions, app):
    for path in ("/make/7", "/make/x?is_fresh=1", "/make/7?fresh=5", "/make-number"):
        check(extensions, app, Case("B10", path, None))
    for path in ("/log-in", "/log-in?domain=other.com&max_age=9", "/log-out", "/forget/access"):
        check(extensions, app, Case("B10", path, None, "POST"))
    check(extensions, app, Case("B10", "/forget/refresh", None, "POST"))


@pytest.mark.parametrize("app", ["jwt", "jwt_answers", "jwt_own", "jwt_wrong"])
@pytest.mark.parametrize("kind", ["good", "expired", "cut", "little", "own", "kid", "another key"])
def test_b10_tokens_are_read_alike(extensions, app, kind):
    for path in ("/decode?token=", "/decode?expired=1&token=", "/parts?token="):
        check(extensions, app, Case("B10", f"{path}{TOKENS[kind]}", None))


@pytest.mark.parametrize("app", ["jwt", "jwt_loaders", "jwt_everywhere"])
@pytest.mark.parametrize("method", ["OPTIONS", "HEAD", "PUT"])
def test_b10_other_methods_are_answered_alike(extensions, app, method):
    for path in ("/required", "/optional", "/things/1", "/outside", "/page", "/nowhere"):
        for headers in ((), (header_of(app, TOKENS["good"]),)):
            check(extensions, app, Case("B10", path, None, method, headers))
            check(extensions, app, Case("B10", path, None, headers=headers))


@pytest.mark.parametrize("app", ["jwt", "jwt_loaders", "jwt_own", "jwt_bare"])
def test_b10_each_side_takes_the_tokens_of_the_other(extensions, app):
    pairs = [(extensions.flask, extensions.compat), (extensions.compat, extensions.flask)]
    for giver, taker in pairs:
        made = json.loads(giver.send(app, Case("B10", "/make/7?is_fresh=1")).body)
        for name, view in (("access", "fresh"), ("refresh", "refresh"), ("forever", "required")):
            case = Case("B10", f"/{view}", 200, headers=(header_of(app, made[name]),))
            assert taker.send(app, case).status == 200
