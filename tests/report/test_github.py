"""Annotations and summaries survive whatever stands in a message."""

import pytest

from migrator.errors import ExitCode
from migrator.report.github import annotations, summary
from migrator.report.problem import Problem


def problem(message="broken", file="", line=0, route=""):
    return Problem("verdict", message, ExitCode.DIFFERENT, file, line, route)


@pytest.mark.parametrize(
    ("found", "line"),
    [
        pytest.param(problem(), "::error title=migrator verdict::broken", id="no place"),
        pytest.param(
            problem(file="app.py", line=3),
            "::error file=app.py,line=3,title=migrator verdict::broken",
            id="a place",
        ),
        pytest.param(
            problem("50%\nof: it,\r", "a,b:c.py"),
            "::error file=a%2Cb%3Ac.py,title=migrator verdict::50%25%0Aof: it,%0D",
            id="escapes",
        ),
    ],
)
def test_an_annotation_is_one_line(found, line):
    assert annotations([found]) == (line,)


def test_only_the_first_ten_are_annotated():
    assert len(annotations([problem()] * 30)) == 10


def test_the_summary_is_a_table_that_no_message_breaks():
    text = summary([problem("a|b\n<b>`x`", "app.py", 3, "/p")], {"found": 2, "live": 1})

    assert "2 found → 1 live" in text
    assert "| verdict | /p | app.py:3 | a\\|b &lt;b>\\`x\\` |" in text


def test_a_long_table_is_cut_and_says_so():
    text = summary([problem()] * 150, {})

    assert text.count("| verdict |") == 100
    assert "and 50 more" in text


def test_no_problem_is_said_in_words():
    assert "Nothing is wrong." in summary([], {"found": 1})
