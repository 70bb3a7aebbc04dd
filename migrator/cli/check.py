"""``migrator check``: the same for CI, with exit codes, JUnit, SARIF and annotations."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migrator.cli.options import AppArgument, JsonOption, ProjectOption, PythonOption

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.project.project import Project
    from migrator.steps.check import Checked

JunitOption = Annotated[
    Path | None, typer.Option("--junit", help="Write the verdicts there as JUnit XML.")
]
SarifOption = Annotated[
    Path | None, typer.Option("--sarif", help="Write refused constructs there as SARIF 2.1.0.")
]


def check(
    app: AppArgument = None,
    junit: JunitOption = None,
    sarif: SarifOption = None,
    as_json: JsonOption = False,
    python: PythonOption = None,
    project: ProjectOption = None,
) -> None:
    """Check that specs, generated files and the evidence of what is live still hold."""
    import os

    from migrator.cli.output import say
    from migrator.project.project import Project
    from migrator.steps import check as step

    here = Project.here(project, app=app, python=python)
    checked = step.check(here, say)
    _write(here, checked, junit, sarif)
    _tell_github(checked, os.environ)
    _show(checked, as_json=as_json)
    raise typer.Exit(checked.exit_code)


def _write(project: "Project", checked: "Checked", junit: Path | None, sarif: Path | None) -> None:
    from migrator.project.files import write_atomic
    from migrator.steps import check as step

    if junit:
        write_atomic(junit, step.junit_text(checked))
    if sarif:
        write_atomic(sarif, step.sarif_text(project, checked))


def _tell_github(checked: "Checked", environ: "Mapping[str, str]") -> None:
    """Annotations go to stderr, which the runner reads too: stdout may be JSON."""
    from migrator.project.files import append_line
    from migrator.report.github import annotations, summary

    if not environ.get("GITHUB_ACTIONS"):
        return
    for line in annotations(checked.problems):
        typer.echo(line, err=True)
    if path := environ.get("GITHUB_STEP_SUMMARY"):
        append_line(Path(path), summary(checked.problems, checked.progress))


def _show(checked: "Checked", *, as_json: bool) -> None:
    from migrator.cli.output import show_json

    if as_json:
        facts = {"exit_code": int(checked.exit_code), "serving": checked.serving}
        facts |= {"progress": checked.progress, "problems": checked.problems}
        show_json({"format": 1, **facts})
        return
    for problem in checked.problems:
        place = f"{problem.file}:{problem.line}: " if problem.line else ""
        typer.echo(f"{problem.check}: {place}{problem.message}")
    if checked.progress:
        typer.echo(" -> ".join(f"{count} {name}" for name, count in checked.progress.items()))
    served = f"{len(checked.serving)} patterns are answered by FastAPI"
    typer.echo(f"{served}, {len(checked.problems)} problems")
