"""Reach and risk of every rule on stdout: the worst first, the rest folded."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from migrator.model.app import AppSpec
    from migrator.model.reach import ReachReport, RouteReach

_UNFOLDED = 40
_WORST = 30
_NEXT = 5
_COLOURS = {"high": "red", "medium": "yellow", "low": "green"}


def show_reach(spec: "AppSpec", report: "ReachReport", *, everything: bool = False) -> None:
    """One row a rule, the riskiest first; a summary, the order and the shared functions below.

    In a terminal only the worst are listed when there are many; all of them with ``everything``.
    """
    from migrator.cli.output import result_console
    from migrator.introspect.order import worst_first

    console = result_console()
    routes = worst_first(report.routes)
    folded = console.is_terminal and not everything and len(routes) > _UNFOLDED
    table = _table(with_traffic=bool(report.traffic))
    for route in routes[:_WORST] if folded else routes:
        _add_row(table, route, with_traffic=bool(report.traffic), everything=everything)
    console.print(table)
    if folded:
        console.print(f"… and {len(routes) - _WORST} more of less risk (--all lists them)")
    _show_summary(console, spec, report, everything=everything)


def _table(*, with_traffic: bool) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("risk")
    table.add_column("forecast")
    table.add_column("rule", overflow="fold")
    table.add_column("methods", overflow="fold")
    if with_traffic:
        table.add_column("requests", justify="right")
    for column in ("waits for", "reaches", "why"):
        table.add_column(column, overflow="fold")
    return table


def _add_row(table: "Table", route: "RouteReach", *, with_traffic: bool, everything: bool) -> None:
    from rich.text import Text

    from migrator.introspect import reach_words as words
    from migrator.introspect.summary import methods_text

    requests = [str(route.requests)] if with_traffic else []
    table.add_row(
        Text(route.risk.value, style=_COLOURS[route.risk.value]),
        *(Text(text) for text in (route.forecast.value, route.rule, methods_text(route.methods))),
        *requests,
        *(Text(text) for text in (words.waits_for(route), words.reaches(route))),
        Text("\n".join(words.why(route, everything=everything))),
    )


def _show_summary(
    console: "Console", spec: "AppSpec", report: "ReachReport", *, everything: bool
) -> None:
    from migrator.introspect import reach_words as words
    from migrator.introspect.summary import methods_text, one_line

    ordered = words.first_to_move(report.routes)
    shown = ordered if everything else ordered[:_NEXT]
    names = [f"{methods_text(r.methods)} {r.rule}" for r in shown]
    shared = [
        f"{s.name} ({s.routes} rules)" for s in report.shared[: None if everything else _NEXT]
    ]
    lines = [
        f"{spec.import_string}: {one_line(spec)}",
        words.totals(report),
        words.traffic(report),
        f"to move first: {' · '.join(names)}" if names else "",
        f"shared most: {' · '.join(shared)}" if shared else "",
    ]
    for line in filter(None, lines):
        console.print(line, markup=False, soft_wrap=True)
