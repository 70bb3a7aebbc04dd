import bson
import pytest
from bson import Int64
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.twins.wire.documents import (
    INT64_KIND,
    WireBroken,
    array,
    elements,
    joined,
    value_at,
    without,
)

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.binary(max_size=8),
    st.dates().map(str),
    st.just(bson.ObjectId("65a000020000000000000001")),
    st.just(bson.Timestamp(7, 1)),
    st.just(bson.Decimal128("1.5")),
    st.just(bson.Regex("^a", "i")),
    st.just(bson.Code("f()")),
    st.just(bson.Code("f()", {"a": 1})),
    st.just(bson.MinKey()),
    st.just(bson.MaxKey()),
)
names = st.text("abcdef$", min_size=1, max_size=4)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
documents = st.dictionaries(names, values, max_size=6)
unhurried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(documents, st.sets(names, max_size=3))
def test_leaving_elements_out_is_as_if_they_had_never_been_there(document, left_out):
    kept = {name: value for name, value in document.items() if name not in left_out}

    found = without(bson.encode(document), {name.encode() for name in left_out})

    assert found == bson.encode(kept)


@unhurried
@given(documents)
def test_the_elements_fill_the_document(document):
    encoded = bson.encode(document)

    found = list(elements(encoded))

    assert [name.decode() for _, name, _, _, _ in found] == list(document)
    assert joined(b"".join(encoded[start:end] for _, _, start, _, end in found)) == encoded


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 101])
def test_an_array_of_documents_is_the_one_that_a_driver_writes(count):
    items = [{"n": number, "inner": {"a": []}} for number in range(count)]
    encoded = bson.encode({"all": items})

    assert encoded == joined(b"\x04all\0" + array([bson.encode(item) for item in items]))


def test_a_value_is_found_where_its_path_and_kind_are_right():
    document = bson.encode({"a": 1, "cursor": {"firstBatch": [{"id": 5}], "id": Int64(77)}})

    place = value_at(document, INT64_KIND, b"cursor", b"id")

    assert document[place : place + 8] == (77).to_bytes(8, "little")
    assert value_at(document, INT64_KIND, b"cursor", b"firstBatch") is None
    assert value_at(document, INT64_KIND, b"other", b"id") is None


@pytest.mark.parametrize(
    "broken",
    [b"", b"\x05\0\0", b"\xff\0\0\0\x02a\0", bson.encode({"a": 1}).replace(b"\x10a", b"\x44a")],
    ids=["nothing", "a piece", "no end", "an unknown kind"],
)
def test_bytes_that_are_no_document_are_said_to_be_none(broken):
    with pytest.raises(WireBroken):
        list(elements(broken))
