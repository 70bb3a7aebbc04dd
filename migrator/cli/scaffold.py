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
)

if TYPE_CHECKING:
    from migrator.steps.scaffold import Scaffolded

PartsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ROUTE|MODULE...",
        help="Renew only what these need; endpoints, paths, globs, modules; default: all.",
        show_default=False,
    ),
]
CheckOption = Annotated[
    bool, typer.Option("--check", help="Write nothing; exit 1 when a fresh run would differ.")
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Overwrite files that were changed by hand.")
]
KeepHandOption = Annotated[
    list[str] | None,
    typer.Option(
        "--keep-hand",
        metavar="FILE[:FUNCTION]",
        help="In a conflict, keep what was changed by hand there.",
    ),
]
TakeNewOption = Annotated[
    list[str] | None,
    typer.Option(
        "--take-new",
        metavar="FILE[:FUNCTION]",
        help="Give up what was changed by hand there, and take what is generated.",
    ),
]
GatherOption = Annotated[
    bool | None,
    typer.Option(
        "--gather/--no-gather",
        help="Let independent reads of a function wait together; default: the settings'.",
        show_default=False,
    ),
]
WhyOption = Annotated[
    str | None,
    typer.Option("--why", metavar="MODULE:FUNCTION", help="Say why a function turned async."),
]


def scaffold(
    app: AppArgument = None,
    routes: PartsArgument = None,
    out: OutOption = None,
    driver: DriverOption = None,
    as_json: JsonOption = False,
    check: CheckOption = False,
    dry_run: DryRunOption = False,
    force: ForceOption = False,
    keep_hand: KeepHandOption = None,
    take_new: TakeNewOption = None,
    gather: GatherOption = None,
    why: WhyOption = None,
    python: PythonOption = None,
    project: ProjectOption = None,
) -> None:
    """Translate the project to async FastAPI, or say with file and line why not."""
    from migrator.cli.output import say
    from migrator.project.project import Project
    from migrator.scaffold.merge.choices import EVERYTHING_NEW, Choices
    from migrator.steps import scaffold as step
    from migrator.steps.asked import names_part

    parts = list(routes or ())
    if app and names_part(Project.here(project), app):
        parts.insert(0, app)
        app = None
    here = Project.here(project, app=app, python=python, out=out, driver=driver, gather=gather)
    if why:
        for line in step.why(here, why, say=say):
            typer.echo(line)
        return
    choices = Choices(tuple(keep_hand or ()), tuple(take_new or ()))
    done = step.scaffold(
        here,
        parts,
        say=say,
        dry_run=dry_run or check,
        choices=EVERYTHING_NEW if force else choices,
    )
    _show(done, as_json=as_json, show_diff=dry_run)
    if done.placed.conflicts:
        say(f"{_count(done)} conflicts, nothing was written: --keep-hand or --take-new decides")
        raise typer.Exit(1)
    if check and not done.changes.is_empty:
        say(f"{here.out} is not what a fresh run writes: {len(done.changes.written)} files differ")
        raise typer.Exit(1)


def _show(done: "Scaffolded", *, as_json: bool, show_diff: bool) -> None:
    from migrator.cli.output import say
    from migrator.cli.scaffold_table import show_grades
    from migrator.steps.generated import by_hand_lines
    from migrator.steps.placed import conflict_lines

    if show_diff:
        typer.echo(done.placed.diff, err=True, nl=False)
    for line in (*by_hand_lines(done.placed.by_hand), *conflict_lines(done.placed.conflicts)):
        say(line)
    for rule in done.placed.own_rules:
        say(f"only in the generated app: {rule}")
    if as_json:
        _show_json(done)
        return
    show_grades(done.translation.routes)
    for note in done.translation.notes:
        say(f"note: {note.file}:{note.line} {note.construct}: {note.why}")
    if done.placed.conflicts:
        return
    if not done.files:
        say("nothing is generated: every rule is refused and stays on Flask")
        return
    verb = "would change" if show_diff else "changed"
    say(
        f"{len(done.changes.written) + len(done.changes.removed)} of {len(done.files)} files {verb}"
    )


def _count(done: "Scaffolded") -> int:
    return sum(map(len, done.placed.conflicts.values()))


def _show_json(done: "Scaffolded") -> None:
    from migrator.cli.output import show_json
    from migrator.model.causes import causes
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
    shared = [
        {**to_json(cause.first), "routes": cause.routes, "places": cause.places}
        for cause in causes(done.translation.routes)
    ]
    facts = {"format": 1, "routes": routes, "causes": shared}
    facts |= {"files": list(done.files), "notes": notes}
    conflicts = [
        {"file": file, **to_json(conflict)}
        for file, found in done.placed.conflicts.items()
        for conflict in found
    ]
    by_hand = [{"file": file, "parts": list(parts)} for file, parts in done.placed.by_hand.items()]
    show_json({**facts, "by_hand": by_hand, "conflicts": conflicts})
