"""Exact limits and chances, against sums over every outcome."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.compare.rates import at_least, at_most, discoveries, higher_by_chance


@st.composite
def samples(draw):
    n, m = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    return draw(st.integers(0, n)), n, draw(st.integers(0, m)), m


@given(samples())
def test_the_chance_of_so_many_is_the_share_of_all_ways_to_deal_them_out(sample):
    x, n, k, m = sample
    ways = sum(comb(m, j) * comb(n, x + k - j) for j in range(k, min(m, x + k) + 1))

    chance = higher_by_chance(x, n, k, m)

    assert chance == pytest.approx(float(Fraction(ways, comb(n + m, x + k))), abs=1e-9)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))))
def test_at_the_lower_limit_so_many_or_more_have_just_that_chance(sample):
    x, n = sample
    rate = at_least(x, n, 0.05)

    tail = sum(comb(n, j) * rate**j * (1 - rate) ** (n - j) for j in range(x, n + 1))

    assert tail == pytest.approx(0.05, abs=1e-6)
    assert at_most(n - x, n, 0.05) == pytest.approx(1 - rate)


def test_nothing_seen_has_no_lower_limit_above_zero():
    assert at_least(0, 10, 0.05) == 0.0
    assert at_most(10, 10, 0.05) == 1.0


def test_large_samples_have_narrow_limits():
    assert at_least(50_000, 100_000, 0.025) == pytest.approx(0.4969, abs=1e-4)


@pytest.mark.parametrize(
    ("chances", "tested", "limit"),
    [
        ((), 0, -1.0),
        ((0.04,), 1, 0.04),
        ((0.04,), 2, -1.0),
        ((0.04, 0.05), 2, 0.05),
        ((0.001, 0.5), 10, 0.001),
    ],
)
def test_a_discovery_must_stand_out_among_all_that_was_tested(chances, tested, limit):
    assert discoveries(chances, tested, 0.05) == limit
