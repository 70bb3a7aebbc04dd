"""What a database has under a name is what a filter of that name may be given."""

from datetime import UTC, datetime

from bson import ObjectId

from migrator.traffic.explore.stored import LETTERS, Stored, stored_for

ONE, TWO = ObjectId("65a000010000000000000001"), ObjectId("65a000010000000000000002")


def kept(*collections):
    stored = Stored()
    for documents in collections:
        stored.add(documents)
    return stored.values()


def test_values_are_known_by_the_last_name_of_their_field():
    found = kept(
        [{"kind": "tea", "size": {"width": 3}, "tags": ["hot", "new"], "lines": [{"n": 1.5}]}]
    )

    assert found == {"kind": ("tea",), "width": ("3",), "tags": ("hot", "new"), "n": ("1.5",)}


def test_what_no_client_would_write_is_left_out_and_dates_are_days():
    found = kept(
        [{"a": None, "b": True, "c": b"x", "d": "", "e": datetime(2026, 1, 15, tzinfo=UTC)}]
    )

    assert found == {"e": ("2026-01-15",)}


def test_a_name_that_ends_in_id_may_be_any_identity_of_which_each_collection_gives_two():
    found = kept([{"_id": number} for number in (5, 6, 7)], [{"_id": ONE, "shop_id": TWO}])

    assert stored_for("shop_id", found) == (str(TWO), "5", "6", str(ONE))
    assert stored_for("name", found) == ()


def test_texts_beyond_ascii_are_kept_for_any_name():
    assert kept([{"name": "Ana"}, {"name": "João"}])[LETTERS] == ("João",)
