"""``migrator inspect``: what the Flask application really has."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migrator.cli.options import (
    AppArgument,
    DryRunOption,
    JsonOption,
    ProjectOption,
    PythonOption,
)

if TYPE_CHECKING:
    from migrator.model.app import AppSpec
    from migrator.model.reach import ReachReport
    from migrator.project.project import Project

MarkdownOption = Annotated[
    bool, typer.Option("--markdown", help="Print all rules as a Markdown table on stdout.")
]
CheckOption = Annotated[
    bool, typer.Option("--check", help="Write nothing; exit 4 when route_specs/ is out of date.")
]

ReachOption = Annotated[
    bool | None,
    typer.Option(
        "--reach/--no-reach",
        help="Say what each rule reaches and risks; default: up to 20,000 lines.",
        show_default=False,
    ),
]
TrafficOption = Annotated[
    Path | None,
    typer.Option(
        "--traffic", help="A recording or an access log: the most asked routes move first."
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help="Fold nothing.")]


def inspect(
    app: AppArgument = None,
    as_json: JsonOption = False,
    as_markdown: MarkdownOption = False,
    everything: AllOption = False,
    check: CheckOption = False,
    reach: ReachOption = None,
    traffic: TrafficOption = None,
    dry_run: DryRunOption = False,
    python: PythonOption = None,
    project: ProjectOption = None,
) -> None:
    """Import the Flask app in its own process and write what it has into route_specs/."""
    from migrator.cli.output import say
    from migrator.project.project import Project
    from migrator.steps import inspect as step

    here = Project.here(project, app=app, python=python)
    spec = step.inspect(here, say)
    report = None if check else _reach(here, spec, wanted=reach, traffic=traffic)
    _show(spec, report, as_json=as_json, as_markdown=as_markdown, everything=everything)
    if check:
        _check(here, spec)
    elif dry_run:
        _show_diff(here, spec)
    else:
        changed = step.write(here, spec)
        say(f"{here.route_specs}: {len(changed)} of {len(spec.routes) + 1} files changed")


def _reach(
    project: "Project", spec: "AppSpec", *, wanted: bool | None, traffic: Path | None
) -> "ReachReport | None":
    """The reach where it was asked for, or where it does not take long."""
    from migrator.cli.output import say
    from migrator.errors import CouldNotRun
    from migrator.steps import reach as step

    if wanted is False and traffic is None:
        return None
    asked = bool(wanted) or traffic is not None
    if not asked and (lines := step.lines_of(project, spec)) > step.MOST_LINES:
        say(f"{lines:,} lines: add --reach to see what each rule reaches and risks")
        return None
    try:
        return step.reach(project, spec, traffic)
    except CouldNotRun as error:
        if asked:
            raise
        say(f"no forecast: {error.message}")
        return None


def _show(
    spec: "AppSpec",
    report: "ReachReport | None",
    *,
    as_json: bool,
    as_markdown: bool,
    everything: bool,
) -> None:
    from migrator.cli.output import show_json
    from migrator.introspect.markdown import markdown
    from migrator.introspect.reach_markdown import reach_markdown
    from migrator.model.codec import to_json

    if as_json:
        facts = to_json(spec)
        routes = facts.pop("routes")
        found = {} if report is None else {"reach": to_json(report)}
        show_json({"format": 1, "app": facts, "routes": routes, **found})
    elif as_markdown:
        typer.echo(markdown(spec) + (reach_markdown(report) if report else ""), nl=False)
    elif report is not None:
        from migrator.cli.reach_table import show_reach

        show_reach(spec, report, everything=everything)
    else:
        from migrator.cli.rules_table import show_rules

        show_rules(spec, everything=everything)


def _check(project: "Project", spec: "AppSpec") -> None:
    from migrator.cli.output import say
    from migrator.errors import SpecStale
    from migrator.steps import inspect as step

    changes = step.changes_since(project, spec)
    for change in changes:
        say(change)
    if changes:
        raise SpecStale(
            f"{project.route_specs} is out of date: {len(changes)} changes",
            "look at them, run `migrator inspect` and commit the result",
        )
    say(f"{project.route_specs} is up to date")


def _show_diff(project: "Project", spec: "AppSpec") -> None:
    import difflib

    from migrator.introspect.specs import changed_files

    for name, (old, new) in changed_files(project.route_specs, spec).items():
        path = f"route_specs/{name}"
        lines = difflib.unified_diff(
            old.splitlines(keepends=True), new.splitlines(keepends=True), path, path
        )
        typer.echo("".join(lines), err=True, nl=False)
