"""Quantiles, intervals and the exact test against values computed by hand."""

import random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.bench.statistics import bootstrap, chance_of_errors, quantile

MEAN = {"mean": fmean}


def test_a_quantile_lies_between_its_neighbours():
    assert quantile([1, 2, 3, 4, 5], 0.5) == 3
    assert quantile([0, 10], 0.95) == pytest.approx(9.5)
    assert quantile([7], 0.99) == 7


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_a_quantile_is_within_the_values(values, share):
    ordered = sorted(values)

    rounding = 1e-9 * ordered[-1]
    assert ordered[0] - rounding <= quantile(ordered, share) <= ordered[-1] + rounding


def test_the_interval_holds_the_ratio_and_is_the_same_for_the_same_seed():
    source = random.Random(3)
    pairs = [([source.gauss(10, 1)] * 5, [source.gauss(20, 1)] * 5) for _ in range(30)]

    (first,) = bootstrap(pairs, MEAN, random.Random(1), 300)
    (second,) = bootstrap(pairs, MEAN, random.Random(1), 300)

    assert first == second
    assert first.low < first.value < first.high
    assert first.value == pytest.approx(2, rel=0.05)


def test_equal_values_have_an_interval_without_width():
    (ratio,) = bootstrap([([5.0], [5.0])] * 10, MEAN, random.Random(1), 50)

    assert (ratio.low, ratio.value, ratio.high) == (1, 1, 1)


@pytest.mark.parametrize(
    ("new", "legacy", "chance"),
    [
        ((0, 50), (0, 50), 1.0),
        ((1, 50), (0, 50), 0.5),
        ((3, 4), (1, 4), 17 / 70),  # the lady tasting tea
        ((5, 100), (0, 100), 0.02954),
        ((20, 100), (0, 100), 3.3e-7),
    ],
)
def test_the_chance_of_errors_is_that_of_fisher(new, legacy, chance):
    assert chance_of_errors(*new, *legacy) == pytest.approx(chance, rel=0.02)
