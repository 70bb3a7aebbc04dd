"""``migrator approve``: accept a difference, with a reason, an owner and a last day."""

from datetime import datetime
from typing import Annotated

import typer

from migrator.cli.options import DryRunOption, JsonOption, ProjectOption

RouteArgument = Annotated[
    str, typer.Argument(metavar="ROUTE", help="An endpoint or a path that the last replay judged.")
]
WhereArgument = Annotated[
    str, typer.Argument(metavar="PLACE", help="Where it differs, as replay says; default: all.")
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why users may see another answer.")]
OwnerOption = Annotated[str, typer.Option("--owner", help="Who answers for it.")]
ExpiresOption = Annotated[
    datetime,
    typer.Option("--expires", formats=["%Y-%m-%d"], help="The last day; a year at most."),
]
IgnoreOption = Annotated[
    bool, typer.Option("--ignore", help="Accept whatever comes there, not only this change.")
]


def approve(
    route: RouteArgument,
    reason: ReasonOption,
    owner: OwnerOption,
    expires: ExpiresOption,
    where: WhereArgument = "",
    ignore: IgnoreOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Accept differences that the last replay found: the behaviour WILL change for users."""
    from migrator.cli.diffs import show_diff
    from migrator.cli.output import show_json
    from migrator.project.project import Project
    from migrator.steps import approve as step

    here = Project.here(project)
    request = step.Request(route, reason, owner, expires.date(), where, ignore)
    added = (step.plan if dry_run else step.approve)(here, request)
    if dry_run:
        show_diff(here.approvals_file, step.after(here, added))
    if as_json:
        show_json({"format": 1, "added": added, "file": here.approvals_file.name})
        return
    for approval in added:
        change = f"{approval.expected} -> {approval.actual}" if approval.is_exact else "anything"
        typer.echo(f"{approval.route}: {approval.aspect} {approval.where}: {change}")
    verb = "would be added" if dry_run else "added"
    typer.echo(
        f"{len(added)} approvals {verb} to {here.approvals_file.name}: "
        "the behaviour WILL change for users; run `migrator replay` again"
    )
