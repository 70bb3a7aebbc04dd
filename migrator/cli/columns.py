"""Rows in columns, as Rich's table without a box shows them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

Row = Sequence[str]


def show_columns(console: "Console", header: Row, rows: Sequence[Row]) -> None:
    """Print the rows below their header; a long cell is folded where it does not fit.

    Rich measures every cell three times, which takes most of a second for a thousand rows. A pipe
    needs neither styles nor folding, so that there the same lines are written at once.
    """
    plain = None if console.is_terminal else _lines([header, *rows], console.width)
    if plain is not None:
        console.file.write("".join(f"{line}\n" for line in plain))
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None)
    for column in header:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _lines(rows: Iterable[Row], width: int) -> list[str] | None:
    """The same lines; None where a cell is not plain ASCII, or a row too long."""
    cells = [[cell.split("\n") for cell in row] for row in rows]
    texts = (text for row in cells for cell in row for text in cell)
    if not all(text.isascii() and text.isprintable() for text in texts):
        return None
    widths = [
        max(len(text) for cell in column for text in cell) for column in zip(*cells, strict=True)
    ]
    if sum(widths) + 2 * len(widths) > width:
        return None
    found = []
    for row in cells:
        for index in range(max(map(len, row))):
            parts = (cell[index] if index < len(cell) else "" for cell in row)
            found.append("".join(f" {p.ljust(w)} " for p, w in zip(parts, widths, strict=True)))
    return found
