import pytest

from migrator.introspect.conditions import conditions, raised

SOURCE = """\
def view(page, rows):
    if page < 1:
        return 0
    while rows:
        rows.pop()
    for row in rows:
        print(row)
    try:
        rows[0]
    except IndexError:
        return 1
    except (KeyError, ValueError):
        return 2
    match page:
        case 1 | 2:
            return 3
        case _:
            return 4
"""


@pytest.mark.parametrize(
    ("line", "to", "said"),
    [
        (2, 3, "`if page < 1` was never true"),
        (2, 4, "`if page < 1` was never false"),
        (4, 5, "`while rows` was never true"),
        (6, 7, "`for row in rows` had no item"),
        (6, 8, "`for row in rows` never came to its end"),
        (10, 11, "`IndexError` was never raised"),
        (10, 12, "nothing but `IndexError` was raised"),
        (12, 13, "`(KeyError, ValueError)` was never raised"),
        (15, 16, "`case 1 | 2` never fitted"),
        (9, 10, ""),
    ],
)
def test_a_branch_never_taken_is_told_in_the_words_of_the_source(line, to, said):
    assert conditions(SOURCE)(line, to) == said


def test_a_handler_that_was_never_entered_names_its_error():
    assert raised(SOURCE)(10) == "`IndexError` was never raised"
    assert raised("try:\n    f()\nexcept:\n    pass\n")(3) == "nothing was raised"
    assert raised(SOURCE)(11) == ""


def test_a_long_condition_is_cut_and_two_on_one_line_are_not_guessed():
    long = conditions(f"if {' and '.join(['some_name'] * 20)}:\n    x = 1\ny = 2\n")
    both = conditions("if a: b = 1\nif c: d = 1\n")

    assert long(1, 2).endswith("…` was never true")
    assert both(1, 9) == "`if a` was never false"


def test_what_is_no_python_is_not_explained():
    assert conditions("if (")(1, 2) == ""
    assert raised("if (")(1) == ""
