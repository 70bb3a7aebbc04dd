"""Drawn requests: any client can send them, each part may be gone, and the rule is asked for."""

import h11
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.model.exchange import Request
from migrator.model.route import Converter, Function, RouteSpec
from migrator.traffic.explore.material import Material, Sample, path_pattern, path_pieces, values_of
from migrator.traffic.explore.requests import requests
from migrator.traffic.explore.search import Limits, Search
from migrator.traffic.wire import sent_headers

RULE = "/p/<int:pid>/<path:rest>"
ROUTE = RouteSpec(
    "p.show",
    RULE,
    ("GET", "POST"),
    0,
    Function("app", "show"),
    converters=(Converter("pid", "int", ""), Converter("rest", "path", "")),
)
PLAIN = (("Host", "shop.example"), ("Cookie", "session=abc"), ("Accept", "*/*"))
FORM = (*PLAIN, ("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", "9"))
JSON = (*PLAIN, ("Content-Type", "application/json"))
PARTS = (*PLAIN, ("Content-Type", "multipart/form-data; boundary=b"))
SAMPLES = {
    "query": Request("GET", "/p/7/a/b?q=tea&page=2", PLAIN),
    "form": Request("POST", "/p/7/a", FORM, b"nome=ch%C3%A1&q=1"),
    "json": Request("POST", "/p/7/a", JSON, b'{"q": 1, "items": [{"id": "x"}, 2], "n": null}'),
    "multipart": Request(
        "POST",
        "/p/7/a",
        PARTS,
        b'--b\r\nContent-Disposition: form-data; name="q"\r\n\r\n1\r\n'
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n\xff\r\n--b--\r\n',
    ),
    "no JSON after all": Request("POST", "/p/7/a", JSON, b"{"),
}


def material(request, method="", **known):
    sample = Sample("p.show", RULE, 1.0, request)
    return Material(ROUTE, method or request.method, (sample,), ("q", "other"), ("q", "z"), **known)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_drawn_request_can_be_sent(name):
    methods = [SAMPLES[name].method, "HEAD" if name == "query" else "DELETE"]
    known = {"words": ("cup", "é"), "cookies": ("session=def",)}

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=HealthCheck)
    @given(st.one_of(requests(material(SAMPLES[name], method, **known)) for method in methods))
    def send(drawn):
        _, request = drawn
        head = h11.Request(
            method=request.method,
            target=request.target.encode("ascii"),
            headers=[(k.encode("latin-1"), v.encode("latin-1")) for k, v in sent_headers(request)],
        )
        assert h11.Connection(h11.CLIENT).send(head)
        assert request.method in methods
        assert len(request.target) <= 2000
        assert request.target.startswith("/")
        assert "#" not in request.target
        assert ("Host", "shop.example") in request.headers
        assert sum(name == "Cookie" for name, _ in request.headers) <= 1

    send()


def drawn_of(name, **known):
    """Two hundred requests that were made from one sample."""
    found = []
    search = Search(lambda _, request: found.append(request), (), Limits(200, 1))
    search.next(requests(material(SAMPLES[name], **known)), frozenset())
    return found


def test_a_query_is_kept_left_out_changed_repeated_and_added_to():
    queries = {request.target.partition("?")[2] for request in drawn_of("query")}

    assert any(query == "q=tea&page=2" for query in queries)
    assert "" in queries
    assert any(query.count("page=") > 1 for query in queries)
    assert any("other=" in query for query in queries)


def test_members_of_json_go_and_come_and_change_their_type():
    bodies = {request.body for request in drawn_of("json")}

    assert any(b'"q"' not in body and b'"items"' in body for body in bodies)
    assert any(b'"z"' in body for body in bodies)
    assert any(b'"q": null' in body or b'"q": "' in body or b'"q": [' in body for body in bodies)


def test_parts_of_a_multipart_body_go_and_change():
    bodies = {request.body for request in drawn_of("multipart")}

    assert any(b'name="q"' not in body and b'name="f"' in body for body in bodies)
    assert any(b"\xff" not in body and b'name="f"' in body for body in bodies)


def test_cookies_are_left_out_and_swapped_and_types_are_changed():
    found = drawn_of("form", cookies=("session=other",))
    headers = [dict(request.headers) for request in found]

    assert any("Cookie" not in each for each in headers)
    assert any(each.get("Cookie") == "session=other" for each in headers)
    types = {each.get("Content-Type") for each in headers}
    assert types - {None, "application/x-www-form-urlencoded"}


def test_the_words_and_values_that_an_application_knows_are_used():
    found = drawn_of("query", words=("364", "366"), values={"q": ("kept",), "pid": ("12",)})
    targets = " ".join(request.target for request in found)

    assert "=366" in targets
    assert "q=kept" in targets
    assert "/p/12/" in targets


@given(st.sampled_from(["/p/7/a/b", "/p/x/é"]))
def test_a_rule_takes_its_path_apart(path):
    assert path_pattern(RULE, ROUTE.converters).fullmatch(path)
    assert path_pieces(RULE) == [("/p/", "pid"), ("/", "rest"), ("", "")]


def test_values_are_known_by_the_names_of_paths_queries_and_forms():
    samples = [Sample("p.show", RULE, 0.0, SAMPLES[name]) for name in ("query", "form")]

    found = values_of(samples, {("p.show", RULE): ROUTE})

    assert found["pid"] == ("7",)
    assert found["rest"] == ("a/b", "a")
    assert found["q"] == ("tea", "1")
    assert found["nome"] == ("chá",)


def test_values_near_a_recorded_one_are_drawn():
    found = drawn_of("query")
    pages = {pair for request in found for pair in request.target.partition("?")[2].split("&")}

    assert {"page=0", "page=-1", "page=1", "page=3"} & pages
    assert {"q=TEA", "q=Tea", "q=te", "q=+tea", "q=tea+"} & pages
