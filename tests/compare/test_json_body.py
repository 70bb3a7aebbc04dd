"""JSON bodies that differ are explained by pointer; nothing hangs and nothing is missed."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.compare.json_body import explain_json
from migrator.compare.shown import SOME_FOUND


def explained(expected, actual):
    return [(d.where, d.expected, d.actual) for d in explain_json(expected, actual)]


def dumped(value):
    return json.dumps(value, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("expected", "actual", "found"),
    [
        pytest.param(b'{"a":1}', b'{"a":2}', [("/a", "number 1", "number 2")], id="value"),
        pytest.param(b'{"a":1}', b'{"a":"1"}', [("/a", "number 1", 'string "1"')], id="type"),
        pytest.param(b'{"a":1}', b'{"a":true}', [("/a", "number 1", "true")], id="boolean"),
        pytest.param(b'{"a":0}', b'{"a":false}', [("/a", "number 0", "false")], id="zero"),
        pytest.param(b'{"a":1}', b'{"a":1.0}', [("/a", "number 1", "number 1.0")], id="spelling"),
        pytest.param(b"[1e+16]", b"[1e16]", [("/0", "number 1e+16", "number 1e16")], id="exponent"),
        pytest.param(b'{"a":null}', b"{}", [("/a", "null", "absent")], id="missing null"),
        pytest.param(b"{}", b'{"a":1}', [("/a", "absent", "number 1")], id="extra"),
        pytest.param(b"{}", b"[]", [("(root)", "object with no keys", "array of 0")], id="kinds"),
        pytest.param(
            b'{"a":1,"b":2}', b'{"b":2,"a":1}', [("(root)", "keys a, b", "keys b, a")], id="order"
        ),
        pytest.param(
            b'{"a":1,"a":1}', b'{"a":1}', [("(root)", "keys a, a", "keys a")], id="repeated"
        ),
        pytest.param(
            b"[1,2]",
            b"[2,1]",
            [("(root)", "2 items", "the same items in another order")],
            id="items",
        ),
        pytest.param(
            b"[1,2,3]",
            b"[1,3]",
            [("(root)", "array of 3", "array of 2"), ("/1", "number 2", "absent")],
            id="an item lost in the middle",
        ),
        pytest.param(
            b'{"a/b":{"~":1}}',
            b'{"a/b":{"~":2}}',
            [("/a~1b/~0", "number 1", "number 2")],
            id="escape",
        ),
        pytest.param(
            b"{}\n", b"{}", [("(end)", "newline at the end", "no newline at the end")], id="newline"
        ),
        pytest.param(
            b'{"a":1}', b'{"a": 1}', [("(white space)", '{"a":1}', '{"a": 1}')], id="space"
        ),
        pytest.param(
            b'"\\u00e9"', '"é"'.encode(), [("(escapes)", '"\\u00e9"', '"é"')], id="escapes"
        ),
        pytest.param(b'"a\\/"', b'"a/"', [("(escapes)", '"a\\/"', '"a/"')], id="slash"),
        pytest.param(b"[1]", b"[1", [("byte 2", "[1]", "[1")], id="not JSON"),
    ],
)
def test_a_difference_is_named_by_its_pointer(expected, actual, found):
    assert explained(expected, actual) == found


def test_an_inserted_item_does_not_hide_a_changed_one():
    items = [{"id": n, "nome": f"p{n}"} for n in range(6)]
    changed = [{"id": 99, "nome": "novo"}, *(dict(item) for item in items)]
    changed[3]["nome"] = "trocado"
    changed[6]["id"] = 7

    places = {where: (old, new) for where, old, new in explained(dumped(items), dumped(changed))}

    assert places["(root)"] == ("array of 6", "array of 7")
    assert places["/2/nome"] == ('string "p2"', 'string "trocado"')
    assert places["/5/id"] == ("number 5", "number 7")
    assert places["/0"] == ("absent", "object with id, nome")
    assert len(places) == 4


def test_a_long_list_of_differences_is_cut():
    expected, actual = dumped(list(range(500))), dumped(list(range(1, 501)))

    assert 0 < len(explain_json(expected, actual)) <= SOME_FOUND + 3


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        pytest.param(b'"' + b"a" * 5_000_000 + b'"', b'"b"', id="five megabytes"),
        pytest.param(b"[" * 50_000 + b"]" * 50_000, b"[" * 50_001 + b"]" * 50_001, id="deep"),
    ],
)
def test_what_is_too_large_is_said_to_be_so(expected, actual):
    (difference,) = explain_json(expected, actual)

    assert "too large to explain" in difference.where


def test_large_arrays_that_differ_everywhere_are_explained_without_hanging():
    rows = [{"id": n, "valor": n * 1.5, "nome": f"produto {n}"} for n in range(5_000)]
    other = [{"id": n + 1, "valor": n * 2.5, "nome": f"item {n}"} for n in range(4_990)]
    began = time.process_time()

    found = explain_json(dumped(rows), dumped(other))

    assert found
    assert time.process_time() - began < 20


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(width=16)
    | st.text("ab/~é", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(values, values)
def test_a_difference_is_found_exactly_where_bytes_differ(one, other):
    expected, actual = dumped(one), dumped(other)
    if expected == actual:
        return

    found = explain_json(expected, actual)
    mirrored = explain_json(actual, expected)

    assert found
    assert bool(found) is bool(mirrored)
    assert not any("escapes" in d.where for d in found if one != other)
