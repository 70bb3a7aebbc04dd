"""A generated folder merged file by file."""

import pytest

from migrator.errors import UsageError
from migrator.scaffold.merge.choices import EVERYTHING_NEW, Choices
from migrator.scaffold.merge.tree import Generated, changed_by_hand, merge_tree
from migrator.scaffold.stage import digest

A = b"x = 1\n\n\ndef f():\n    return 1\n\n\ndef g():\n    return 2\n"
OTHER = {"other.py": b"y = 1\n"}


def was(**files):
    named = {**OTHER, **{name.replace("_", "."): data for name, data in files.items()}}
    texts = {name: data.decode() for name, data in named.items() if name.endswith(".py")}
    return Generated({name: digest(data) for name, data in named.items()}, texts)


def merge(known, there, new, choices=Choices()):
    return merge_tree(known, {**OTHER, **there}, {**OTHER, **new}, choices)


def test_what_nobody_touched_is_renewed_or_goes():
    merged = merge(was(a_py=A, b_py=A), {"a.py": A, "b.py": A}, {"a.py": b"x = 2\n"})

    assert merged.files == {**OTHER, "a.py": b"x = 2\n"}
    assert (merged.by_hand, merged.conflicts) == ({}, {})


def test_an_edit_by_hand_is_kept_and_named():
    mine = A.replace(b"return 1", b"return 9")

    merged = merge(was(a_py=A), {"a.py": mine}, {"a.py": A})

    assert merged.files["a.py"] == mine
    assert merged.by_hand == {"a.py": ("f",)}


def test_an_edit_by_hand_is_merged_with_what_is_new():
    mine, new = A.replace(b"return 1", b"return 9"), A.replace(b"return 2", b"return 8")

    merged = merge(was(a_py=A), {"a.py": mine}, {"a.py": new})

    assert merged.files["a.py"] == mine.replace(b"return 2", b"return 8")
    assert not merged.conflicts


def test_a_conflict_leaves_the_file_as_it_stands():
    mine, new = A.replace(b"return 1", b"return 9"), A.replace(b"return 1", b"return 8")

    merged = merge(was(a_py=A), {"a.py": mine}, {"a.py": new})

    assert merged.files["a.py"] == mine
    assert [conflict.part for conflict in merged.conflicts["a.py"]] == ["f"]


def test_a_file_deleted_by_hand_stays_deleted_until_it_is_asked_for():
    known = was(a_py=A)

    kept = merge(known, {}, {"a.py": A})
    asked = merge(known, {}, {"a.py": A}, Choices(take_new=("a.py",)))
    changed = merge(known, {}, {"a.py": A + b"z = 3\n"})

    assert "a.py" not in kept.files
    assert kept.by_hand == {"a.py": ()}
    assert asked.files["a.py"] == A
    assert [c.hand for c in changed.conflicts["a.py"]] == [None]


def test_a_folder_of_which_nothing_is_left_is_written_anew():
    merged = merge_tree(was(a_py=A), {}, {"a.py": A}, Choices())

    assert merged.files == {"a.py": A}
    assert not merged.by_hand


def test_a_file_of_ones_own_is_not_spoken_of_until_one_is_generated_there():
    merged = merge(was(), {"mine.py": b"m = 1\n"}, {})
    taken = merge(was(), {"mine.py": b"m = 1\n"}, {"mine.py": b"m = 2\n"})

    assert "mine.py" not in merged.files
    assert not merged.by_hand
    assert taken.files["mine.py"] == b"m = 1\n"
    assert "a file of yours" in taken.conflicts["mine.py"][0].why


def test_an_edited_module_that_is_not_generated_any_more_is_decided_by_a_person():
    known, mine = was(a_py=A), A + b"mine = 1\n"

    undecided = merge(known, {"a.py": mine}, {})
    kept = merge(known, {"a.py": mine}, {}, Choices(keep_hand=("a.py",)))
    gone = merge(known, {"a.py": mine}, {}, Choices(take_new=("a.*",)))

    assert [c.new for c in undecided.conflicts["a.py"]] == [None]
    assert undecided.files["a.py"] == kept.files["a.py"] == mine
    assert "a.py" not in gone.files


@pytest.mark.parametrize("there", [b"\xff\xfe", b"text"], ids=["bytes", "text"])
def test_a_copy_whose_text_is_not_known_is_taken_whole_or_not_at_all(there):
    known = Generated({**was().digests, "logo.png": digest(b"old")}, was().texts)

    same = merge(known, {"logo.png": there}, {"logo.png": b"old"})
    both = merge(known, {"logo.png": there}, {"logo.png": b"new"})

    assert same.files["logo.png"] == there
    assert not same.conflicts
    assert "is not known" in both.conflicts["logo.png"][0].why


def test_line_ends_of_windows_are_no_edit_and_stay():
    windows = A.replace(b"\n", b"\r\n")
    mine = windows.replace(b"return 1", b"return 9")
    new = A.replace(b"return 2", b"return 8")

    untouched = merge(was(a_py=A), {"a.py": windows}, {"a.py": A})
    merged = merge(was(a_py=A), {"a.py": mine}, {"a.py": new})

    assert (untouched.files["a.py"], untouched.by_hand) == (windows, {})
    assert merged.files["a.py"] == mine.replace(b"return 2", b"return 8")
    assert merged.by_hand == {"a.py": ("f",)}


def test_everything_new_takes_every_edit_back():
    there = {"a.py": A + b"mine = 1\n", "b.py": A + b"mine = 1\n"}

    merged = merge(was(a_py=A, b_py=A, c_py=A), there, {"a.py": A, "c.py": A}, EVERYTHING_NEW)

    assert merged.files == {**OTHER, "a.py": A, "c.py": A}
    assert not merged.conflicts


def test_a_choice_about_nothing_is_a_mistake():
    there = {"a.py": A.replace(b"return 1", b"return 9")}

    with pytest.raises(UsageError, match=r"nothing at 'a.py:g' was changed") as caught:
        merge(was(a_py=A), there, {"a.py": A}, Choices(keep_hand=("a.py:g",)))

    assert caught.value.hint == "changed by hand: a.py:f"


def test_what_was_changed_is_told_without_a_new_translation():
    there = {**OTHER, "a.py": A.replace(b"def g", b"def h")}

    assert changed_by_hand(was(a_py=A, b_py=A), there) == {
        "a.py": ("h", "g (removed)"),
        "b.py": (),
    }
    assert changed_by_hand(was(a_py=A), {}) == {}
