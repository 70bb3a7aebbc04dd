"""B6, B7: Flask-WTF's CSRF protection and forms."""

import hashlib
import re

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from pairs import SECRET, Case, comparable, signer

TOKEN = hashlib.sha1(b"one").hexdigest()  # random enough not to be compressed
OTHER_TOKEN = hashlib.sha1(b"other").hexdigest()
FORM = ("Content-Type", "application/x-www-form-urlencoded")
JSON = ("Content-Type", "application/json")
BOUNDARY = ("Content-Type", "multipart/form-data; boundary=B")
SIGNED = re.compile(rb"I[\w-]{50,}\.[\w-]{6}\.[\w-]{27}")
APPS = [f"csrf_{name}" for name in ("default", "late", "off", "unchecked", "names", "relaxed")]


class OldSigner(TimestampSigner):
    def get_timestamp(self):
        return super().get_timestamp() - 4000


def tokens(secret=SECRET, value=TOKEN, **options):
    return URLSafeTimedSerializer(secret, salt="wtf-csrf-token", **options).dumps(value)


def cookie(**values):
    return ("Cookie", f"session={signer.dumps(values)}")


SENT = {
    "nothing": None,
    "empty": "",
    "right": tokens(),
    "of another key": tokens("another"),
    "of another session": tokens(value="x" * 40),
    "old": tokens(signer=OldSigner),
    "broken": tokens()[:-1] + "!",
    "text": "hello",
}
SESSIONS = {
    "no session": None,
    "a session": cookie(csrf_token=TOKEN, _token=TOKEN),
    "another": cookie(csrf_token=OTHER_TOKEN),
}


def check(extensions, app, case):
    """Compare both sides, with the random tokens in pages taken out."""
    answers = []
    for side in (extensions.flask, extensions.compat):
        status, headers, cookies, body = comparable(side.send(app, case), case.ignore)
        for name, value, _ in cookies:
            if name == "session" and isinstance(value, dict):
                random = {key: len(text) for key, text in value.items() if "token" in key}
                value.update(random)
        answers.append((status, headers, cookies, SIGNED.sub(b"TOKEN", body)))
    old, new = answers
    assert new == old, f"{case}\nFlask:  {old}\ncompat: {new}"
    return old


@pytest.mark.parametrize("app", ["csrf_default", "csrf_late", "csrf_names", "csrf_relaxed"])
@pytest.mark.parametrize("sent", SENT, ids=str)
@pytest.mark.parametrize("session", SESSIONS, ids=str)
def test_b6_tokens_are_checked_as_by_flask_wtf(extensions, app, sent, session):
    session, token = SESSIONS[session], SENT[sent]
    headers = (session,) if session else ()
    for key in ("csrf_token", "form-csrf_token" if app != "csrf_names" else "form_token"):
        body = b"a=1" if token is None else f"{key}={token}".encode()
        check(extensions, app, Case("B6", "/x", None, "POST", (FORM, *headers), body))


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("name", ["X-CSRFToken", "x-csrf-token", "X-Mine", "X-Other"])
def test_b6_tokens_are_taken_from_headers(extensions, app, name):
    for token in (tokens(), tokens("another")):
        headers = (SESSIONS["a session"], (name, token), JSON)
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            check(extensions, app, Case("B6", "/x", None, method, headers, b"{}"))


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize(
    "path", ["/exempt", "/exempt-by-name", "/manual", "/open/y", "/shut/y", "/nothing", "/token"]
)
def test_b6_views_and_blueprints_are_exempt(extensions, app, path):
    for headers in [(), (SESSIONS["a session"], ("X-CSRFToken", tokens()))]:
        for method in ("GET", "POST", "OPTIONS", "PUT"):
            check(extensions, app, Case("B6", path, None, method, headers))


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("session", SESSIONS, ids=str)
def test_b6_pages_have_tokens(extensions, app, session):
    headers = (SESSIONS[session],) if SESSIONS[session] else ()

    for path in ("/page", "/token"):
        status, *_, body = check(extensions, app, Case("B6", path, 200, headers=headers))
        assert (status, b"TOKEN" in body) == (200, True)


@pytest.mark.parametrize(
    "referrer",
    [
        None,
        "https://testing.example/a",
        "http://testing.example/a",
        "https://testing.example:443/a",
        "https://other.example/a",
        "nonsense",
    ],
)
@pytest.mark.parametrize("app", ["csrf_secure", "csrf_secure_relaxed"])
def test_b6_under_https_the_referrer_is_checked(extensions, app, referrer):
    token = ("X-CSRFToken", tokens())
    headers = (
        cookie(csrf_token=TOKEN),
        token,
        ("X-Forwarded-Proto", "https"),
        *([("Referer", referrer)] if referrer else ()),
    )

    check(extensions, app, Case("B6", "/x", None, "POST", headers))


