"""JSON text is taken apart and put together without losing a character; what is undone is exact."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.compare import given_up_json as undo
from migrator.compare.json_text import compact, indented, read, write

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
LAYOUTS = st.sampled_from([{}, {"indent": 2}, {"separators": (",", ":")}, {"indent": 1}])


@settings(max_examples=200, derandomize=True, deadline=None)
@given(VALUES, LAYOUTS, st.booleans(), st.sampled_from(["", "\n", " \n"]))
def test_what_is_read_is_written_again(value, layout, ascii_only, end):
    text = json.dumps(value, ensure_ascii=ascii_only, **layout) + end

    assert write(read(text.encode())) == text


@settings(max_examples=200, derandomize=True, deadline=None)
@given(VALUES, LAYOUTS)
def test_layouts_are_pythons(value, layout):
    tree = read(json.dumps(value, **layout).encode())

    assert write(compact(tree)) == json.dumps(value, separators=(",", ":"))
    assert write(indented(tree)) == json.dumps(value, indent=2)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(VALUES, LAYOUTS)
def test_what_plain_json_changed_is_taken_back(value, layout):
    flask = json.dumps(value, sort_keys=True, **layout).encode()
    plain = json.dumps(value, ensure_ascii=False, **layout).encode()

    new = undo.escaped(flask, plain) or plain

    assert (undo.sorted_keys(flask, new) or new) == flask


@pytest.mark.parametrize(
    "text", ["", "{", "[1", '{"a"}', '{"a":1}}', "[1,]x", '{"a":"b', "[" * 2000]
)
def test_what_is_no_json_is_left_alone(text):
    body = text.encode()

    assert undo.sorted_keys(b"{}", body) in {None, body}


@pytest.mark.parametrize(
    ("legacy", "new"),
    [
        pytest.param(b'{"a":1,"b":2}', b'{"b":2,"a":3}', id="another value"),
        pytest.param(b'{"b":1,"a":2}', b'{"a":2,"b":1}', id="Flask did not sort"),
        pytest.param(b'{"a":1,"b":2}', b'{"b":2,"a":1,"a":1}', id="a key twice"),
        pytest.param(b'{"a":"x/y","b":2}', b'{"b":2,"a":"x\\/y"}', id="another escape"),
        pytest.param(b'{"a":1.0,"b":2}', b'{"b":2,"a":1}', id="another number"),
        pytest.param(b'[{"a":1,"b":2}]', b'[{"b":2,"a":1},{}]', id="an item more"),
    ],
)
def test_sorting_hides_nothing_else(legacy, new):
    assert undo.sorted_keys(legacy, new) != legacy


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(b'"2024-01-01T00:00:01"', id="another second"),
        pytest.param(b'"2024-01-01T00:00:00+01:00"', id="another zone"),
        pytest.param(b'"2024-01-02"', id="another day"),
        pytest.param(b'"Mon, 01 Jan 2024 00:00:00 UTC"', id="another spelling"),
        pytest.param(b"1704067200", id="a number"),
        pytest.param(b"null", id="nothing"),
    ],
)
def test_dates_hide_nothing_else(new):
    legacy = b'"Mon, 01 Jan 2024 00:00:00 GMT"'

    assert undo.http_dates(legacy, new) != legacy
