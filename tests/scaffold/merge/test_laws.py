"""What every merge obeys."""

from hypothesis import HealthCheck, given, settings

from migrator.scaffold.merge.choices import Choices
from migrator.scaffold.merge.code import Merger
from migrator.scaffold.merge.lines import merge_lines
from migrator.scaffold.merge.texts import merge_texts
from tests.scaffold.merge.modules import facts, three

NOTHING_CHOSEN = Choices()
laws = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def merge(base, hand, new, choices=NOTHING_CHOSEN):
    return merge_texts("a.py", base, hand, new, choices)


@laws
@given(three())
def test_what_nobody_touched_is_replaced(texts):
    base, _, new = texts

    assert merge(base, base, new) == (new, [])
    assert merge_lines(base, base, new) == new


@laws
@given(three())
def test_what_only_a_person_changed_is_kept(texts):
    base, hand, _ = texts

    assert merge(base, hand, base) == (hand, [])
    assert merge_lines(base, hand, base) == hand


@laws
@given(three())
def test_what_both_changed_alike_is_that(texts):
    base, hand, _ = texts

    assert merge(base, hand, hand) == (hand, [])
    assert merge_lines(base, hand, hand) == hand


@laws
@given(three())
def test_unit_by_unit_the_laws_hold_as_well(texts):
    base, hand, new = texts
    by_units = Merger(Choices().side)

    assert by_units.merge(base, hand, base) == hand
    assert by_units.merge(base, base, new) == new
    assert not by_units.conflicts


@laws
@given(three())
def test_nothing_of_either_side_is_lost_without_a_conflict(texts):
    base, hand, new = texts

    merged, conflicts = merge(base, hand, new)

    before, mine, theirs = facts(base), facts(hand), facts(new)
    if not conflicts:
        assert facts(merged) >= (mine - before) | (theirs - before)
        assert not facts(merged) & ((before - mine) | (before - theirs))


@laws
@given(three())
def test_a_choice_leaves_no_conflict(texts):
    base, hand, new = texts

    assert merge(base, hand, new, Choices(keep_hand=("a.py",))) == (hand, [])
    assert merge(base, hand, new, Choices(take_new=("a.py",))) == (new, [])


@laws
@given(three())
def test_a_second_merge_changes_nothing(texts):
    base, hand, new = texts
    merged, conflicts = merge(base, hand, new)

    if not conflicts:
        assert merge(new, merged, new) == (merged, [])
