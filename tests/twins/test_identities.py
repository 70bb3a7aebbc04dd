from bson import ObjectId

from migrator.twins.identities import pair_identities, with_identities

A, B, C, D = (ObjectId(f"{n:024x}") for n in range(1, 5))


def test_documents_are_paired_by_what_they_hold():
    legacy = [{"_id": A, "v": 1}, {"_id": B, "v": 2}]
    new = [{"_id": C, "v": 2}, {"_id": D, "v": 1}]

    assert pair_identities(legacy, new, {}) == {C: B, D: A}


def test_what_differs_is_paired_in_the_order_in_which_it_was_made():
    legacy = [{"_id": B, "v": 2}, {"_id": A, "v": 1}]
    new = [{"_id": D, "v": 20}, {"_id": C, "v": 10}]

    assert pair_identities(legacy, new, {}) == {C: A, D: B}


def test_documents_of_different_number_are_not_guessed_at():
    assert pair_identities([{"_id": A, "v": 1}], [{"_id": B}, {"_id": C}], {}) == {}


def test_ids_on_both_sides_are_never_paired_with_another():
    assert pair_identities([{"_id": A, "v": 1}], [{"_id": A, "v": 2}], {}) == {}


def test_ids_that_no_server_makes_are_left_alone():
    assert pair_identities([{"_id": "x"}], [{"_id": "y"}], {}) == {}


def test_a_known_pair_is_kept_and_renamed_before_the_contents_are_compared():
    legacy = [{"_id": A}, {"_id": B, "of": A}]
    new = [{"_id": C}, {"_id": D, "of": C}]

    assert pair_identities(legacy, new, {C: A}) == {D: B}


def test_ids_are_renamed_however_deep_they_stand():
    assert with_identities({"a": [{"b": C}], "c": "x"}, {C: A}) == {"a": [{"b": A}], "c": "x"}
