"""``migrator rollback``: put path patterns back on Flask."""

from typing import TYPE_CHECKING, Annotated

import typer

from migrator.cli.options import DryRunOption, JsonOption, ProjectOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migrator.project.project import Project
    from migrator.steps.rollback import Return

PatternsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATTERN...", help="Rules, endpoints, paths or globs.", show_default=False
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help="Put every pattern back.")]


def rollback(
    patterns: PatternsArgument = None,
    everything: AllOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Put path patterns back on Flask: no evidence is asked for, it always works."""
    from migrator.project.project import Project
    from migrator.steps import rollback as step

    here = Project.here(project)
    returns = step.plan_all(here) if everything else step.plan(here, patterns or ())
    if dry_run:
        _show_diff(here, returns)
    else:
        _apply(here, returns, everything=everything)
    _show(returns, as_json=as_json, dry_run=dry_run)


def _apply(project: "Project", returns: "Sequence[Return]", *, everything: bool) -> None:
    from datetime import UTC, datetime

    from migrator.steps import rollback as step

    carry_out = step.apply_all if everything else step.apply
    carry_out(project, returns, datetime.now(UTC))


def _show_diff(project: "Project", returns: "Sequence[Return]") -> None:
    from migrator.cli.diffs import show_diff
    from migrator.steps import rollback as step
    from migrator.steps.placements import rendered

    if returns:
        show_diff(project.cutover_file, rendered(project, step.after(project, returns)))


def _show(returns: "Sequence[Return]", *, as_json: bool, dry_run: bool) -> None:
    from migrator.cli.output import show_json

    if as_json:
        moved = [{"pattern": item.pattern, "from": item.before.stage} for item in returns]
        show_json({"format": 1, "rolled_back": moved})
        return
    for item in returns:
        typer.echo(f"{item.pattern}  {item.before} -> legacy")
    if not returns:
        typer.echo("on Flask already")
    elif dry_run:
        typer.echo(f"{len(returns)} would go back to Flask")
    else:
        typer.echo(f"{len(returns)} back on Flask")
