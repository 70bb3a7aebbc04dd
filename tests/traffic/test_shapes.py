"""Shapes of JSON: every value fits the shape that it and others gave."""

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.traffic.shapes import shape, united

NAMES = ("id", "name", "items", "total")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from([*NAMES, "ana", "bob"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=120, derandomize=True, database=None, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=5))
def test_every_value_fits_the_shape_of_all(values):
    schema = united(shape(value, NAMES.__contains__) for value in values)

    for value in values:
        jsonschema_rs.validate(schema, value)
    assert "ana" not in repr(schema)


def test_a_shape_refuses_what_was_never_seen():
    schema = united(
        shape(value, NAMES.__contains__) for value in ({"id": 1}, {"id": 2, "name": None})
    )

    assert not jsonschema_rs.is_valid(schema, {"id": "1"})
    assert not jsonschema_rs.is_valid(schema, {"name": None})
    assert not jsonschema_rs.is_valid(schema, {"id": 1, "name": 5})
