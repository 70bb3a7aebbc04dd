"""What is put by comes back in its order, as often as one likes, and leaves nothing behind."""

import random

import pytest

from migrator.project.spool import Spool


@pytest.mark.parametrize("count", [0, 1, 1024, 1025, 5000])
def test_values_come_back_in_the_order_of_their_numbers(tmp_path, count):
    draw = random.Random(count)
    numbers = sorted(range(count), key=lambda number: number + draw.randrange(500))
    spool = Spool(tmp_path)
    for number in numbers:
        spool.add(number, f"value {number}")

    assert list(spool) == [(number, f"value {number}") for number in range(count)]
    assert len(spool) == count


def test_it_can_be_read_again_and_filled_further_and_read_twice_at_once(tmp_path):
    spool = Spool(tmp_path)
    for number in range(3000):
        spool.add(number, number)
    first, second = iter(spool), iter(spool)
    assert next(first) == next(second) == (0, 0)

    assert list(first) == list(second)
    spool.add(3000, 3000)
    assert list(spool)[-1] == (3000, 3000)


def test_values_of_one_number_keep_their_order(tmp_path):
    spool = Spool(tmp_path)
    for value in ("b", "a", "c"):
        spool.add(1, value)

    assert [value for _, value in spool] == ["b", "a", "c"]


def test_the_file_has_no_name(tmp_path):
    spool = Spool(tmp_path)
    for number in range(3000):
        spool.add(number, number)

    assert list(tmp_path.iterdir()) == []
