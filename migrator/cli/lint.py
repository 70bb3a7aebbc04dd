"""``migrator lint``: what is left of Flask and of sync drivers in async code, generated or not."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migrator.cli.options import JsonOption, ProjectOption
from migrator.errors import ExitCode

if TYPE_CHECKING:
    from migrator.steps.lint import Linted

PathArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="PATH",
        help="A folder or module of FastAPI code; default: the generated app.",
        show_default=False,
    ),
]


def lint(
    path: PathArgument = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Find lost awaits, sync iteration, blocking calls and left-over Flask in async code."""
    from migrator.cli.output import say
    from migrator.project.project import Project
    from migrator.steps import lint as step

    tree = path or _shortened(Project.here(project).out)
    linted = step.lint(tree)
    _show(linted, as_json=as_json)
    say(f"{len(linted.findings)} findings in {linted.modules} modules of {tree}")
    raise typer.Exit(ExitCode.DIFFERENT if linted.findings else ExitCode.PASSED)


def _shortened(folder: Path) -> Path:
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _show(linted: "Linted", *, as_json: bool) -> None:
    from dataclasses import asdict

    from migrator.cli.output import show_json

    if as_json:
        findings = [{**asdict(f), "todo": f.todo} for f in linted.findings]
        show_json({"format": 1, "modules": linted.modules, "findings": findings})
        return
    for found in linted.findings:
        place = f"{found.file}:{found.line}: {found.rule}"
        typer.echo(f"{place}: {found.construct}: {found.why}; {found.todo}")
