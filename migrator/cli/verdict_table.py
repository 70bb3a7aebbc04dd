"""A replay's verdict for people: worst first, each difference with its cause and its place."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from migrator.model.verdict import Difference, RouteVerdict

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


def explanations(verdicts: Iterable[RouteVerdict], curls: Mapping[int, str]) -> Iterator[str]:
    """The first differences of each rule with the request of the first, or why it is not known.

    ``curls`` are commands for exchanges by their number.
    """
    for item in verdicts:
        name = f"{item.rule or 'no rule'} ({item.endpoint or item.why})"
        if not item.differences:
            yield f"{name}: {item.why}"
            continue
        yield f"{name}: {item.why}".rstrip(" ") if item.endpoint else f"{name}:"
        for difference in item.differences[:_DIFFERENCES]:
            where = f"{difference.aspect} {difference.where}".strip()
            cause = f" [{difference.cause}]" if difference.cause else ""
            times = f", {difference.count} times" if difference.count > 1 else ""
            yield f"  exchange {difference.exchange}: {where}{cause}{times}{_source(difference)}"
            yield f"    Flask    {difference.expected[:_WIDTH]}"
            yield f"    FastAPI  {difference.actual[:_WIDTH]}"
        if len(item.differences) > _DIFFERENCES:
            yield f"  ... and {len(item.differences) - _DIFFERENCES} more"
        if first := first_exchange(item):
            yield f"  migrator repro {first}"
            if first in curls:
                yield f"  {curls[first]}"


def first_exchange(verdict: RouteVerdict) -> int:
    """The first exchange in which a rule differed; 0 where none did."""
    return min((item.exchange for item in verdict.differences if item.exchange), default=0)


def _source(difference: Difference) -> str:
    return f" ({difference.source})" if difference.source else ""
