"""The docstring of each module says which rows it keeps and when it goes; together they keep all."""

import ast
import re
import tomllib

import pytest
from test_standalone import MODULES

from tests.parity_table import LIST, PAGE

LISTED = tomllib.loads(LIST.read_text("utf-8"))["rows"]
# How many rows the sections have that the table leaves out: async use, drivers, declarations.
ELSEWHERE = {"U": 12, "M": 32, "O": 9}
NAMED = re.compile(r"\b([ABCEJKMOPQRSTUX])(\d+)(?:-\1?(\d+))?\b")
KEEPS = re.compile(r"\bKeeps (?!no )|\bKeeps (no row|no Flask behaviour|nothing of Flask)\b")
GOES = re.compile(r"\b(delete|goes) (when|with)\b", re.IGNORECASE)


def docstring(path):
    return ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""


def named(text):
    return {
        f"{letter}{number}"
        for letter, first, last in NAMED.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


def exists(row):
    return row in LISTED or int(row[1:]) <= ELSEWHERE.get(row[0], 0)


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.stem != "__init__"], ids=lambda path: path.stem
)
def test_a_module_names_what_it_keeps_and_when_it_may_be_deleted(path):
    text = docstring(path)
    kept = KEEPS.search(text)

    assert kept, "says nothing of what it keeps"
    assert GOES.search(text), "says nothing of when it may be deleted"
    assert bool(named(text)) == (kept[1] is None), "keeps no row, or names none"
    assert not [row for row in named(text) if not exists(row)]


def test_every_row_that_is_equal_is_kept_by_a_module():
    rows = [line.split(" | ") for line in PAGE.read_text("utf-8").splitlines()]
    equal = {row[0].removeprefix("| ") for row in rows if len(row) > 5 and "equal" in row[3]}
    kept = set().union(*(named(docstring(path)) for path in MODULES))

    assert len(equal) > 200
    assert equal - kept == set()


def test_ranges_of_rows_are_read():
    assert named("Keeps R1-R3, Q8 (W400), J2-4 and 3.1-B") == {
        "R1",
        "R2",
        "R3",
        "Q8",
        "J2",
        "J3",
        "J4",
    }
