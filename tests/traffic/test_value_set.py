from hypothesis import given
from hypothesis import strategies as st

from migrator.traffic.value_set import ValueSet


@given(st.lists(st.sets(st.text(max_size=6))), st.text(max_size=6), st.integers(0, 9))
def test_it_knows_what_a_set_knows_however_little_it_may_remember(groups, other, most):
    values, plain = ValueSet(most), set()
    for group in groups:
        values.add(group)
        plain |= group

    assert all(value in values for value in plain)
    assert (other in values) == (other in plain)
    assert 7 not in values
