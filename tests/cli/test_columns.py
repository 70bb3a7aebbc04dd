"""What a pipe gets at once is what Rich would write into it."""

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table
from rich.text import Text

from migrator.cli.columns import show_columns

HEADER = ("status", "rule", "why")
CELLS = st.text("ab é\t\n[:]/_", max_size=12)


def written(rows, width, **options):
    console = Console(file=io.StringIO(), highlight=False, width=width, **options)
    show_columns(console, HEADER, rows)
    return console.file.getvalue()


def by_rich(rows, width):
    console = Console(file=io.StringIO(), highlight=False, width=width)
    table = Table(box=None)
    for name in HEADER:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
    return console.file.getvalue()


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=4), st.sampled_from([12, 24, 200]))
def test_a_pipe_gets_the_lines_of_rich(rows, width):
    assert written(rows, width) == by_rich(rows, width)


def test_a_terminal_gets_a_header_in_bold():
    shown = written([("async", "/", "")], 40, force_terminal=True, color_system="standard")

    assert "\x1b[1m" in shown.splitlines()[0]
