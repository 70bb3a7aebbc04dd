"""Section 2: what the code reads of a request."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pairs import Case, Known

JSON = (("Content-Type", "application/json"),)
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


def multipart(*parts, end=b"--B--\r\n"):
    found = b""
    for headers, content in parts:
        found += (
            b"--B\r\nContent-Disposition: form-data; " + headers + b"\r\n\r\n" + content + b"\r\n"
        )
    return found + end


MULTI = (("Content-Type", "multipart/form-data; boundary=B"),)


def args(row, query, status=200):
    return Case(row, f"/args?{query}", status)


def post(row, path, body=b"", headers=(), status=200, **more):
    return Case(row, path, status, "POST", headers, body, **more)


CASES = [
    args("Q1: the first of repeated keys", "a=1&a=2&b=x"),
    args("Q2: items and lists", "a=1&b=2&a=3&a"),
    *[
        args(f"{row}: type=int never fails", f"n={value}")
        for row, values in {
            "Q3": ["abc", "", "1&n=x&n=3"],
            "Q6": ["5", "%205", "1_000", "%D9%A3", "5.0", "-3", "+4"],
        }.items()
        for value in values
    ],
    *[args("Q5: bool of text", f"b={value}") for value in ["false", "", "0", "zz"]],
    *[args("Q7: float of text", f"f={value}") for value in ["nan", "1e5", "x", "inf", "1,5"]],
    Case("Q4: a type that fails otherwise", "/args-type-fails?n=0", 500),
    Case("Q4: a type that fails as expected", "/args-type-fails?n=x"),
    Case("Q8: a missing key", "/args-key", 400),
    Case("Q8: a key that is there", "/args-key?q=%3Cb%3E"),
    Case("Q8: a missing form key", "/form-key", 400, "POST", FORM, b"a=1"),
    Case("Q8: a missing cookie", "/cookie-key", 400),
    post("Q8: a missing file", "/file-key", multipart((b'name="a"', b"1")), MULTI, 400),
    post("Q8: a field is no file", "/file-key", multipart((b'name="q"', b"1")), MULTI, 400),
    post("Q8: a missing value", "/values-key?a=1", b"b=2", FORM, 400),
    post("Q8: a value in the query", "/values-key?q=1", b"q=2", FORM),
    post("Q29: save", "/save", multipart((b'name="f"; filename="x.txt"', b"content")), MULTI),
    post("Q29: save what is empty", "/save", multipart((b'name="f"; filename=""', b"")), MULTI),
    args("Q9: invalid UTF-8 stays quoted", "a=%FF&b=%E9t%C3%A9"),
    *[
        args("Q10: odd separators", query)
        for query in [
            "a;b=2",
            "=v",
            "&&",
            "a",
            "a=b=c",
            "a=1&&b=2",
            "%61=1",
            "a+b=c+d",
            "a=%2B",
            "a%5B%5D=1&a%5B%5D=2",
        ]
    ],
    Case("Q11: an empty value in a query", "/args-key?q="),
    post("Q11: an empty value in a form", "/form-key", b"q=", FORM),
    post("Q11: a name without a value", "/form-key", b"a=1&q&b=2", FORM),
    post("Q11: an empty part", "/form-key", multipart((b'name="q"', b"")), MULTI),
    Case("Q46: args are immutable", "/args-set", 500),
    *[
        post(
            f"{'Q16' if kind and 'json' in kind.lower() else 'Q12'}: content type {kind!r}",
            "/json",
            b'{"a":1}',
            (("Content-Type", kind),) if kind else (),
            None,
        )
        for kind in [
            None,
            "text/plain",
            "text/json",
            "application/json",
            "application/x+json",
            "APPLICATION/JSON",
            "application/json; charset=latin-1",
            "application/jsonx",
            "multipart/form-data",
        ]
    ],
    Case("Q12: GET without a body", "/json", 415),
    Case("Q12: request.json of a GET", "/json-property", 415),
    *[
        post(f"Q13: body {body[:12]!r}", "/json", body, JSON, None)
        for body in [b"{bad", b"", b"{}", b" ", b"[1", b'"x"', b"\xff", b'{"a":1}x', b"'x'"]
    ],
    *[
        post("Q14: silent", "/json-silent", body, kind)
        for body in [b"{bad", b"", b'{"a":1}']
        for kind in [(), JSON]
    ],
    Case("Q14: silent without a body", "/json-silent"),
    *[post("Q15: force", "/json-force", body, (), None) for body in [b"", b"[1]", b"x"]],
    *[post("Q15: force and silent", "/json-force-silent", body) for body in [b"", b"[1]", b"x"]],
    *[
        post(f"Q17: {body!r}", "/json", body, JSON)
        for body in [
            b"1",
            b"null",
            b"NaN",
            b"[]",
            b"true",
            b'"s"',
            b"-Infinity",
            b"1e999",
            b'{"a":1,"a":2}',
        ]
    ],
    *[
        post("Q18: other encodings", "/json", '{"a":"é€"}'.encode(encoding), JSON, None)
        for encoding in ["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-8"]
    ],
    post("Q19: invalid UTF-8", "/json", b'{"a":"\xe9"}', JSON, 400),
    post("Q20: not an object", "/json-get", b"[1]", JSON, 500),
    post("Q13: bad JSON asked twice", "/json-twice", b"{bad", JSON, 400),
    post("Q17: JSON asked twice", "/json-twice", b"[1]", JSON),
    post("Q13: a missing key in JSON", "/json-property", b"{}", JSON, 500),
    *[
        post("Q22: who reads first", path, body, kind)
        for path in [
            "/data-then-form",
            "/form-then-data",
            "/stream-then-form",
            "/data-property",
            "/stream-part",
            "/form",
        ]
        for body, kind in [
            (b"a=1&b=2&a=3", FORM),
            (b"a=1&b=2", ()),
            (b"raw", (("Content-Type", "text/plain"),)),
            (multipart((b'name="a"', b"1")), MULTI),
            (b'{"a":1}', JSON),
            (b"", FORM),
        ]
    ],
    Case("Q23: a missing header", "/header", 500),
    Case("Q23: get of a missing header", "/header-abort"),
    Case("Q23: a header", "/header", 200, headers=(("X-One", "1"),)),
    Case(
        "Q24: repeated headers are joined",
        "/headers",
        200,
        headers=(("X-One", "1"), ("x-one", "2")),
    ),
    Case("Q24: a header that is a number", "/headers", 200, headers=(("X-One", "12"),)),
    Case(
        "Q25: names with _ are dropped",
        "/headers",
        200,
        headers=(("X_Under", "1"), ("X-A", "\xe9")),
    ),
    *[
        Case(f"Q26: Cookie: {text}", "/cookies", 200, headers=(("Cookie", text),))
        for text in ["a=1; b=2", "a=1; a=2", "a=1;a=1; b=2; a=3", "a=; a=2"]
    ],
    *[
        Case(f"Q27: Cookie: {text}", "/cookies", 200, headers=(("Cookie", text),))
        for text in [
            'b="q\\054 z"',
            "d",
            "=nokey",
            "c=x=y",
            'a="\\303\\251b"',
            "a=é".encode().decode("latin-1"),
            "a=1;b=2",
            "",
            ";;",
            "a = 1",
            'a="',
            "a=%C3%A9",
        ]
    ],
    Case("Q26: no cookies", "/cookies"),
    *[
        Case("Q28: values", "/form?a=q&b=q", None, method, FORM, b"a=f&c=f")
        for method in ["GET", "POST", "PUT", "DELETE"]
    ],
    *[
        post(f"Q29: {name}", "/form", body, MULTI)
        for name, body in {
            "a field and a file": multipart(
                (b'name="a"', b"1"),
                (b'name="f"; filename="x.txt"\r\nContent-Type: text/plain', b"content"),
            ),
            "an empty file name": multipart(
                (b'name="f"; filename=""\r\nContent-Type: application/octet-stream', b"")
            ),
            "two files": multipart(
                (b'name="f"; filename="x"', b"1"), (b'name="f"; filename="y"', b"2")
            ),
            "a UTF-8 name": multipart(('name="f"; filename="é.txt"'.encode(), b"1")),
            "an encoded name": multipart((b"name=\"f\"; filename*=UTF-8''%C3%A9.txt", b"1")),
            "a charset": multipart(
                (b'name="a"\r\nContent-Type: text/plain; charset=latin-1', b"\xe9")
            ),
            "more headers": multipart(
                (b'name="f"; filename="x"\r\nContent-Length: 1\r\nX-Y: z', b"1")
            ),
            "no name": multipart((b'filename="x"', b"1")),
            "only the end": b"--B--\r\n",
        }.items()
    ],
    post(
        "Q38: no boundary",
        "/form",
        multipart((b'name="a"', b"1")),
        (("Content-Type", "multipart/form-data"),),
    ),
    post("Q39: garbage", "/form", b"garbage", MULTI),
    post(
        "Q40: truncated",
        "/form",
        multipart((b'name="a"', b"1"), (b'name="b"', b"2"), end=b"")[:-6],
        MULTI,
    ),
    *[
        post(
            f"Q41: {size} bytes of multipart",
            "/form-sizes",
            multipart((b'name="a"', b"x" * size)),
            MULTI,
            None,
        )
        for size in [490_000, 510_000]
    ],
    post("Q41: urlencoded has no such limit", "/form-sizes", b"a=" + b"x" * 1_100_000, FORM),
    *[
        post(
            f"Q42: {count} parts",
            "/form-sizes",
            multipart(*[(b'name="a%d"' % n, b"") for n in range(count)]),
            MULTI,
            None,
        )
        for count in [1000, 1001]
    ],
    post(
        "Q42: urlencoded has no such limit",
        "/form-sizes",
        b"&".join(b"a%d=1" % n for n in range(1100)),
        FORM,
    ),
    *[
        Case(f"{row}: URLs", f"/meta/{tail}", None, method)
        for row, tails in {
            "Q32": ["x?q=%C3%A9+b", "caf%C3%A9?q=a%20b&c", "a%20b/%25", "x?%FF", "%FF"],
            "Q33": ["x", "x?", "x?a=1", "a%3Fb"],
            "Q34": ["x/y"],
        }.items()
        for tail in tails
        for method in ["GET", "POST"]
    ],
    Case(
        "Q30: forwarded headers are not believed",
        "/meta/x",
        200,
        headers=(("X-Forwarded-For", "9.9.9.9, 8.8.8.8"), ("X-Forwarded-Proto", "https")),
    ),
    *[
        Case(f"Q30: {headers}", "/meta/x", 200, headers=headers)
        for headers in [
            (("X-Forwarded-Proto", "https"),),
            (("X-Forwarded-Proto", " https "),),
            (("X-Forwarded-Proto", "HTTPS"),),
            (("X-Forwarded-Proto", "http, https"),),
            (("X-Forwarded-Proto", "wss"),),
            (("X-Forwarded-Protocol", "ssl"),),
            (("X-Forwarded-Ssl", "on"),),
            (("X-Forwarded-Ssl", "off"),),
            (("X-Forwarded-Proto", "https"), ("X-Forwarded-Ssl", "on")),
            (("X-Forwarded-Proto", "https"), ("X-Forwarded-Proto", "https")),
            (("X-Forwarded-For", "9.9.9.9"), ("X-Forwarded-Proto", "http")),
            (("Forwarded", "for=9.9.9.9;proto=https"),),
        ]
    ],
    Case("Q32: a port", "/meta/x", 200, headers=(("Host", "h.example:8080"),)),
    Case("Q32: the standard port", "/meta/x", 200, headers=(("Host", "h.example:80"),)),
    *[
        Case(f"Q32: Host {host}", "/meta/x?a=1", None, headers=(("Host", host), *more))
        for host in [
            "H.Example",
            "[::1]:8080",
            "[::1]",
            "h.example:443",
            "h.example:",
            "h.example.",
            "1.2.3.4:80",
            "localhost",
            "xn--bcher-kva.example",
        ]
        for more in [(), (("X-Forwarded-Proto", "https"),)]
    ],
    Case("Q34: nothing matched", "/nothing?x=1", 404),
    Case("Q34: wrong method", "/args", 405, "DELETE"),
    *[
        Case(f"Q35: Authorization: {text}", "/typed", 200, headers=(("Authorization", text),))
        for text in [
            "Basic dTpw",
            "Basic !!",
            "basic dTo=",
            "Bearer abc.def",
            'Digest a=1, b="2"',
            "x",
            "Basic",
            'Bearer a="b"',
        ]
    ],
    *[
        Case(f"Q36: {name}: {value}", "/typed", 200, headers=((name, value),))
        for name, value in [
            ("User-Agent", "Mozilla/5.0 x"),
            ("Referer", "http://x/y?é"),
            ("Origin", "null"),
            ("If-None-Match", '"a", W/"b"'),
            ("If-None-Match", "*"),
            ("If-Match", '"a"'),
            ("If-Modified-Since", "Tue, 02 Jan 2024 03:04:05 GMT"),
            ("If-Modified-Since", "x"),
            ("Range", "bytes=0-5,10-"),
            ("Range", "lines=1-2"),
            ("Accept", "text/*;q=0.5, application/json"),
            ("Accept", "*/*"),
            ("Accept-Language", "pt-BR, en;q=0.3"),
            ("Cache-Control", "max-age=5"),
            ("Date", "Tue, 02 Jan 2024 03:04:05 GMT"),
            ("X-Requested-With", "XMLHttpRequest"),
            ("Content-Type", "text/plain; charset=x"),
            ("Max-Forwards", "3"),
            ("Pragma", "no-cache"),
        ]
    ],
    post("Q37: a body of known length", "/length", b"abc"),
    post("Q45: a body of unknown length", "/length", b"abc", chunked=True),
    post("Q45: a chunked form", "/form", b"a=1", FORM, chunked=True),
    post("Q45: chunked JSON", "/json", b"[1]", JSON, chunked=True),
    *[
        post(
            "Q44: always UTF-8",
            "/form",
            body,
            ((("Content-Type", "application/x-www-form-urlencoded; charset=latin-1")),),
        )
        for body in [b"a=%E9", b"a=%C3%A9", b"a=\xc3\xa9"]
    ],
    post("Q44: raw bytes that are not UTF-8", "/form", b"a=\xe9", FORM, None),
    post("Q22: a large body", "/length", b"x" * 3_000_000),
    *[
        post(
            f"Q22: a large form at {path}",
            path,
            multipart((b'name="f"; filename="x"', b"y" * 1_500_000), (b'name="a"', b"12")),
            MULTI,
        )
        for path in ["/form", "/data-then-form", "/stream-then-form", "/form-then-data", "/length"]
    ],
    post(
        "Q41: a large form with a field that is too large",
        "/form-sizes",
        multipart((b'name="f"; filename="x"', b"y" * 1_500_000), (b'name="a"', b"x" * 510_000)),
        MULTI,
        413,
    ),
    post("Q39: a large body that is no form", "/form", b"garbage" * 300_000, MULTI, None),
    post(
        "Q29: a large file",
        "/form-sizes",
        multipart((b'name="f"; filename="x"', b"y" * 2_500_000), (b'name="a"', b"12")),
        MULTI,
    ),
]

STRICT = [
    *[
        (app, post(f"Q43: {size} bytes", path, b"x" * size, (), None))
        for app in ["limited"]
        for size in [999, 1000, 1001]
        for path in ["/never-read", "/read"]
    ],
    ("limited", post("Q43: a form", "/form", b"a=" + b"x" * 1000, FORM, 413)),
    ("limited", post("Q43: JSON", "/json", b"[" + b" " * 1000 + b"]", JSON, 413)),
    ("limited", post("Q43: silent JSON", "/silent", b"[" + b" " * 1000 + b"]", JSON, 413)),
    ("limited", post("Q43: chunked, within", "/read", b"x" * 900, chunked=True)),
    ("limited", post("Q43: chunked, above", "/read", b"x" * 1500, (), None, chunked=True)),
    ("limited", post("Q43: a limit of the view", "/raised-limit", b"x" * 11, (), 413)),
    (
        "small_forms",
        post(
            "Q41: MAX_FORM_MEMORY_SIZE", "/form", multipart((b'name="a"', b"x" * 101)), MULTI, 413
        ),
    ),
    (
        "small_forms",
        post("Q42: MAX_FORM_PARTS", "/form", multipart(*[(b'name="a"', b"")] * 4), MULTI, 413),
    ),
    (
        "small_forms",
        post("Q42: MAX_FORM_PARTS", "/form", multipart(*[(b'name="a"', b"")] * 3), MULTI, None),
    ),
    *[
        (app, Case("Q8: trapped", "/key", None))
        for app in ["trapping", "debugging", "trapping_all"]
    ],
    *[
        (app, Case("A11: trapped", f"/abort/{code}", None))
        for app in ["trapping", "trapping_all"]
        for code in [400, 404]
    ],
    ("trapping_all", Case("A11: not found", "/nothing", 500)),
    ("trapping_all", Case("A11: a wrong method", "/read", 500)),
    ("trapping_all", Case("A11: a redirect", "/slash", None)),
    ("trapping_all", post("A11: bad JSON", "/json", b"{", JSON, 500)),
]

DEBUGGING = [
    post("Q13: debugging tells why", "/json", b"{bad", JSON, 400),
    post("Q12: debugging tells why", "/json", b"", (), 415),
    post("Q8: debugging does not hide a missing key", "/key", b"a=1", FORM, 500),
    post("Q8: a form without its encoding", "/file", b"missing=x.txt", FORM, 500),
    post("Q8: a file that is missing", "/file", multipart((b'name="a"', b"1")), MULTI, 500),
    post("J3: debugging indents", "/slash/", b""),
    post("R4: debugging redirects POST too", "/slash", b"a=1", FORM, 308),
    Case("R44: a websocket's rule and plain HTTP", "/ws", None),
    Case("R44: a plain rule", "/websocket"),
]

XFF = ("X-Forwarded-For", "1.1.1.1, 2.2.2.2, 3.3.3.3")
PROXIED = [
    Case(f"Q31: {len(headers)} headers", path, None, headers=headers)
    for path in ["/x/a%20b?c=%C3%A9", "/slash"]
    for headers in [
        (),
        (XFF,),
        (("X-Forwarded-For", "1.1.1.1"),),
        (("X-Forwarded-Proto", "https"),),
        (("X-Forwarded-Host", "pub.example"),),
        (("X-Forwarded-Host", "pub.example:444"), ("X-Forwarded-Proto", "https")),
        (("X-Forwarded-Port", "8443"), ("X-Forwarded-Proto", "https")),
        (("X-Forwarded-Prefix", "/pre/fix"),),
        (
            XFF,
            ("X-Forwarded-Proto", "http, https"),
            ("X-Forwarded-Host", "a.example, b.example"),
            ("X-Forwarded-Prefix", "/p"),
        ),
        (("X-Forwarded-For", ""), ("X-Forwarded-Host", "")),
        (("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-Ssl", "on")),
    ]
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_requests_read_as_in_flask(pair, case):
    pair.check("requests", case)


@pytest.mark.parametrize(("app", "case"), STRICT, ids=str)
def test_limits_and_traps_are_those_of_the_config(pair, app, case):
    pair.check(app, case)


@pytest.mark.parametrize("case", DEBUGGING, ids=str)
def test_debugging_answers_as_in_flask(pair, case):
    pair.check("in_debug", case)


@pytest.mark.parametrize("app", ["proxied", "proxied_all", "proxied_for"])
@pytest.mark.parametrize("case", PROXIED, ids=str)
def test_proxies_are_believed_as_werkzeug_believes_them(pair, app, case):
    pair.check(app, case)


@pytest.mark.parametrize("known", [Known("SCRIPT_NAME header")])
def test_a_prefix_is_not_taken_from_a_header_with_an_underscore(pair, known):
    case = Case("Q25", "/pre/meta/x", None, headers=(("SCRIPT_NAME", "/pre"),))
    old, new = pair.flask.send("requests", case), pair.compat.send("requests", case)

    assert (old.status, new.status) == (200, 404), known


relaxed = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
QUERY = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#"), max_size=30
)
COOKIE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)


@relaxed
@given(query=QUERY)
def test_any_query_string_reads_the_same(pair, query):
    pair.check("requests", Case("Q10: any query", f"/args?{query}", None))


@relaxed
@given(cookie=COOKIE)
def test_any_cookie_header_reads_the_same(pair, cookie):
    pair.check("requests", Case("Q27: any cookie", "/cookies", None, headers=(("Cookie", cookie),)))


@relaxed
@given(body=st.binary(max_size=60))
def test_any_form_body_reads_the_same(pair, body):
    pair.check("requests", post("Q10: any form", "/form", body, FORM, None))
