"""``migrator report``: the migration as one HTML file."""

from pathlib import Path
from typing import Annotated

import typer

from migrator.cli.options import JsonOption, ProjectOption

OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Where to write it; default: .migrator/report.html."),
]


def report(
    output: OutputOption = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Write everything that is known about the migration into one HTML file."""
    from datetime import UTC, datetime

    from migrator.cli.output import show_json
    from migrator.project.project import Project
    from migrator.steps.report import write_report

    path = write_report(Project.here(project), datetime.now(UTC), output)
    if as_json:
        show_json({"format": 1, "report": str(path)})
    else:
        typer.echo(str(path))
