"""Templates: names, escaping, lookup, contexts."""

import pytest
from pairs import Case

# The numbers of the application's texts.
TEXTS = {
    "P1": [0],
    "P2": [1, 7, 9],
    "P3": [2],
    "P5": [6],
    "P6": [4, 5, 14, 15, 16],
    "P7": [3],
    "P8": [8, 11],
    "P9": [12],
    "E8": [10, 13],
}
FILES = {
    "P1": ["page.html", "page.svg", "page.xml", "page.xhtml", "page.htm", "page.j2"],
    "P9": ["base.html", "only_bp.html", "missing.html", "sub/page.html", "both.html", "PAGE.html"],
    "P10": ["page.txt", "page.xml", "page.html"],
}

CASES = [
    *[
        Case(f"{row}: text {n}", f"/text/{n}?q=%3Cq%3E", None)
        for row, numbers in TEXTS.items()
        for n in numbers
    ],
    *[Case("P5: in a blueprint", f"/bp/text/{n}", None) for n in range(17)],
    *[
        Case(f"{row}: {name}", f"/file/{name}", None)
        for row, names in FILES.items()
        for name in names
    ],
    Case("P9: the first of a list", "/list"),
    Case("P10: another content type", "/as-json"),
    Case("P9: a blueprint's folder", "/bp/page"),
    Case("P2: a macro by name", "/attribute"),
    Case("T1: a template in pieces", "/stream"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_templates_render_as_in_flask(pair, case):
    pair.check("templates", case)


@pytest.mark.parametrize("path", ["/", "/json"])
def test_p6_the_environment_may_be_changed(pair, path):
    pair.check("plain_templates", Case("P6", path))
