"""A request is shrunk to the parts that matter, wherever they stand."""

import pytest

from migrator.model.exchange import Request
from migrator.traffic.explore.kept import kept
from migrator.traffic.explore.material import Sample
from migrator.traffic.explore.search import Limits, Search

HEADERS = (("Host", "shop.example"), ("Cookie", "session=abc"), ("Accept", "*/*"))
FORM = (*HEADERS, ("Content-Type", "application/x-www-form-urlencoded"))
JSON = (*HEADERS, ("Content-Type", "application/json"))


def shrunk(request, matters):
    trial = Sample("show", "/show", 0.0, request), request
    search = Search(lambda _, asked: ("body",) if matters(asked) else None, [trial], Limits(50, 1))
    found = search.next(kept(*trial), frozenset())
    assert found.first[1] == request
    return found.smallest[1]


def test_pairs_and_headers_that_do_not_matter_are_left_out():
    request = Request("GET", "/show?a=1&page=0&b=2", HEADERS)

    smallest = shrunk(request, lambda asked: "page=0" in asked.target)

    assert (smallest.target, smallest.headers) == ("/show?page=0", HEADERS[:1])


@pytest.mark.parametrize(
    ("headers", "body", "left"),
    [
        (FORM, b"a=1&b=2&c=3", b"b=2"),
        (JSON, b'{"a": 1, "b": 2, "c": [3]}', b'{"b": 2}'),
        (JSON, b'{"c": [{"b": 2, "a": 1}, 4]}', b'{"c": [{"b": 2}]}'),
    ],
    ids=["form", "JSON", "JSON below"],
)
def test_fields_and_members_that_do_not_matter_are_left_out(headers, body, left):
    def matters(asked):
        return b"b=2" in asked.body or (asked.body[:1] == b"{" and '"b": 2' in asked.body.decode())

    assert shrunk(Request("POST", "/show", headers, body), matters).body == left


def test_a_body_keeps_its_spelling_while_nothing_is_left_out():
    body = b'{ "a":1 }'

    smallest = shrunk(Request("POST", "/show", JSON, body), lambda asked: asked.body == body)

    assert smallest.body == body
