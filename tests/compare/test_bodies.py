"""HTML, CSV, text and bytes that differ: the first place a person would look at."""

import pytest

from migrator.compare.body import body_kind, judge_body
from migrator.compare.shown import MOST_FOUND
from migrator.model.exchange import Answer

PAGE = """<!doctype html>
<html><head><title>Produtos</title></head>
<body><table class="lista">
<tr><td>Caneta</td><td>10</td></tr>
<tr><td>L&aacute;pis</td><td>5<br></td></tr>
</table><script>let x = "<b>";</script></body></html>
"""


def found(kind, expected, actual):
    left, right = (
        Answer(200, (("Content-Type", kind),), body if isinstance(body, bytes) else body.encode())
        for body in (expected, actual)
    )
    return [(d.where, d.expected, d.actual) for d in judge_body(left, right)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            ">5<br>", ">6<br>", ("html > body > table > tr[2] > td[2]", "5", "6"), id="text"
        ),
        pytest.param(
            'class="lista"',
            'class="tabela"',
            ("html > body > table @class", 'class="lista"', 'class="tabela"'),
            id="attribute",
        ),
        pytest.param(
            "<td>10</td>",
            "<th>10</th>",
            ("html > body > table > tr > td[2]", "<td>", "<th>"),
            id="tag",
        ),
        pytest.param(
            "&aacute;",
            "á",
            ("html > body > table > tr[2] > td", "L&aacute;pis", "Lápis"),
            id="entity",
        ),
        pytest.param(
            "</table>",
            "</table><hr>",
            ("html > body > script", "<script>", "<hr>"),
            id="element more",
        ),
        pytest.param("<!doctype html>", "", ("page", "<!doctype html>", "<html>"), id="doctype"),
        pytest.param("</body></html>\n", "", ("html > body", "</body>", "absent"), id="end lost"),
        pytest.param("Caneta", "Caneta ", ("line 4",), id="white space only"),
    ],
)
def test_the_first_element_that_differs_is_named(old, new, expected):
    ((where, *sides),) = found("text/html; charset=utf-8", PAGE, PAGE.replace(old, new))

    assert (where, *sides)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("kind", "expected", "actual", "difference"),
    [
        pytest.param("text/plain", "a\nb\n", "a\nc\n", ("line 2", "b\\n", "c\\n"), id="line"),
        pytest.param("text/plain", "a\n", "a\r\n", ("line 1", "a\\n", "a\\r\\n"), id="line end"),
        pytest.param("text/plain", "a\n", "a\nb\n", ("line 2", "absent", "b\\n"), id="line more"),
        pytest.param(
            "text/csv",
            "id;saldo\n1;5\n",
            "id;saldo\n1;6\n",
            ("line 2, column saldo", "1;5\\n", "1;6\\n"),
            id="csv",
        ),
        pytest.param(
            "text/csv",
            'a,b\n"1,5",2\n',
            'a,b\n"1,5",3\n',
            ("line 2, column b", '"1,5",2\\n', '"1,5",3\\n'),
            id="quoted csv",
        ),
        pytest.param(
            "text/csv", "a,b\n1,2\n", "b,a\n1,2\n", ("line 1", "a,b\\n", "b,a\\n"), id="csv head"
        ),
        pytest.param(
            "text/csv", "a,b\n1,2\n", "a,b\n1\n", ("line 2", "1,2\\n", "1\\n"), id="csv field lost"
        ),
        pytest.param(
            "image/png",
            b"\x89PNG\x00",
            b"\x89PNG\x01\x02",
            ("byte 4", "5 bytes, 00", "6 bytes, 0102"),
            id="binary",
        ),
        pytest.param(
            "text/plain",
            b"\xff\xfe",
            b"\xff\xfd",
            ("byte 1", "2 bytes, fe", "2 bytes, fd"),
            id="not UTF-8",
        ),
        pytest.param("text/html", "<p>", "", ("(whole body)", "html: <p>", "empty"), id="empty"),
        pytest.param("", b"a", b"ab", ("byte 1", "1 bytes, end", "2 bytes, 62"), id="no type"),
    ],
)
def test_the_first_place_that_differs_is_named(kind, expected, actual, difference):
    assert found(kind, expected, actual) == [difference]


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("application/json", "json"),
        ("application/problem+json; charset=utf-8", "json"),
        ("TEXT/HTML", "html"),
        ("application/xhtml+xml", "html"),
        ("text/csv; charset=utf-8", "csv"),
        ("image/svg+xml", "text"),
        ("text/javascript", "text"),
        ("application/pdf", "binary"),
        ("", "binary"),
    ],
)
def test_the_content_type_says_how_to_read_a_body(content_type, kind):
    assert body_kind(Answer(200, (("content-type", content_type),))) == kind


@pytest.mark.parametrize(
    "piece", ["<", "</", "<a ", "<a b='", "<!--", "<!", "<div>", "<script>", "</x>"]
)
def test_a_page_of_unclosed_pieces_is_explained_without_hanging(piece):
    page = piece * 20_000

    assert found("text/html", f"{page}x", f"{page}y")


def test_a_page_too_large_to_cut_is_explained_by_its_line():
    page = "<p>\n" * 300_000

    ((where, _, _),) = found("text/html", f"{page}x", f"{page}y")

    assert where == "line 300001"


def test_a_field_longer_than_csv_can_read_is_still_a_difference():
    long = "a;b\n" + "x" * 200_000 + ";1\n"

    assert len(found("text/csv", long, long.replace(";1", ";2"))) == 1


@pytest.mark.parametrize(
    ("kind", "left", "right", "places"),
    [
        (
            "text/html",
            "<ul><li>1<li id=a>2<li>3</ul>",
            "<ul><li>9<li id=b>2<li>8</ul>",
            ["ul > li", "ul > li > li @id", "ul > li > li > li"],
        ),
        ("text/html", "<p>1</p><p>2</p>", "<p>9</p><b>2</b>", ["p", "p[2]"]),
        ("text/plain", "a\nb\nc", "a\nx\ny", ["line 2", "line 3"]),
        (
            "text/csv",
            "n,t\n1,2\n3,4\n",
            "n,t\n9,8\n3,5\n",
            ["line 2, column n", "line 2, column t"],
        ),
    ],
)
def test_every_difference_is_named_when_one_may_be_noise(kind, left, right, places):
    sides = (Answer(200, (("Content-Type", kind),), text.encode()) for text in (left, right))

    found = [item.where for item in judge_body(*sides, every=True)]

    assert found[: len(places)] == places


def test_a_page_with_more_differences_than_are_named_says_so():
    page = "".join(f"<p>{n}</p>" for n in range(1000))
    sides = (
        Answer(200, (("Content-Type", "text/html"),), text.encode())
        for text in (page, page.replace("<p>", "<p>x"))
    )

    found = judge_body(*sides, every=True)

    assert len(found) == MOST_FOUND + 1
    assert found[-1].where == "(and more)"
