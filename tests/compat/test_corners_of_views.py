"""Views of classes, errors raised by hand, static files elsewhere, asked of both servers."""

import pytest
from pairs import Case

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
VIEWS = [
    "/decorated", "/decorated/5", "/with-head", "/inherited/3", "/only-post", "/quiet/a", "/some",
    "/stacked", "/method",
]  # fmt: skip
FILES = ["/", "/view", "/view/", "/sub/view", "/sub/view/", "/s.css", "/sub/x.js", "/sub", "/nope"]
FOLDERS = {
    "static_at_root": [*FILES, "/folder/s.css", "/folder/", "/folder", "/../a.txt", "/%C3%A9.txt"],
    "static_elsewhere": [*FILES, "/a/b/x.js", "/a/b/", "/a/b", "/static/s.css"],
    "static_missing": [*FILES, "/static/s.css", "/nothing/s.css"],
    "no_options": ["/x", "/y", "/z"],
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("case", [Case("R48", path, None) for path in VIEWS], ids=str)
def test_views_of_classes_answer_every_method(pair, case, method):
    pair.check("corners_of_views", Case("R48", case.path, None, method))


@pytest.mark.parametrize(
    "case", [Case("A4: raised by hand", f"/raised/{n}", None) for n in range(19) if n != 8], ids=str
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_errors_raised_by_hand_are_answered_alike(pair, case, method):
    pair.check("corners_of_views", Case(case.row, case.path, None, method))


@pytest.mark.parametrize(
    ("app", "case"),
    [
        (app, Case("R28" if app == "no_options" else "S10", path, None, method))
        for app, paths in FOLDERS.items()
        for path in paths
        for method in ["GET", "HEAD", "POST", "OPTIONS"]
    ],
    ids=str,
)
def test_static_files_may_stand_elsewhere(pair, app, case):
    pair.check(app, case)
