"""End states are compared by _id, by field and by BSON type; real bson values."""

from datetime import UTC, datetime

import bson
import pytest
from bson import Decimal128, Int64, ObjectId
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.compare.end_state import SOME_FOUND, judge_end_state

OID = ObjectId("65f000000000000000000001")
SEEN, AT_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC), "2026-11-23 12:00:00.000+00:00"
PRODUCT = {"_id": OID, "nome": "Caneta", "saldo": 10, "tags": ["a", "b"], "em": SEEN, "x": {"y": 1}}
SKU = {"name": "sku_1", "key": {"sku": 1}, "unique": True, "v": 2}


def changed(**fields):
    return {**PRODUCT, **fields}


def found(legacy, new):
    return [(d.where, d.expected, d.actual) for d in judge_end_state(legacy, new)]


HERE = f"produtos[{OID}]"


@pytest.mark.parametrize(
    ("document", "difference"),
    [
        pytest.param(changed(saldo=9), (f"{HERE}.saldo", "int32 10", "int32 9"), id="value"),
        pytest.param(
            changed(saldo=10.0), (f"{HERE}.saldo", "int32 10", "double 10.0"), id="int to double"
        ),
        pytest.param(
            changed(saldo=Int64(10)), (f"{HERE}.saldo", "int32 10", "int64 10"), id="int to long"
        ),
        pytest.param(
            changed(saldo="10"), (f"{HERE}.saldo", "int32 10", "string 10"), id="int to string"
        ),
        pytest.param(
            changed(saldo=Decimal128("10")),
            (f"{HERE}.saldo", "int32 10", "Decimal128 10"),
            id="decimal",
        ),
        pytest.param(
            changed(saldo=True), (f"{HERE}.saldo", "int32 10", "bool True"), id="int to bool"
        ),
        pytest.param(changed(saldo=None), (f"{HERE}.saldo", "int32 10", "null"), id="null"),
        pytest.param(
            changed(em=SEEN.isoformat()),
            (f"{HERE}.em", f"datetime {AT_NOON}", f"string {SEEN.isoformat()}"),
            id="date to string",
        ),
        pytest.param(
            changed(em=SEEN.replace(hour=9)),
            (f"{HERE}.em", f"datetime {AT_NOON}", f"datetime {AT_NOON.replace('12:', '09:')}"),
            id="local date",
        ),
        pytest.param(
            changed(x={"y": 1, "z": 2}), (f"{HERE}.x.z", "absent", "int32 2"), id="field more"
        ),
        pytest.param(changed(x={}), (f"{HERE}.x.y", "int32 1", "absent"), id="field less"),
        pytest.param(
            changed(x=[1]), (f"{HERE}.x", "document with y", "array of 1"), id="document to array"
        ),
        pytest.param(
            changed(tags=["a"]), (f"{HERE}.tags", "array of 2", "array of 1"), id="item less"
        ),
        pytest.param(
            changed(tags=["a", "c"]), (f"{HERE}.tags.1", "string b", "string c"), id="item"
        ),
        pytest.param(
            {k: PRODUCT[k] for k in ("_id", "saldo", "nome", "tags", "em", "x")},
            (HERE, "fields _id, nome, saldo, tags, em, x", "fields _id, saldo, nome, tags, em, x"),
            id="order of fields",
        ),
    ],
)
def test_a_difference_names_collection_id_and_field(document, difference):
    assert found({"produtos": [PRODUCT]}, {"produtos": [document]}) == [difference]


def test_a_lost_write_and_an_extra_one_are_named():
    other = {"_id": "b", "n": 1}

    assert found({"log": [other]}, {"log": []}) == [("log[b]", "document with _id, n", "absent")]
    assert found({"log": []}, {"log": [other]}) == [("log[b]", "absent", "document with _id, n")]


def test_ids_of_another_type_are_other_documents():
    assert len(found({"log": [{"_id": 1}]}, {"log": [{"_id": "1"}]})) == 2


def test_the_order_of_documents_says_nothing():
    documents = [{"_id": n} for n in range(5)]

    assert found({"log": documents}, {"log": documents[::-1]}) == []


def test_a_collection_that_one_side_never_made_is_named():
    assert found({"log": []}, {}) == [("log", "0 documents", "absent")]
    assert found({}, {"log": [{"_id": 1}]}) == [("log", "absent", "1 documents")]


@pytest.mark.parametrize(
    ("index", "difference"),
    [
        pytest.param(None, ("produtos$indexes.sku_1", "sku 1 (unique=True)", "absent"), id="lost"),
        pytest.param(
            {**SKU, "unique": False},
            ("produtos$indexes.sku_1", "sku 1 (unique=True)", "sku 1 (unique=False)"),
            id="option",
        ),
        pytest.param(
            {**SKU, "key": {"sku": -1}},
            ("produtos$indexes.sku_1", "sku 1 (unique=True)", "sku -1 (unique=True)"),
            id="direction",
        ),
        pytest.param(
            {**SKU, "key": [("sku", 1), ("x", 1)]},
            ("produtos$indexes.sku_1", "sku 1 (unique=True)", "sku 1, x 1 (unique=True)"),
            id="keys",
        ),
    ],
)
def test_a_different_index_is_named(index, difference):
    name = "produtos$indexes"

    assert found({name: [SKU]}, {name: [index] if index else []}) == [difference]


def test_how_an_index_is_described_says_nothing():
    name = "produtos$indexes"
    other = {"key": [("sku", 1)], "name": "sku_1", "unique": True, "v": 1, "ns": "a.produtos"}

    assert found({name: [SKU]}, {name: [other]}) == []


def test_many_differences_are_cut_and_counted():
    documents = [{"_id": n} for n in range(SOME_FOUND + 5)]

    differences = judge_end_state({"log": documents}, {"log": []})

    assert len(differences) == SOME_FOUND + 1
    assert differences[-1].actual == "5 more differences"


def test_not_a_number_equals_itself():
    assert (
        found({"log": [{"_id": 1, "n": float("nan")}]}, {"log": [{"_id": 1, "n": float("nan")}]})
        == []
    )


documents = st.dictionaries(
    st.sampled_from("abc"),
    st.one_of(
        st.integers(-5, 5),
        st.floats(-5, 5, width=16),
        st.text("ab", max_size=2),
        st.booleans(),
        st.none(),
        st.integers(0, 3).map(Int64),
        st.lists(st.integers(0, 2), max_size=2),
    ),
).map(lambda fields: {"_id": 1, **fields})


@settings(max_examples=300, deadline=None)
@given(documents, documents)
def test_states_differ_exactly_where_their_bson_does(one, other):
    equal = bson.encode(one) == bson.encode(other)

    assert bool(found({"c": [one]}, {"c": [other]})) is not equal
    assert bool(found({"c": [other]}, {"c": [one]})) is not equal
