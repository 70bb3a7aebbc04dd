"""Put path patterns back on Flask: always possible, whatever evidence or specs there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from migrator.errors import MigratorError, SpecStale, UsageError
from migrator.introspect.specs import read_specs
from migrator.model.ledger import Event, Stage
from migrator.model.selection import select_routes
from migrator.project.project import Project
from migrator.steps.ledger import ROLLBACK, append_events
from migrator.steps.placements import Placement, read_placements, start_over, write_placements


@dataclass(frozen=True, slots=True)
class Return:
    """A pattern that goes back to Flask, and where it stood."""

    pattern: str
    before: Placement


def plan(project: Project, words: Sequence[str]) -> tuple[Return, ...]:
    """The patterns that ``words`` name and that are not on Flask.

    Raises:
        RouteUnknown: a word names neither a moved pattern nor a route.
        UsageError: no word; the hint lists what could go back.
    """
    moved = {p: it for p, it in read_placements(project).items() if it.stage is not Stage.LEGACY}
    if not words:
        names = ", ".join(sorted(moved)) or "all patterns are on Flask"
        raise UsageError("say which patterns go back, or --all", names)
    chosen = {pattern for word in words for pattern in _named(project, moved, word)}
    return tuple(Return(pattern, moved[pattern]) for pattern in sorted(chosen & moved.keys()))


def plan_all(project: Project) -> tuple[Return, ...]:
    """Every pattern that is not on Flask; none when the table cannot be read."""
    try:
        placements = read_placements(project)
    except MigratorError:
        return ()
    moved = (item for item in sorted(placements.items()) if item[1].stage is not Stage.LEGACY)
    return tuple(Return(pattern, placement) for pattern, placement in moved)


def apply(project: Project, returns: Sequence[Return], now: datetime) -> None:
    """Take the patterns out of the table in one step, then write the ledger."""
    if not returns:
        return

    write_placements(project, after(project, returns))
    append_events(project, (_event(item, now) for item in returns))


def after(project: Project, returns: Sequence[Return]) -> dict[str, Placement]:
    """The placements once the patterns are back."""
    gone = {item.pattern for item in returns}
    return {p: it for p, it in read_placements(project).items() if p not in gone}


def apply_all(project: Project, returns: Sequence[Return], now: datetime) -> None:
    """Empty the table, even a broken one, then write the ledger."""
    start_over(project)
    append_events(project, (_event(item, now) for item in returns))


def _named(project: Project, moved: dict[str, Placement], word: str) -> set[str]:
    """Moved patterns by their own text first, so that no spec is needed to go back."""
    found = {pattern for pattern in moved if pattern == word or fnmatchcase(pattern, word)}
    if found:
        return found
    try:
        routes = read_specs(project.route_specs).routes
    except SpecStale:
        routes = ()
    return {route.rule for route in select_routes(routes, [word])}


def _event(item: Return, now: datetime) -> Event:
    detail = {"from": str(item.before), "stage": Stage.LEGACY.value}
    return Event(now.isoformat(timespec="seconds"), ROLLBACK, item.pattern, detail)
