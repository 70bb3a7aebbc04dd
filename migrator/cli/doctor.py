"""``migrator doctor``: is everything there that the road needs?"""

from typing import TYPE_CHECKING

import typer

from migrator.cli.options import AppArgument, JsonOption, MongoOption, ProjectOption, PythonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migrator.model.check import Check


def doctor(
    app: AppArgument = None,
    as_json: JsonOption = False,
    python: PythonOption = None,
    mongo_uri: MongoOption = None,
    project: ProjectOption = None,
) -> None:
    """Check the app, its stack, the database and the tools; exit 5 when a needed one fails."""
    from migrator.cli.output import say, show_json
    from migrator.errors import ExitCode
    from migrator.model.check import State
    from migrator.project.project import Project
    from migrator.steps import doctor as step

    here = Project.here(project, app=app, python=python, mongo_uri=mongo_uri)
    checks = step.doctor(here, say)
    if as_json:
        show_json({"format": 1, "checks": checks, "notes": [step.QUART]})
    else:
        _show_table(checks)
        say(step.QUART)
    if any(check.state is State.FAIL for check in checks):
        raise typer.Exit(ExitCode.COULD_NOT_RUN)


def _show_table(checks: "Sequence[Check]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours = {"ok": "green", "warn": "yellow", "fail": "bold red"}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("", "what", "seen"):
        table.add_column(column, overflow="fold")
    for check in checks:
        seen = Text(check.message)
        if check.hint:
            seen.append(f"\n{check.hint}", style="dim")
        table.add_row(Text(check.state, style=colours[check.state]), Text(check.name), seen)
    Console(highlight=False).print(table)
