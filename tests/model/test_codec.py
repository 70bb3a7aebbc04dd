"""Model values survive the way through JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model.codec import from_json, to_json
from migrator.model.exchange import Answer, Exchange, Request
from migrator.model.place import Place
from migrator.model.route import Converter, Function, RouteSpec
from migrator.model.verdict import Difference, Outcome, RouteVerdict

_words = st.text(max_size=20)
_headers = st.lists(st.tuples(_words, _words), max_size=4).map(tuple)
_exchanges = st.builds(
    Exchange,
    id=st.integers(0, 10**6),
    session=_words,
    at=st.floats(0, 1e6),
    request=st.builds(
        Request, method=_words, target=_words, headers=_headers, body=st.binary(max_size=50)
    ),
    answer=st.builds(
        Answer, status=st.integers(100, 599), headers=_headers, body=st.binary(max_size=50)
    ),
    endpoint=_words,
    rule=_words,
)


@given(_exchanges)
def test_an_exchange_comes_back_as_it_was(exchange):
    text = json.dumps(to_json(exchange))

    assert from_json(Exchange, json.loads(text)) == exchange


def test_a_route_with_everything_in_it_comes_back_as_it_was():
    view = Function("blueprints.main", "ver", place=Place("blueprints/main.py", 3, 9))
    route = RouteSpec(
        endpoint="main.ver",
        rule="/v/<int(min=1):n>",
        methods=("GET", "HEAD"),
        position=4,
        view=view,
        converters=(Converter("n", "int", "werkzeug.routing.IntegerConverter", "min=1"),),
        defaults={"page": 1},
        view_methods={"GET": view},
    )

    assert from_json(RouteSpec, json.loads(json.dumps(to_json(route)))) == route


def test_fields_that_hold_their_default_are_left_out():
    verdict = RouteVerdict("main.ver", "/v", Outcome.UNKNOWN, 0)

    assert to_json(verdict) == {
        "endpoint": "main.ver",
        "rule": "/v",
        "outcome": "unknown",
        "compared": 0,
    }


def test_bytes_that_are_not_text_are_kept_as_base64():
    assert to_json(Request("GET", "/", body=b"\xff\x00"))["body"] == {"base64": "/wA="}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param({"aspect": "body"}, "the keys where", id="a key is missing"),
        pytest.param(
            {"aspect": "a", "where": "b", "expected": "c", "actual": "d", "colour": "red"},
            "not colour",
            id="a key is unknown",
        ),
        pytest.param(
            {"aspect": 7, "where": "b", "expected": "c", "actual": "d"},
            r"Difference\.aspect should have str, found 7",
            id="a value has the wrong type",
        ),
        pytest.param([], "should have an object", id="the whole is a list"),
    ],
)
def test_what_has_another_shape_is_refused_by_name(data, message):
    with pytest.raises(ValueError, match=message):
        from_json(Difference, data)
