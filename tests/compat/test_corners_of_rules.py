"""Rules, blueprints, bodies and templates in their rarer forms, asked of both servers."""

import pytest
from pairs import Case

FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
JSON = (("Content-Type", "application/json; charset=utf-8; x=y"),)
MULTI = (("Content-Type", "multipart/form-data; boundary=B"),)
PARTS = (
    b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n12\r\n'
    b'--B\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nfile\r\n--B--\r\n'
)
PATHS = {
    "R16": ["/rep/a", "/rep/a/b", "/rep/a/end", "/rep/a/b/end", "/rep/A", "/rep/"],
    "R23": ["/d2/", "/d2/1", "/d2/2"],
    "R24": ["/to/5", "/to/5?a=1", "/to/x"],
    "R22": ["/alias/5", "/other/5", "/two", "/two/3", "/two/"],
    "R21": ["/lower", "/by-map"],
    "R19": ["/sub/", "/sub", "/sub/3", "/prefixed", "/things/", "/things", "/things/4", "/built/3"],
    "P3": ["/urls"],
    "R43": [
        "/folded/leaf", "/folded/in/leaf", "/second/leaf", "/second/in/leaf", "/folded", "/recorded",
        "/folded/abort/411", "/second/abort/404", "/folded/abort/500",
    ],
    "P9": ["/folded/page", "/second/page"],
    "S12": ["/folded/static/s.css", "/second/static/s.css", "/folded/static-of", "/second/static/x"],
    "T1": ["/stream-text"],
    "P2": ["/macro"],
}  # fmt: skip
BODIES = [
    (FORM, b"a=1&b=2&a=3"),
    (FORM, b""),
    (MULTI, PARTS),
    (JSON, b'{"a": [1]}'),
    (JSON, b"{bad"),
    ((("Content-Type", "text/plain"), ("Content-Encoding", "gzip")), b"line 1\nline 2\r\n\nend"),
]
CASES = [
    *[
        Case(f"{row}: rarer forms", path, None, method)
        for row, paths in PATHS.items()
        for path in paths
        for method in ["GET", "POST", "OPTIONS", "HEAD"]
    ],
    *[
        Case("Q22: bodies", f"/body/{n}", None, "POST", headers, body)
        for n in range(13)
        for headers, body in BODIES
    ],
    *[Case("P8: texts", f"/text/{n}", None) for n in range(18)],
]
OTHERS = [
    ("ordered", Case("Q2: another storage", "/x?b=1&a=2&b=3", None)),
    ("ordered", Case("Q2: another storage", "/x?b=1", None, "POST", FORM, b"z=1&a=2&z=3")),
    ("ordered", Case("R39: hosts of the class", "/x", None, headers=(("Host", "evil.example"),))),
    *[("strict_templates", Case("P8: options", f"/text/{n}", None)) for n in range(4)],
    *[
        ("strict_templates", Case("S3: max age", f"/sent/{n}", ignore=frozenset({"expires"})))
        for n in ["a.txt", "big.bin"]
    ],
    *[
        ("strict_templates", Case("P9: a loader", f"/file/{name}", None))
        for name in ["own.html", "page.html", "page.txt", "missing.html"]
    ],
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rarer_forms_are_those_of_flask(pair, case):
    pair.check("corners_of_rules", case)


@pytest.mark.parametrize(("app", "case"), OTHERS, ids=str)
def test_classes_and_loaders_of_the_project_are_used(pair, app, case):
    pair.check(app, case)
