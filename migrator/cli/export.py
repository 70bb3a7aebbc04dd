"""``migrator export``: a recording for other tools."""

from pathlib import Path
from typing import Annotated

import typer

from migrator.cli.options import JsonOption, ProjectOption
from migrator.cli.replay import RecordingOption

KindArgument = Annotated[str, typer.Argument(metavar="har", help="HTTP Archive 1.2.")]
TargetArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")]


def export(
    kind: KindArgument,
    file: TargetArgument,
    recording: RecordingOption = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Write the recording as an HTTP Archive, which browsers and load tools read."""
    from migrator.cli.output import show_json
    from migrator.project.project import Project
    from migrator.steps.exporting import export_har

    count = export_har(Project.here(project), kind, file, recording)
    if as_json:
        show_json({"format": 1, "file": str(file), "exchanges": count})
        return
    typer.echo(f"{count} exchanges written to {file}")
