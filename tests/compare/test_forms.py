from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.compare.forms import cut, fits, joined, shape


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("2026-11-28T12:03:04", "2027-01-02T23:59:00", True),
        ("2026-11-28", "28/11/2026", False),
        ("Sat, 28 Nov 2026 12:00:00 GMT", "2026-11-28T12:00:00", False),
        ("12.5", "12", False),
        ("kZ9_-kdfj9203-_AAAA", "aaaaBBBB1111222233Z", True),
        ("total 12 at 12:03", "total 13 at 12:04", True),
        ("RLXsrtP64gir9ZR+tA==", "CNNAWLvQKVGQw/0XDg==", True),
        ("fO4Di93aIaVkgmyS/g==", "RMXVLmoo4BIvvwyvIw==", True),
    ],
)
def test_values_of_one_kind_have_one_form(left, right, same):
    assert (cut(left).form == cut(right).form) is same


def test_words_stand_in_their_order():
    assert cut("total 12 at 12:03").words == ("total", "12", "at", "12:03")


@pytest.mark.parametrize(
    "text", ["Order-Chair-Green-7", "/Products/Chairs/12", "Chair%20Green%20Big"]
)
def test_words_beside_a_number_stay_words(text):
    assert len(cut(text).words) > 1


@pytest.mark.parametrize("token", ["CNNAWLvQKVGQw/0XDg==", "RMXVLmoo4BIvvwyvIw=="])
def test_base64_is_one_word_with_one_digit_and_as_long_in_an_address(token):
    assert cut(token) == ("t", (token,))
    assert cut(quote(token, safe="")) == ("t", (token,))


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-28",
        "2026-11-28T12:03:04.123",
        "28/11/2026 12:03",
        "Sat, 28 Nov 2026 12:03:04",
        "12:03",
    ],
)
def test_a_time_moves_as_a_whole(moment):
    assert cut(f"made {moment} here").words == ("made", moment, "here")


@pytest.mark.parametrize(
    ("seen", "word", "fit"),
    [
        (["3fa9", "00c1"], "beef", True),
        (["3fa9", "00c1"], "zzzz", False),
        (["3fa9", "00c1"], "BEEF", False),
        (["3fa9", "00c1"], "3fa9c", False),
        (["1764331281", "1764331282"], "1764331281000", False),
        (["7", "12"], "120", True),
        (["7", "12"], "1200", False),
        (["Sat", "Sun"], "Fri", True),
    ],
)
def test_a_word_fits_what_was_seen_by_its_characters_and_its_length(seen, word, fit):
    assert fits(word, shape(seen)) is fit


words = st.text("0123456789abcdefxyzABCXYZ", min_size=1, max_size=12)


@given(st.lists(words, min_size=1), st.lists(words, min_size=1))
def test_what_was_seen_fits_alone_and_joined(ours, theirs):
    both = joined(shape(ours), shape(theirs))

    assert all(fits(word, shape(ours)) for word in ours)
    assert all(fits(word, both) for word in (*ours, *theirs))
    assert both == shape([*ours, *theirs])


@given(st.text("ab12-/ é", max_size=12))
def test_a_value_is_its_form_with_its_words_in_it(text):
    form, found = cut(text)
    rest = iter(found)

    assert "".join(next(rest) if mark in "wt" else mark for mark in form) == text
