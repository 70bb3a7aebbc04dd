"""The rules as a table on stdout, long blueprints folded where a person reads it."""

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from migrator.model.app import AppSpec
    from migrator.model.route import RouteSpec

_UNFOLDED = 40
_FOLDED = 8
_PIPED_WIDTH = 1000


def show_rules(spec: "AppSpec", *, everything: bool = False) -> None:
    """One row a rule in order of registration, a summary below; all when piped or asked for."""
    from rich.console import Console

    from migrator.introspect.summary import one_line

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PIPED_WIDTH)
    is_folded = console.is_terminal and not everything and len(spec.routes) > _UNFOLDED
    table = _table()
    for _, routes in groupby(spec.routes, key=lambda route: route.blueprint):
        _add_rows(table, routes, folded=is_folded)
    console.print(table)
    console.print(f"{spec.import_string}: {one_line(spec)}", markup=False, soft_wrap=True)


def _table() -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("rule", "methods", "endpoint", "view"):
        table.add_column(column, overflow="fold")
    return table


def _add_rows(table: "Table", routes: "Iterable[RouteSpec]", *, folded: bool) -> None:
    from rich.text import Text

    from migrator.introspect.summary import methods_of, view_of

    listed = list(routes)
    shown = listed[:_FOLDED] if folded and len(listed) > _FOLDED + 1 else listed
    for route in shown:
        cells = (route.rule, methods_of(route), route.endpoint, view_of(route))
        table.add_row(*(Text(cell) for cell in cells))
    if len(shown) < len(listed):
        rest = f"… and {len(listed) - len(shown)} more (--all lists them)"
        table.add_row(Text(rest, style="dim"))
    table.add_section()
