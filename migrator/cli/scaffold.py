"""``migrator scaffold``: the async project, or why not."""

from typing import TYPE_CHECKING, Annotated

import typer

from migrator.cli.options import (
    AppArgument,
    DriverOption,
    DryRunOption,
    JsonOption,
    OutOption,
    ProjectOption,
    PythonOption,
    RoutesArgument,
)

if TYPE_CHECKING:
    from migrator.steps.scaffold import Scaffolded

CheckOption = Annotated[
    bool, typer.Option("--check", help="Write nothing; exit 1 when a fresh run would differ.")
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Overwrite files that were changed by hand.")
]
WhyOption = Annotated[
    str | None,
    typer.Option("--why", metavar="MODULE:FUNCTION", help="Say why a function turned async."),
]


def scaffold(
    app: AppArgument = None,
    routes: RoutesArgument = None,
    out: OutOption = None,
    driver: DriverOption = None,
    as_json: JsonOption = False,
    check: CheckOption = False,
    dry_run: DryRunOption = False,
    force: ForceOption = False,
    why: WhyOption = None,
    python: PythonOption = None,
    project: ProjectOption = None,
) -> None:
    """Translate the project to async FastAPI, or say with file and line why not."""
    from migrator.cli.output import say
    from migrator.project.project import Project
    from migrator.steps import scaffold as step

    here = Project.here(project, app=app, python=python, out=out, driver=driver)
    if why:
        for line in step.why(here, why, say=say):
            typer.echo(line)
        return
    done = step.scaffold(here, routes or (), say=say, dry_run=dry_run or check, force=force)
    _show(done, as_json=as_json, show_diff=dry_run)
    if check and not done.changes.is_empty:
        say(f"{here.out} is not what a fresh run writes: {len(done.changes.written)} files differ")
        raise typer.Exit(1)


def _show(done: "Scaffolded", *, as_json: bool, show_diff: bool) -> None:
    from migrator.cli.output import say

    if show_diff:
        typer.echo(done.diff, err=True, nl=False)
    if as_json:
        _show_json(done)
        return
    _show_table(done)
    for note in done.translation.notes:
        say(f"note: {note.file}:{note.line} {note.construct}: {note.why}")
    verb = "would change" if show_diff else "changed"
    say(
        f"{len(done.changes.written) + len(done.changes.removed)} of {len(done.files)} files {verb}"
    )


def _show_json(done: "Scaffolded") -> None:
    from migrator.cli.output import show_json
    from migrator.model.codec import to_json

    routes = [
        {
            "endpoint": route.endpoint,
            "rule": route.rule,
            "methods": list(route.methods),
            "status": route.grade.value,
            "reasons": [{"todo": "", **to_json(reason)} for reason in route.reasons],
        }
        for route in done.translation.routes
    ]
    notes = [to_json(note) for note in done.translation.notes]
    show_json({"format": 1, "routes": routes, "files": list(done.files), "notes": notes})


def _show_table(done: "Scaffolded") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("status", "rule", "endpoint", "why", box=None)
    order = {"refused": 0, "threaded": 1, "async": 2}
    for route in sorted(done.translation.routes, key=lambda r: order[r.grade.value]):
        why = "\n".join(f"{r.file}:{r.line} {r.construct}: {r.why}" for r in route.reasons)
        table.add_row(route.grade.value, route.rule, route.endpoint, why)
    Console().print(table)
    counts = [
        f"{n} {word}"
        for word in order
        if (n := sum(r.grade.value == word for r in done.translation.routes))
    ]
    Console().print(", ".join(counts))
