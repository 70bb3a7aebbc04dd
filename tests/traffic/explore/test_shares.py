"""What an operation with little to change cannot use goes to the others, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from migrator.traffic.explore.shares import shares

WANTED = st.lists(st.tuples(st.integers(0, 9), st.sampled_from((0.2, 1.0, 2.0))), min_size=1)


def test_operations_that_have_as_much_to_change_get_the_same():
    assert shares(100, [(3, 1.0), (3, 1.0)]) == [100, 100]


def test_one_without_parts_ends_early_and_leaves_its_examples_to_others():
    assert shares(100, [(0, 1.0), (5, 1.0), (5, 1.0)]) == [40, 130, 130]


def test_the_factor_counts_while_there_is_room():
    assert shares(40, [(5, 1.0), (5, 2.0)]) == [40, 80]


@given(WANTED, st.integers(1, 300))
def test_never_more_than_was_asked_for_in_all_and_never_none(wanted, examples):
    found = shares(examples, wanted)

    assert min(found) >= 1
    assert sum(found) <= examples * sum(factor for _, factor in wanted) + len(wanted)
    for (parts, _), given_ in zip(wanted, found, strict=True):
        assert given_ <= 40 + 30 * parts


@given(WANTED, st.integers(1, 300))
def test_nothing_is_left_over_while_one_has_more_to_ask(wanted, examples):
    found = shares(examples, wanted)

    pairs = zip(wanted, found, strict=True)
    if any(parts and given_ < 40 + 30 * parts for (parts, _), given_ in pairs):
        assert sum(found) >= examples * sum(factor for _, factor in wanted) - len(wanted)
