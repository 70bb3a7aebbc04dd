"""Section 3: what a view may return, and what arrives."""

import pytest
from pairs import Case

JSON_NAMES = [
    "sorted",
    "text",
    "datetime",
    "aware",
    "date",
    "time",
    "delta",
    "decimal",
    "uuid",
    "point",
    "points",
    "markup",
    "set",
    "bytes",
    "enum",
    "intenum",
    "pair",
    "tuple",
    "complex",
    "nan",
    "keys",
    "none_key",
    "mixed_keys",
    "tuple_keys",
    "floats",
    "empty",
    "none",
    "type",
]
ABORTS = [
    400,
    401,
    402,
    403,
    404,
    405,
    406,
    408,
    409,
    410,
    411,
    412,
    413,
    414,
    415,
    416,
    417,
    418,
    421,
    422,
    423,
    424,
    426,
    428,
    429,
    431,
    451,
    500,
    501,
    502,
    503,
    504,
    505,
    507,
    599,
    200,
    302,
]
# Not sent by one server or the other: 2, a bytearray, by gunicorn; 53, a header name outside of
# ASCII (J28), and 68, a status 199 (J25), by uvicorn.
RETURNS = [n for n in range(68) if n not in {2, 53}]

CASES = [
    *[Case(f"J1-J13: jsonify {name}", f"/jsonify/{name}", None) for name in JSON_NAMES],
    *[
        Case(f"J1-J18: returned {name}", f"/returned/{name}", None)
        for name in JSON_NAMES
        if name != "generator"
    ],
    *[Case(f"J1: dumps {name}", f"/dumps/{name}", None) for name in JSON_NAMES],
    *[Case("J15: jsonify", f"/jsonify-forms/{n}", None) for n in range(7)],
    *[Case("J16-J24, J26-J27: returned", f"/return/{n}", None) for n in RETURNS],
    *[
        Case("R25: HEAD of what is returned", f"/return/{n}", None, "HEAD")
        for n in [0, 4, 14, 21, 24, 26, 33, 35]
    ],
    *[Case("J20: make_response", f"/make/{n}", None) for n in range(11)],
    Case("T3: an ETag of the body", "/conditional"),
    Case(
        "T3: 304",
        "/conditional",
        None,
        headers=(("If-None-Match", '"f3c8c3d7b3f7f0f4b0f2c0b8c9a9a0e5d0f0a0b0"'),),
    ),
    Case("T3: 304 for any", "/conditional", 304, headers=(("If-None-Match", "*"),)),
    *[Case("J21/T1/A12: streams", f"/stream/{n}?a=1", None) for n in range(8)],
    *[Case("T2: HEAD of a stream", f"/stream/{n}", None, "HEAD") for n in range(8)],
    Case("J21: a generator view", "/generator-view"),
    *[Case("A1/A2: redirect", f"/redirect/{n}", 302) for n in range(12)],
    *[
        Case("A3: redirect codes", f"/redirect-code/{c}", None)
        for c in [300, 301, 302, 303, 305, 307, 308, 200, 404]
    ],
    Case("A1: redirect by keywords", "/redirect-keyword", 303),
    *[Case("A4/A5: abort", f"/abort/{code}", None) for code in ABORTS],
    *[Case("A6-A8: abort", f"/abort-text/{n}", None) for n in range(13)],
    *[Case("K1-K12: cookies", f"/cookie/{n}", None) for n in range(22)],
    *[Case("K9/K11: cookies", f"/cookie-more/{n}", 200) for n in range(4)],
    *[Case("S1-S9: files", f"/file/{n}", None) for n in range(19)],
    *[Case("S1: HEAD of files", f"/file/{n}", None, "HEAD") for n in range(19)],
    *[
        Case(f"S6/S7: {name}: {value}", path, None, method, ((name, value),))
        for path in ["/file/0", "/file/7", "/file/17", "/static/s.css"]
        for name, value in [
            ("Range", "bytes=0-3"),
            ("Range", "bytes=-4"),
            ("Range", "bytes=2-"),
            ("Range", "bytes=100-"),
            ("Range", "bytes=0-1,3-4"),
            ("Range", "lines=0-1"),
            ("Range", "x"),
            ("Range", "bytes=5-1"),
            ("If-None-Match", "*"),
            ("If-None-Match", '"x"'),
            ("If-Match", '"x"'),
            ("If-Match", "*"),
            ("If-Modified-Since", "Tue, 02 Jan 2024 03:04:05 GMT"),
            ("If-Modified-Since", "Tue, 02 Jan 2035 03:04:05 GMT"),
            ("If-Unmodified-Since", "Tue, 02 Jan 2020 03:04:05 GMT"),
        ]
        for method in ["GET", "HEAD"]
    ],
    Case(
        "S7: If-Range miss", "/file/0", 200, headers=(("Range", "bytes=0-3"), ("If-Range", '"x"'))
    ),
    *[
        Case("S8: from a directory", f"/from/{name}", None)
        for name in [
            "s.css",
            "missing",
            "sub",
            "sub/x.js",
            "../a.txt",
            "%2e%2e/a.txt",
            "sub/../s.css",
            "/etc/passwd",
            "a%00b",
        ]
    ],
    Case("S8: relative", "/from-relative/s.css"),
    *[
        Case("S10/S11/S13: static", path, None, method)
        for path in [
            "/static",
            "/static/",
            "/static/sub",
            "/static/sub/",
            "/static/s.css",
            "/static/sub/x.js",
            "/static/nope",
            "/static/../a.txt",
            "/static/noext",
            "/static/%C3%A9.txt",
        ]
        for method in ["GET", "HEAD", "POST", "OPTIONS"]
    ],
    *[
        Case("S12: a blueprint's static", path, None, method)
        for path in ["/bp/files/s.css", "/bp/files/nope"]
        for method in ["GET", "OPTIONS"]
    ],
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_a_view_returns_arrives_as_from_flask(pair, case):
    pair.check("responses", case)


@pytest.mark.parametrize("path", ["/server-headers", "/file/0", "/conditional"])
def test_t5_headers_of_the_server_are_left_to_the_server(pair, path):
    old, new = pair.check("responses", Case("T5", path))

    for name in ("date", "server"):
        assert len(old.get(name)) == len(new.get(name)) == 1
    assert "mine" not in new.get("server")
    assert new.get("keep-alive") == new.get("proxy-authenticate") == []


@pytest.mark.parametrize(
    ("app", "case"),
    [
        ("aged", Case("S3: max age", "/f", ignore=frozenset({"expires"}))),
        ("aged", Case("S3: max age of static files", "/st/s.css", ignore=frozenset({"expires"}))),
        ("provider", Case("J3/J4: the provider's settings", "/")),
        ("provider", Case("J3/J4: the provider's settings", "/list")),
    ],
    ids=str,
)
def test_applications_may_choose(pair, app, case):
    pair.check(app, case)
