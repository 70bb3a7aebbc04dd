"""A replay's verdict for people: worst first, each difference with its cause and its place."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from migrator.model.verdict import RouteVerdict

if TYPE_CHECKING:
    from rich.table import Table

_DIFFERENCES = 5
_WIDTH = 120


def table(verdicts: Iterable[RouteVerdict]) -> "Table":
    """One row a rule."""
    from rich.table import Table

    rows = Table(box=None, pad_edge=False)
    for name in ("outcome", "compared", "rule", "endpoint", "source"):
        rows.add_column(name, justify="right" if name == "compared" else "left")
    for item in verdicts:
        rows.add_row(
            item.outcome.value, str(item.compared), item.rule or "-", item.endpoint, item.source
        )
    return rows


def explanations(verdicts: Iterable[RouteVerdict]) -> Iterator[str]:
    """The first differences of each rule, and why a rule was not compared."""
    for item in verdicts:
        name = f"{item.rule or 'no rule'} ({item.endpoint or item.why})"
        if not item.differences:
            yield f"{name}: {item.why}"
            continue
        yield f"{name}:"
        for difference in item.differences[:_DIFFERENCES]:
            where = f"{difference.aspect} {difference.where}".strip()
            cause = f" [{difference.cause}]" if difference.cause else ""
            yield f"  exchange {difference.exchange}: {where}{cause}"
            yield f"    Flask    {difference.expected[:_WIDTH]}"
            yield f"    FastAPI  {difference.actual[:_WIDTH]}"
        if len(item.differences) > _DIFFERENCES:
            yield f"  ... and {len(item.differences) - _DIFFERENCES} more"
