"""However documents were changed, a collection holds those of the file again, in their order."""

import random
from datetime import UTC, datetime

import pytest
from bson import Decimal128, Int64, ObjectId

from migrator.errors import RecordingBroken
from migrator.twins.putting_right import holds, put_right
from migrator.twins.snapshot import documents_of

IDS = [
    *range(8),
    "text",
    "",
    None,
    True,
    1.5,
    Int64(1 << 40),
    Decimal128("2.50"),
    datetime(2026, 1, 1, tzinfo=UTC),
    ObjectId("64b000000000000000000001"),
    b"bytes",
    {"a": 1, "b": "two"},
]


@pytest.fixture
def stored(client, tmp_path):
    """A filled collection, and the file of its documents."""
    collection = client.estoque.produtos
    collection.insert_many({"_id": it, "n": n, "nome": f"é {n}"} for n, it in enumerate(IDS))
    file = tmp_path / "produtos.bson"
    file.write_bytes(b"".join(document.raw for document in documents_of(collection)))
    return collection, file


def spoil(collection, draw):
    kind, identity = draw.randrange(4), draw.choice(IDS)
    if kind == 0:
        collection.delete_one({"_id": identity})
    elif kind == 1:
        collection.update_one({"_id": identity}, {"$set": {"n": draw.random()}})
    elif kind == 2:
        collection.insert_one({"n": draw.random()})
    else:
        collection.replace_one({"_id": identity}, {"nome": "curto"})


@pytest.mark.parametrize("seed", range(12))
def test_what_was_put_right_holds_and_what_was_not_must_be_written_anew(stored, seed):
    collection, file = stored
    draw = random.Random(seed)
    for _ in range(draw.randrange(1, 5)):
        spoil(collection, draw)

    before = holds(collection, file)
    done = put_right(collection, file)

    assert done is None or holds(collection, file)
    assert (done is False) == before


def test_nothing_is_written_where_nothing_changed(stored):
    assert put_right(*stored) is False


def test_one_at_the_end_that_is_gone_comes_back_with_what_stood_behind_it(stored):
    collection, file = stored
    collection.delete_one({"_id": IDS[-3]})

    assert put_right(collection, file) is True


def test_one_at_the_beginning_that_is_gone_and_another_order_need_all_to_be_written_anew(stored):
    collection, file = stored
    collection.delete_one({"_id": IDS[0]})
    assert put_right(collection, file) is None
    collection.insert_one({"_id": IDS[0], "n": 0, "nome": "é 0"})
    assert put_right(collection, file) is None


def test_an_id_of_another_type_is_another_document(stored):
    collection, file = stored
    collection.delete_one({"_id": 7})
    collection.insert_one({"_id": 7.0, "n": 7, "nome": "é 7"})

    assert put_right(collection, file) in (None, True)
    assert not holds(collection, file) or collection.find_one({"n": 7})["_id"] == 7


def test_a_file_that_is_cut_off_is_said(stored):
    collection, file = stored
    file.write_bytes(file.read_bytes()[:-5])

    with pytest.raises(RecordingBroken):
        put_right(collection, file)
