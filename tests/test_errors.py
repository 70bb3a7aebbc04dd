"""Exit codes are ordered, and every error has one."""

import pytest

from migrator import errors
from migrator.errors import ExitCode, worst


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        pytest.param((), 0, id="nothing happened"),
        pytest.param((0, 3), 3, id="inconclusive beats passed"),
        pytest.param((3, 1), 1, id="a difference beats inconclusive"),
        pytest.param((1, 4), 4, id="missing evidence beats a difference"),
        pytest.param((4, 2), 2, id="usage beats missing evidence"),
        pytest.param((2, 5, 0), 5, id="could not run beats all"),
    ],
)
def test_the_worst_code_wins(codes, expected):
    assert worst(*map(ExitCode, codes)) == expected


def test_every_error_is_drawn_in_the_tree_and_has_a_code():
    classes = [
        item
        for item in vars(errors).values()
        if isinstance(item, type) and issubclass(item, errors.MigratorError)
    ]

    assert len(classes) > 10
    for item in classes:
        assert item.__name__ in errors.__doc__
        assert item.exit_code in set(ExitCode) - {ExitCode.PASSED}
