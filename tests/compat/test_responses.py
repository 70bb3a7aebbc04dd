"""Section 3: what a view may return, and what arrives."""

import pytest
from pairs import Case

# The row that each value of the application proves when it is made to JSON.
JSON_ROWS = {
    "J1": ["sorted", "empty"],
    "J2": ["text"],
    "J5": ["datetime", "aware", "date"],
    "J6": ["decimal", "uuid"],
    "J7": ["point", "points", "markup"],
    "J8": ["time", "delta", "set", "bytes", "enum", "complex", "type", "id"],
    "J9": ["intenum", "pair", "tuple"],
    "J10": ["nan"],
    "J11": ["keys", "none_key"],
    "J12": ["mixed_keys", "tuple_keys"],
    "J13": ["floats"],
    "J15": ["none"],
}
JSON_NAMES = [(row, name) for row, names in JSON_ROWS.items() for name in names]
# Returned as it is, only a dictionary or a list becomes JSON.
AS_JSON = {"sorted", "empty", "text", "points", "nan", "keys", "none_key", "mixed_keys"}
AS_JSON |= {"tuple_keys", "floats"}
RETURNED_ROWS = {"bytes": "J17", "markup": "J16", "pair": "J19", "tuple": "J19"}
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
JSON_TYPE = (("Content-Type", "application/json"),)
UNKNOWN_TO_WERKZEUG = {402, 507, 599, 200, 302}
# The numbers in the list of the view `return_`. Left out, for a server does not send them: 2, a
# bytearray, which gunicorn takes for an error; 53, a header name outside of ASCII (J28); 68, a
# status 199 (J25).
RETURNS = {
    "J1": [21, 22],
    "J16": [0, 23, 44, 45, 46, 59, 63],
    "J17": [1],
    "J18": [3, 4, 5, 6, 7, 8, 9, 10, 31, 32, 60],
    "J19": [11, 12, 13, 14, 15, 16, 19, 20, 29, 30, 50, 51, 54, 55],
    "J20": [17, 18, 36],
    "J21": [57, 58],
    "J22": [33, 34, 35, 56],
    "J23": [24, 25],
    "J24": [26],
    "J25": [27, 28, 48],
    "J26": [37, 38, 39, 40, 41, 42, 43, 47, 49, 64],
    "J27": [52],
    "J28": [61],
    "J31": [62],
    "A2": [65, 66, 67],
}
ABORT_TEXTS = {"A6": [0, 1, 10, 11], "A7": [2, 3, 4], "A8": [5, 6, 7, 8, 9], "Q8": [12]}
COOKIES = {
    "K1": [0, 21],
    "K2": [1, 2, 17],
    "K3": [3, 4, 18, 20],
    "K4": [6],
    "K5": [5, 19],
    "K6": [7, 8, 15],
    "K7": [11, 12, 13, 16],
    "K8": [10],
    "K10": [9],
    "K12": [14],
}
FILES = {
    "S1": [0, 1, 13, 15],
    "S2": [0, 6],
    "S3": [5],
    "S4": [2, 3, 4],
    "S5": [7, 8, 9, 10, 14, 17],
    "S8": [11],
    "S9": [12],
    "S13": [16, 18],
}


def numbered(rows, text, path):
    """Return a case for each number, named by its row."""
    return [
        Case(f"{row}: {text} {n}", path.format(n), None)
        for row, numbers in rows.items()
        for n in numbers
    ]


def static_row(path, method):
    if method in {"POST", "OPTIONS"}:
        return "S11"
    return "S13" if path.endswith((".css", ".js", "noext", ".txt")) else "S10"


CASES = [
    *[Case(f"{row}: jsonify {name}", f"/jsonify/{name}", None) for row, name in JSON_NAMES],
    *[
        Case(
            f"{row if name in AS_JSON else RETURNED_ROWS.get(name, 'J18')}: returned {name}",
            f"/returned/{name}",
            None,
        )
        for row, name in JSON_NAMES
    ],
    *[Case(f"{row}: dumps {name}", f"/dumps/{name}", None) for row, name in JSON_NAMES],
    Case("J8: jsonify a generator", "/jsonify/generator", 500),
    *[Case("J15: jsonify", f"/jsonify-forms/{n}", None) for n in range(7)],
    *numbered(RETURNS, "returned", "/return/{}"),
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
    *numbered({"J21": [0, 4, 7], "T1": [1, 3, 5, 6], "A12": [2]}, "stream", "/stream/{}?a=1"),
    *[Case("T2: HEAD of a stream", f"/stream/{n}", None, "HEAD") for n in range(8)],
    Case("J21: a generator view", "/generator-view"),
    *numbered({"A1": [0, 1, 2, 3, 7], "A2": [4, 5, 6, 8, 9, 10, 11]}, "redirect", "/redirect/{}"),
    *[
        Case("A3: redirect codes", f"/redirect-code/{c}", None)
        for c in [300, 301, 302, 303, 305, 307, 308, 200, 404]
    ],
    Case("A1: redirect by keywords", "/redirect-keyword", 303),
    *[
        Case(f"{'A5' if code in UNKNOWN_TO_WERKZEUG else 'A4'}: abort", f"/abort/{code}", None)
        for code in ABORTS
    ],
    *numbered(ABORT_TEXTS, "abort", "/abort-text/{}"),
    *numbered(COOKIES, "cookie", "/cookie/{}"),
    *numbered({"K9": [0, 1], "K11": [2, 3]}, "cookies", "/cookie-more/{}"),
    *numbered(FILES, "file", "/file/{}"),
    *[Case("S1: HEAD of files", f"/file/{n}", None, "HEAD") for n in range(19)],
    *[
        Case(
            f"{'S7' if name == 'Range' else 'S6'}: {name}: {value}",
            path,
            None,
            method,
            ((name, value),),
        )
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
        Case(f"{static_row(path, method)}: static", path, None, method)
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


def test_j25_every_status_from_200_to_599_is_sent(pair):
    for code in range(200, 600):
        pair.check("servers", Case("J25", f"/status/{code}", code))


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
        ("provider", Case("J4: the provider's settings", "/")),
        ("provider", Case("J3: an indented list", "/list")),
        *[
            (app, Case("J4: a provider of the project's own", f"{way}{name}", None))
            for app in ["own_provider", "reversing"]
            for way in ["/", "/returned/", "/dumps/", "/tojson/"]
            for name in ["date", "set", "sorted", "uuid", "time", "floats", "mixed_keys"]
        ],
        *[
            (app, Case("J4: reading", "/read", None, "POST", JSON_TYPE, body))
            for app in ["own_provider", "reversing"]
            for body in [b"1.10", b'{"a": [0.1]}', b"{bad"]
        ],
        *[
            ("own_provider", Case("J4: in a session", f"/session/{name}", None))
            for name in ["sorted", "datetime", "aware", "date", "uuid", "floats", "set"]
        ],
    ],
    ids=str,
)
def test_applications_may_choose(pair, app, case):
    pair.check(app, case)
