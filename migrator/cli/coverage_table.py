"""The coverage of a recording for people: a row for each rule, then the lines never reached."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from migrator.model.coverage import Coverage, Gap, RouteCoverage

if TYPE_CHECKING:
    from rich.table import Table

_COLUMNS = ("reached", "branches", "requests", "methods", "statuses", "rule", "endpoint")


def table(routes: Iterable[RouteCoverage]) -> "Table":
    """One row a rule, in the order given."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    rows = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in _COLUMNS:
        is_number = name in {"reached", "branches", "requests"}
        rows.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for route in routes:
        rows.add_row(*(Text(cell) for cell in _cells(route)))
    return rows


def _cells(route: RouteCoverage) -> tuple[str, ...]:
    """What was recorded; in brackets what was not."""
    missing = f" ({' '.join(route.unrecorded)})" if route.unrecorded else ""
    unseen = f" ({' '.join(map(str, route.unseen))})" if route.unseen else ""
    statuses = " ".join(f"{status}x{count}" for status, count in route.statuses.items())
    return (
        f"{route.share:.0%}",
        f"{route.reached}/{route.branches}",
        str(route.requests),
        (" ".join(route.methods) + missing).strip(),
        (statuses + unseen).strip(),
        route.rule,
        route.endpoint,
    )


def gap_lines(found: Coverage) -> Iterator[str]:
    """Each place that was never reached, once, with why where it is plain."""
    seen: set[Gap] = set()
    for route in found.routes:
        fresh = [gap for gap in route.gaps if gap not in seen]
        seen.update(fresh)
        yield from _listed(f"{route.rule} never reaches", fresh)
    yield from _listed("hooks never reach", [gap for gap in found.hooks if gap not in seen])


def _listed(title: str, gaps: list[Gap]) -> Iterator[str]:
    if gaps:
        yield f"{title}:"
    for gap in gaps:
        end = gap.place.end_line
        lines = f"-{end}" if end > gap.place.line else ""
        why = f": {gap.why}" if gap.why else ""
        yield f"  {gap.place}{lines} {gap.function.rpartition(':')[2]}{why}"


def summary(found: Coverage) -> str:
    """The whole in one sentence, and what was not looked at."""
    other = f"; {found.unmatched} requests of no rule" if found.unmatched else ""
    note = f"\n{found.note}" if found.note else ""
    return (
        f"{found.requests} requests reach {found.rules} of {len(found.routes)} rules and "
        f"{found.reached} of {found.branches} branches ({found.share:.0%}){other}{note}"
    )
