"""``migrator status``: where every rule stands."""

from typing import TYPE_CHECKING

import typer

from migrator.cli.options import JsonOption, ProjectOption, RoutesArgument

if TYPE_CHECKING:
    from migrator.steps.road import Road

_COLUMNS = ("rule", "methods", "endpoint", "grade", "replay", "bench", "stage")


def status(
    routes: RoutesArgument = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Show where every rule stands: grade, replay, benchmark, stage."""
    from dataclasses import replace

    from migrator.cli.output import show_json
    from migrator.model.selection import select_routes
    from migrator.project.project import Project
    from migrator.steps.generated import by_hand_lines, kept_by_hand
    from migrator.steps.road import survey
    from migrator.steps.status import facts, gather_lines, progress_line

    here = Project.here(project)
    road = survey(here)
    if routes:
        keys = {route.key for route in select_routes((r.route for r in road.rules), routes)}
        road = replace(road, rules=tuple(r for r in road.rules if r.route.key in keys))
    if as_json:
        show_json(facts(road, kept_by_hand(here)))
    else:
        _show(road, here.settings.give_up)
        gathering = gather_lines(road, wanted=here.settings.gather)
        for line in (*gathering, *by_hand_lines(kept_by_hand(here))):
            typer.echo(line)
        typer.echo(progress_line(road))


def _show(road: "Road", wanted: tuple[str, ...]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from migrator.cli.output import result_console
    from migrator.steps.status import cells, coverage_lines, given_up_lines

    console = result_console()
    table = Table(*_COLUMNS, box=box.SIMPLE_HEAD, pad_edge=False)
    for rule in road.rules:
        table.add_row(*(Text(cell, overflow="fold") for cell in cells(rule)))
    console.print(table)
    for pattern, placement in sorted(road.orphans.items()):
        typer.echo(f"{pattern} is {placement} in cutover.json, but the app has no such rule")
    if road.stale:
        changed = ", ".join(road.stale)
        typer.echo(f"the replay is stale ({changed} changed since): run `migrator replay`")
    for line in (*coverage_lines(road), *given_up_lines(road, wanted)):
        typer.echo(line)
