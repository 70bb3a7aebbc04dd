"""Ratios stand on a logarithmic scale from a quarter to four times."""

import pytest

from migrator.model.benchmark import Ratio
from migrator.report.page import Bar


@pytest.mark.parametrize(
    ("value", "mark"),
    [(1.0, 50.0), (0.25, 0.0), (4.0, 100.0), (2.0, 75.0), (0.5, 25.0), (100.0, 100.0), (0.0, 0.0)],
)
def test_equal_speed_stands_in_the_middle(value, mark):
    assert Bar.of(Ratio("p95", value, value, value)).mark == mark


def test_an_interval_is_never_invisible():
    bar = Bar.of(Ratio("p95", 1.0, 1.0, 1.0))

    assert bar.width > 0
    assert Bar.of(Ratio("p95", 1.0, 0.5, 2.0)).width == 50.0
