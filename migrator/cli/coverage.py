"""``migrator coverage``: what the recording reaches, and what it does not."""

from typing import TYPE_CHECKING

from migrator.cli.options import JsonOption, MongoOption, ProjectOption, RoutesArgument
from migrator.cli.replay import RecordingOption

if TYPE_CHECKING:
    from migrator.model.coverage import Coverage


def coverage(
    routes: RoutesArgument = None,
    as_json: JsonOption = False,
    recording: RecordingOption = None,
    mongo_uri: MongoOption = None,
    project: ProjectOption = None,
) -> None:
    """Play the recording on Flask under coverage.py: methods, statuses, branches, worst first."""
    from datetime import UTC, datetime

    from migrator.cli.output import progress_bar, show_json
    from migrator.introspect.specs import read_specs
    from migrator.model.selection import select_routes
    from migrator.project.project import Project
    from migrator.steps import coverage as step
    from migrator.steps.inspect import with_app

    here = with_app(Project.here(project, mongo_uri=mongo_uri))
    select_routes(read_specs(here.route_specs).routes, routes or ())  # said before the work
    with progress_bar() as progress:
        whole = step.measure(here, recording, lambda: datetime.now(UTC), progress)
    found = step.selected(here, whole, routes or ())
    if as_json:
        show_json({"format": 1, "coverage": found})
    else:
        _show(found)


def _show(found: "Coverage") -> None:
    from migrator.cli.coverage_table import gap_lines, summary, table
    from migrator.cli.output import result_console

    console = result_console()
    console.print(table(found.routes))
    for line in (*gap_lines(found), summary(found)):
        console.print(line, markup=False, soft_wrap=True)
