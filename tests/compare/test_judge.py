"""judge_exchange: equal is equal, every change is found, every tolerance is named."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migrator.compare.judge import JudgeContext, judge_exchange
from migrator.compare.noisy_places import is_structural
from migrator.model.exchange import Answer, Exchange, Request

JSON = ("Content-Type", "application/json")
HTML = ("Content-Type", "text/html; charset=utf-8")
NOT_FOUND = (
    b"<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n"
    b"<p>The requested URL was not found on the server.</p>\n"
)
GUNICORN = (
    b"<html>\n  <head>\n    <title>Internal Server Error</title>\n  </head>\n  <body>\n"
    b"    <h1><p>Internal Server Error</p></h1>\n    \n  </body>\n</html>\n"
)


def answer(status=200, *headers, body=b""):
    return Answer(status, headers, body)


def judge(legacy, new, method="GET", context=JudgeContext(), request_headers=()):
    exchange = Exchange(7, "s", 0.0, Request(method, "/x", request_headers), legacy)
    return judge_exchange(exchange, legacy, new, context)


CASES = {
    # status
    "HEAD is refused": ("HEAD", answer(200), answer(405), ("status", "status", "R25")),
    "OPTIONS is refused": ("OPTIONS", answer(200), answer(405), ("status", "status", "R26")),
    "422 for a bad number in the path": (
        "GET",
        answer(404),
        answer(422),
        ("status", "status", "R10"),
    ),
    "422 for a missing key": ("GET", answer(400), answer(422), ("status", "status", "Q8")),
    "422 for no JSON": ("POST", answer(415), answer(422), ("status", "status", "Q12")),
    "422 for a bad query": ("GET", answer(200), answer(422), ("status", "status", "O1")),
    "307 for a missing slash": ("GET", answer(308), answer(307), ("status", "status", "R1")),
    "307 for a redirect": ("POST", answer(302), answer(307), ("status", "status", "A1")),
    "a redirect for nothing": ("GET", answer(404), answer(307), ("status", "status", "R2")),
    "an unknown reason": ("GET", answer(200), answer(503), ("status", "status", "")),
    # headers
    "Vary lost": (
        "GET",
        answer(200, ("Vary", "Cookie")),
        answer(200),
        ("header", "vary", "C8"),
    ),
    "Vary lost one item": (
        "GET",
        answer(200, ("Vary", "Cookie, Origin")),
        answer(200, ("Vary", "Origin")),
        ("header", "vary", "C8"),
    ),
    "Allow has fewer methods": (
        "OPTIONS",
        answer(200, ("Allow", "GET, HEAD, OPTIONS")),
        answer(200, ("Allow", "GET")),
        ("header", "allow", "R29"),
    ),
    "Allow in another case": (
        "OPTIONS",
        answer(200, ("Allow", "GET")),
        answer(200, ("Allow", "get")),
        ("header", "allow", "R29"),
    ),
    "CORS origin": (
        "GET",
        answer(200, ("Access-Control-Allow-Origin", "https://a")),
        answer(200, ("Access-Control-Allow-Origin", "*")),
        ("header", "access-control-allow-origin", "B11"),
    ),
    "an empty Vary is not an absent one": (
        "GET",
        answer(200, ("Vary", "")),
        answer(200),
        ("header", "vary", "T4"),
    ),
    "a string turned JSON": (
        "GET",
        answer(200, HTML),
        answer(200, JSON),
        ("header", "content-type", "J16"),
    ),
    "charset lost": (
        "GET",
        answer(200, HTML),
        answer(200, ("Content-Type", "text/html")),
        ("header", "content-type", "J26"),
    ),
    "a custom header lost on an error": (
        "GET",
        answer(404, ("X-App", "estoque")),
        answer(404),
        ("header", "x-app", "E2"),
    ),
    "a custom header lost on a crash": (
        "GET",
        answer(500, ("X-App", "estoque")),
        answer(500),
        ("header", "x-app", "X5"),
    ),
    "a caching header": (
        "GET",
        answer(200, ("Cache-Control", "no-store")),
        answer(200),
        ("header", "cache-control", "S1"),
    ),
    "a header more": ("GET", answer(200), answer(200, ("X-Debug", "1")), ("header", "x-debug", "")),
    "a header twice": (
        "GET",
        answer(200, ("X-A", "1")),
        answer(200, ("X-A", "1"), ("X-A", "1")),
        ("header", "x-a", ""),
    ),
    "Location quoted otherwise": (
        "GET",
        answer(302, ("Location", "/a%5Bb")),
        answer(302, ("Location", "/a[b")),
        ("header", "location", "A2"),
    ),
    "Location absolute": (
        "GET",
        answer(302, ("Location", "/login")),
        answer(302, ("Location", "http://localhost/login")),
        ("header", "location", "P3"),
    ),
    "HEAD without a length": (
        "HEAD",
        answer(200, ("Content-Length", "12")),
        answer(200, ("Content-Length", "0")),
        ("header", "content-length", "R25"),
    ),
    "a length lost without chunks": (
        "GET",
        answer(200, ("Content-Length", "0")),
        answer(200),
        ("header", "content-length", ""),
    ),
    "a file's ETag of another size": (
        "GET",
        answer(304, ("ETag", '"1700000000.0-13-99"')),
        answer(304, ("ETag", '"1700000000.0-14-99"')),
        ("header", "etag", "S2"),
    ),
    "an ETag that is no file's": (
        "GET",
        answer(200, ("ETag", '"abc"')),
        answer(200, ("ETag", '"abd"')),
        ("header", "etag", "S2"),
    ),
    "Last-Modified at the same time of file": (
        "GET",
        answer(200, ("ETag", '"1-13-9"'), ("Last-Modified", "Tue, 02 Jan 2024 03:04:05 GMT")),
        answer(200, ("ETag", '"1-13-9"'), ("Last-Modified", "Tue, 02 Jan 2024 03:04:06 GMT")),
        ("header", "last-modified", "S1"),
    ),
    # bodies
    "a JSON error page": (
        "GET",
        answer(404, HTML, body=NOT_FOUND),
        answer(404, JSON, body=b'{"detail":"Not Found"}'),
        ("body", "(whole body)", "A4"),
    ),
    "a plain crash page": (
        "GET",
        answer(500, HTML, body=b"<h1>Internal Server Error</h1>"),
        answer(500, ("Content-Type", "text/plain"), body=b"Internal Server Error"),
        ("body", "(whole body)", "A9"),
    ),
    "an empty redirect": (
        "GET",
        answer(302, HTML, body=b"<a href=/x>"),
        answer(302, HTML),
        ("body", "(whole body)", "A1"),
    ),
    "a date in ISO": (
        "GET",
        answer(200, JSON, body=b'{"em":"Tue, 02 Jan 2024 03:04:05 GMT"}\n'),
        answer(200, JSON, body=b'{"em":"2024-01-02T03:04:05.678000"}\n'),
        ("body", "/em", "J5"),
    ),
    "a decimal as a number": (
        "GET",
        answer(200, JSON, body=b'{"preco":"1.10"}\n'),
        answer(200, JSON, body=b'{"preco":1.1}\n'),
        ("body", "/preco", "J6"),
    ),
    "keys in another order": (
        "GET",
        answer(200, JSON, body=b'{"a":1,"b":2}\n'),
        answer(200, JSON, body=b'{"b":2,"a":1}\n'),
        ("body", "(root)", "J1"),
    ),
    "NaN as null": (
        "GET",
        answer(200, JSON, body=b'{"a":NaN}\n'),
        answer(200, JSON, body=b'{"a":null}\n'),
        ("body", "/a", "J10"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_difference_is_found_with_place_and_cause(name):
    method, legacy, new, expected = CASES[name]

    differences, _ = judge(legacy, new, method)

    assert expected in {(d.aspect, d.where, d.cause) for d in differences}
    assert {d.exchange for d in differences} == {7}


@pytest.mark.parametrize("name", CASES)
def test_a_difference_is_found_whichever_side_has_it(name):
    method, legacy, new, _ = CASES[name]

    assert judge(new, legacy, method)[0]


EXCUSED = {
    "server and date": (
        answer(200, ("Server", "gunicorn"), ("Date", "a"), ("Connection", "close")),
        answer(200, ("date", "b")),
        "server-headers",
    ),
    "methods in another order": (
        answer(200, ("Allow", "GET, HEAD")),
        answer(200, ("allow", "HEAD,GET")),
        "order-in-sets",
    ),
    "Vary over two headers": (
        answer(200, ("Vary", "Cookie, Origin")),
        answer(200, ("Vary", "origin"), ("Vary", "cookie")),
        "order-in-sets",
    ),
    "chunks for a length": (
        answer(200, ("Content-Length", "2"), body=b"ab"),
        answer(200, ("Transfer-Encoding", "chunked"), body=b"ab"),
        "framing",
    ),
    "a file copied to another path": (
        answer(200, ("ETag", '"1700000000.5-2-11"'), body=b"ab"),
        answer(200, ("ETag", '"1700000000.5-2-99"'), body=b"ab"),
        "file-etag",
    ),
    "a file written a second later": (
        answer(
            200,
            ("ETag", '"1704164645.0-2-11"'),
            ("Last-Modified", "Tue, 02 Jan 2024 03:04:05 GMT"),
            body=b"ab",
        ),
        answer(
            200,
            ("ETag", '"1704164646.0-2-11"'),
            ("Last-Modified", "Tue, 02 Jan 2024 03:04:06 GMT"),
            body=b"ab",
        ),
        "file-time",
    ),
    "the servers' pages of 500": (
        answer(500, ("Content-Type", "text/html"), ("Content-Length", "141"), body=GUNICORN),
        answer(500, ("Content-Type", "text/plain; charset=utf-8"), body=b"Internal Server Error"),
        "server-pages",
    ),
    "a cookie that expires a second later": (
        answer(200, ("Set-Cookie", "a=b; Expires=Tue, 02 Jan 2024 03:04:05 GMT; Path=/")),
        answer(200, ("Set-Cookie", "a=b; Expires=Tue, 02 Jan 2024 03:04:06 GMT; Path=/")),
        "cookie-expires",
    ),
}


@pytest.mark.parametrize("name", EXCUSED)
def test_a_tolerance_has_a_name_and_a_reason(name):
    legacy, new, excuse = EXCUSED[name]

    differences, excuses = judge(legacy, new)

    assert differences == ()
    assert excuse in {item.name for item in excuses}
    assert all(item.reason for item in excuses)


def test_the_servers_pages_of_500_are_told_by_their_headers_where_there_is_no_body():
    legacy = answer(500, ("Content-Type", "text/html"), ("Content-Length", "141"))
    new = answer(500, ("content-type", "text/plain; charset=utf-8"), ("content-length", "21"))

    differences, excuses = judge(legacy, new, "HEAD")

    assert differences == ()
    assert {item.name for item in excuses} == {"server-pages"}


@pytest.mark.parametrize(
    ("legacy", "new"),
    [
        (answer(500, HTML, body=GUNICORN), answer(500, body=b"Traceback (most recent call last)")),
        (answer(500, HTML, body=b"<!doctype html>"), answer(500, body=b"Internal Server Error")),
        (answer(200, HTML, body=GUNICORN), answer(200, body=b"Internal Server Error")),
    ],
    ids=["a traceback", "the application's page", "another status"],
)
def test_what_is_no_page_of_a_server_is_a_difference(legacy, new):
    assert judge(legacy, new)[0]


def test_the_case_and_order_of_header_names_say_nothing():
    legacy = answer(200, ("Content-Type", "text/plain"), ("X-A", "1"), body=b"x")
    new = answer(200, ("x-a", "1"), ("content-type", "text/plain"), body=b"x")

    assert judge(legacy, new) == ((), ())


def test_lengths_that_follow_from_different_bodies_are_not_reported_twice():
    legacy = answer(200, ("Content-Length", "1"), ("Content-Type", "text/plain"), body=b"a")
    new = answer(200, ("Content-Length", "2"), ("Content-Type", "text/plain"), body=b"ab")

    differences, _ = judge(legacy, new)

    assert [d.aspect for d in differences] == ["body"]


def test_values_in_a_report_are_short_and_on_one_line():
    legacy = answer(200, ("Content-Type", "text/plain"), body=b"a" * 10_000 + b"\x1b[31m\n")
    new = answer(200, ("Content-Type", "text/plain"), body=b"\x07" + b"b" * 10_000)

    (difference,) = judge(legacy, new)[0]

    assert max(len(difference.expected), len(difference.actual)) <= 300
    assert difference.expected.isprintable()
    assert difference.actual.isprintable()


def test_a_value_is_whole_up_to_300_characters_as_one_that_is_cut_is_never_noise():
    def sides(size):
        texts = (mark * size for mark in (b"a", b"b"))
        return (answer(200, ("Content-Type", "text/plain"), body=text) for text in texts)

    (whole,), (cut,) = (judge(*sides(size))[0] for size in (300, 301))

    assert (whole.expected, whole.actual) == ("a" * 300, "b" * 300)
    assert not is_structural(whole)
    assert is_structural(cut)


headers = st.lists(
    st.tuples(
        st.sampled_from(["Content-Type", "Vary", "Allow", "Set-Cookie", "X-A", "ETag", "Location"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
    ),
    max_size=5,
).map(tuple)
content_types = st.sampled_from(
    ["application/json", "text/html", "text/csv", "text/plain", "image/png", ""]
)
bodies = st.one_of(
    st.binary(max_size=80),
    st.sampled_from([NOT_FOUND, b"a;b\n1;2\n", b'{"a":[1,2,{"b":null}]}\n', b"[1,2,3]", b"{}"]),
)


@st.composite
def answers(draw):
    kind = ("Content-Type", draw(content_types))
    return Answer(draw(st.integers(200, 599)), (kind, *draw(headers)), draw(bodies))


@settings(deadline=None)
@given(answers())
def test_an_answer_is_equal_to_itself(one):
    assert judge(one, Answer(one.status, tuple(one.headers), bytes(one.body))) == ((), ())


@settings(max_examples=300, deadline=None)
@given(answers(), st.data())
def test_any_changed_byte_of_a_body_is_found(one, data):
    position = data.draw(st.integers(0, len(one.body)))
    kept, rest = one.body[:position], one.body[position:]
    changed = data.draw(
        st.one_of(
            st.binary(min_size=1, max_size=1).map(lambda b: kept + b + rest),
            st.binary(min_size=1, max_size=1).map(lambda b: kept + b + rest[1:]),
            st.just(kept + rest[1:]),
        )
    )

    differences, _ = judge(one, Answer(one.status, one.headers, changed))

    assert bool(differences) is (changed != one.body)


@settings(deadline=None)
@given(answers(), st.integers(200, 599))
def test_any_changed_status_is_found(one, status):
    differences, _ = judge(one, Answer(status, one.headers, one.body))

    assert bool(differences) is (status != one.status)


@settings(deadline=None)
@given(answers(), st.sampled_from(["X-A", "Location", "Content-Type", "Allow"]), st.data())
@example(answer(200, ("X-A", "1")), "X-A", None)
def test_any_added_or_removed_header_is_found(one, name, data):
    value = "Z9" if data is None else data.draw(st.sampled_from(["Z9", "0"]))
    more = Answer(one.status, (*one.headers, (name, value)), one.body)

    assert judge(one, more)[0]
    assert judge(more, one)[0]


@settings(max_examples=300, deadline=None)
@given(answers(), answers(), st.sampled_from(["GET", "HEAD", "POST", "OPTIONS"]))
def test_differences_exist_on_both_sides_or_on_none(one, other, method):
    assert bool(judge(one, other, method)[0]) is bool(judge(other, one, method)[0])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text('ab=;, "/PathExpires19:', max_size=30), max_size=4), st.data())
def test_cookies_in_another_order_or_spelling_are_found(cookies, data):
    changed = data.draw(st.permutations(cookies))
    left, right = (
        answer(200, *(("Set-Cookie", cookie) for cookie in side)) for side in (cookies, changed)
    )

    assert bool(judge(left, right)[0]) is (cookies != changed)
