"""Templates: names, escaping, lookup, contexts."""

import pytest
from pairs import Case

CASES = [
    *[Case("P1-P8: text", f"/text/{n}?q=%3Cq%3E", None) for n in range(17)],
    *[Case("P5: in a blueprint", f"/bp/text/{n}", None) for n in range(17)],
    *[
        Case(f"P1/P9/P10: {name}", f"/file/{name}", None)
        for name in [
            "page.html",
            "page.txt",
            "page.svg",
            "page.xml",
            "page.xhtml",
            "page.htm",
            "page.j2",
            "base.html",
            "only_bp.html",
            "missing.html",
            "sub/page.html",
            "both.html",
            "PAGE.html",
        ]
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