def test_b6_a_token_from_one_side_is_taken_by_the_other(extensions):
    page = Case("B6", "/token", 200)
    for giver, taker in [
        (extensions.flask, extensions.compat),
        (extensions.compat, extensions.flask),
    ]:
        answer = giver.send("csrf_default", page)
        jar = (("Cookie", answer.get("set-cookie")[0].split(";")[0]),)
        headers = (*jar, ("X-CSRFToken", answer.body.decode()))

        taken = taker.send("csrf_default", Case("B6", "/x", 200, "POST", headers))
        assert (taken.status, taken.body) == (200, b"x")


BODIES = [
    "",
    "name=",
    "name=ok",
    "name=much-too-long&amount=5",
    "name=taken&amount=2",
    "name=stop-and-too-long&amount=3",
    "name=red&colour=g&amount=4",
    "name=ok&amount=zero&colour=b",
    "name=%3Cb%3E&amount=10&secret=%22",
    "p-name=ok&name=other",
    "address-street=x&address-number=5&names-0=abc&names-1=abcd&places-0-street=nowhere",
    "address-street=nowhere&names-0=a&names-1=b&names-2=c&names-3=d&places-2-number=x",
]
KINDS = ["product", "registration", "checked", "order"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("app", ["forms", "forms_without_csrf"])
def test_b7_forms_are_validated_as_by_wtforms(extensions, app, kind):
    headers = (FORM, cookie(csrf_token=TOKEN))
    for body in BODIES:
        for token in ("", f"&csrf_token={tokens()}&p-csrf_token={tokens()}"):
            for prefix in ("", "?prefix=p"):
                path, sent = f"/form/{kind}{prefix}", (body + token).encode()
                check(extensions, app, Case(f"B7 {body}", path, 200, "POST", headers, sent))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("app", ["forms", "forms_without_csrf"])
def test_b7_forms_are_rendered_alike(extensions, app, kind):
    headers = (FORM, cookie(csrf_token=TOKEN))
    check(extensions, app, Case("B7", f"/page/{kind}", 200, headers=headers))
    for body in BODIES[::2]:
        case = Case("B7", f"/page/{kind}", 200, "PUT", headers, body.encode())
        check(extensions, app, case)


@pytest.mark.parametrize("kind", KINDS[:3])
def test_b7_forms_can_be_validated_again_and_with_more(extensions, kind):
    for body in BODIES:
        for path in (f"/twice/{kind}", f"/twice/{kind}?extra=1"):
            case = Case("B7", path, 200, "POST", (FORM,), body.encode())
            check(extensions, "forms_without_csrf", case)


@pytest.mark.parametrize("app", ["forms", "forms_without_csrf"])
@pytest.mark.parametrize("body", [b'{"name": "ok", "amount": 5}', b'{"name": ["a"]}', b"{}", b"{"])
def test_b7_forms_read_json(extensions, app, body):
    headers = (JSON, cookie(csrf_token=TOKEN))

    for path in ("/form/product", "/form/registration"):
        check(extensions, app, Case("B7", path, None, "POST", headers, body))


@pytest.mark.parametrize("body", [b"", b"name=x&secret=1"])
def test_b7_forms_take_what_they_are_given(extensions, body):
    check(extensions, "forms", Case("B7", "/given", 200, "POST", (FORM,), body))


def part(name, content, filename=None):
    file = "" if filename is None else f'; filename="{filename}"'
    return f'--B\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{content}\r\n'


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [("one", "text", "a.txt")],
        [("one", "text", "A.TXT"), ("note", "n")],
        [("one", "text", "a.exe"), ("some", "", "")],
        [("one", "text", "")],
        [("one", "only text")],
        [("one", "x", "a.png"), ("some", "enough", "b.txt"), ("some", "as well", "c.txt")],
        [("one", "x", "a.png"), ("some", "enough", "b.txt"), ("some", "as well", "c.png")],
        [("one", "x", "a.png"), ("some", "1", "b.txt")],
        [("one", "x", "a.png"), ("some", "z" * 21, "b.txt"), ("some", "zz", "c.txt")],
    ],
)
def test_b7_files_are_checked_alike(extensions, parts):
    body = ("".join(part(*item) for item in parts) + "--B--\r\n").encode()

    check(extensions, "forms_without_csrf", Case("B7", "/upload", 200, "POST", (BOUNDARY,), body))
