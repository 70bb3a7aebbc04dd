"""``migrator scrub``: stand-ins for the secrets of a recording and its snapshot."""

from pathlib import Path
from typing import Annotated

import typer

from migrator.cli.options import DryRunOption, JsonOption, ProjectOption

FileArgument = Annotated[
    Path | None,
    typer.Argument(metavar="RECORDING", help="Default: the project's.", show_default=False),
]
CheckOption = Annotated[
    bool, typer.Option("--check", help="Write nothing; exit 1 when something is found.")
]
_SHOWN = 20


def scrub(
    recording: FileArgument = None,
    check: CheckOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Replace secrets and personal data by stand-ins, so that the recording still replays."""
    from migrator.cli.output import show_json
    from migrator.errors import ExitCode
    from migrator.project.project import Project
    from migrator.steps import scrub as step

    here = Project.here(project)
    keep = not dry_run
    found = step.check(here, recording) if check else step.scrub(here, recording, keep=keep)
    if as_json:
        show_json({"format": 1, "scrub": found})
    else:
        what = "found" if check else "would be replaced" if dry_run else "replaced"
        print(
            f"{found.exchanges} exchanges and {found.documents} documents of {found.file}: "
            f"{found.places} places {what}"
        )
        for item in found.findings[:_SHOWN] if check or dry_run else ():
            print(f"{item.where}: {item.kind} {item.digest}")
    if not found.exchanges:
        raise typer.Exit(ExitCode.INCONCLUSIVE)
    raise typer.Exit(ExitCode.DIFFERENT if check and found.findings else ExitCode.PASSED)
