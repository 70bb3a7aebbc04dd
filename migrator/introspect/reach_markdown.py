"""Reach and risk of every rule as Markdown, below the table of rules."""

from collections.abc import Iterator

from migrator.introspect import reach_words as words
from migrator.introspect.order import worst_first
from migrator.introspect.summary import methods_text
from migrator.model.reach import ReachReport, RouteReach

_SHARED = 20


def reach_markdown(report: ReachReport) -> str:
    """The routes worst first, the order to move them in, why, and the functions they share."""
    return "\n".join([*_table(report), *_order(report), *_reasons(report), *_shared(report)]) + "\n"


def _table(report: ReachReport) -> Iterator[str]:
    yield from ("", "## Reach and risk", "", words.totals(report), "")
    yield "| risk | forecast | rule | methods | requests | waits for | reaches | touches |"
    yield "|------|----------|------|---------|---------:|-----------|---------|---------|"
    for route in worst_first(report.routes):
        cells = (
            route.risk.value, route.forecast.value, f"`{_cell(route.rule)}`",
            methods_text(route.methods), str(route.requests) if report.traffic else "",
            words.waits_for(route), words.reaches(route), ", ".join(route.touches),
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"


def _order(report: ReachReport) -> Iterator[str]:
    yield from ("", "## Suggested order", "")
    if counted := words.traffic(report):
        yield from (counted, "")
    for route in words.first_to_move(report.routes):
        yield f"{route.order}. `{methods_text(route.methods)} {_cell(route.rule)}`{_because(route)}"


def _because(route: RouteReach) -> str:
    parts = [f"{route.requests} requests"] if route.requests else []
    parts += [] if route.risk.value == "low" else [f"{route.risk.value} risk"]
    return f" ({', '.join(parts)})" if parts else ""


def _reasons(report: ReachReport) -> Iterator[str]:
    listed = [
        (r, why) for r in worst_first(report.routes) if (why := words.why(r, everything=True))
    ]
    if not listed:
        return
    yield from ("", "## Why", "")
    for route, lines in listed:
        yield f"- `{_cell(route.rule)}` ({route.forecast.value})"
        yield from (f"    - {_cell(line)}" for line in lines)


def _shared(report: ReachReport) -> Iterator[str]:
    if not report.shared:
        return
    yield from ("", "## Shared functions", "", "| function | routes |", "|----------|-------:|")
    for item in report.shared[:_SHARED]:
        yield f"| `{_cell(item.name)}` | {item.routes} |"
    if len(report.shared) > _SHARED:
        yield f"| … and {len(report.shared) - _SHARED} more | |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
