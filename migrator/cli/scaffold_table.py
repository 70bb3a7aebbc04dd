"""The grades of all routes on stdout; a cause that several of them share is said once, below."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.cli.columns import Row
    from migrator.model.causes import Cause
    from migrator.model.translation import Reason, RouteTranslation

_ORDER = ("refused", "threaded", "async")


def show_grades(routes: Sequence["RouteTranslation"]) -> None:
    """One row a rule, the refused first; then the shared causes and how many of each grade."""
    from migrator.cli.columns import show_columns
    from migrator.cli.output import result_console
    from migrator.model.causes import causes

    console = result_console()
    shared = [cause for cause in causes(routes) if cause.routes > 1]
    show_columns(console, ("status", "rule", "endpoint", "why"), _rows(routes, shared))
    if shared:
        header = ("cause", "rules", "first at", "what it is")
        show_columns(console, header, _shared_rows(shared))
    grades = [route.grade.value for route in routes]
    console.print(", ".join(f"{n} {word}" for word in _ORDER if (n := grades.count(word))))


def _rows(routes: Sequence["RouteTranslation"], shared: Sequence["Cause"]) -> "list[Row]":
    ordered = sorted(routes, key=lambda it: _ORDER.index(it.grade.value))
    return [
        (it.grade.value, it.rule, it.endpoint, "\n".join(_why(it.reasons, shared)))
        for it in ordered
    ]


def _why(reasons: Sequence["Reason"], shared: Sequence["Cause"]) -> list[str]:
    """The reasons of one rule: shared ones by the number of their cause, the others in full."""
    numbers, own = set(), []
    for reason in reasons:
        found = next((n for n, cause in enumerate(shared, 1) if cause.is_behind(reason)), 0)
        if found:
            numbers.add(found)
        else:
            own.append(f"{_place(reason)} {reason.construct}: {reason.why}".lstrip())
    return [*([f"cause {', '.join(map(str, sorted(numbers)))}"] if numbers else []), *own]


def _shared_rows(shared: Sequence["Cause"]) -> "list[Row]":
    rows: list[Row] = []
    for number, cause in enumerate(shared, 1):
        first = cause.first
        more = f" and {cause.places - 1} more" if cause.places > 1 else ""
        what = f"{first.construct}: {first.why}" + (f"; {first.todo}" if first.todo else "")
        rows.append((str(number), str(cause.routes), _place(first) + more, what))
    return rows


def _place(reason: "Reason") -> str:
    if not reason.line:
        return reason.file
    return f"{reason.file}:{reason.line}"
