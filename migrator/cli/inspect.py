"""``migrator inspect``: what the Flask application really has."""

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
    from migrator.project.project import Project

MarkdownOption = Annotated[
    bool, typer.Option("--markdown", help="Print all rules as a Markdown table on stdout.")
]
CheckOption = Annotated[
    bool, typer.Option("--check", help="Write nothing; exit 4 when route_specs/ is out of date.")
]


def inspect(
    app: AppArgument = None,
    as_json: JsonOption = False,
    as_markdown: MarkdownOption = False,
    check: CheckOption = False,
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
    _show(spec, as_json=as_json, as_markdown=as_markdown)
    if check:
        _check(here, spec)
    elif dry_run:
        _show_diff(here, spec)
    else:
        changed = step.write(here, spec)
        say(f"{here.route_specs}: {len(changed)} of {len(spec.routes) + 1} files changed")


def _show(spec: "AppSpec", *, as_json: bool, as_markdown: bool) -> None:
    from migrator.cli.output import show_json
    from migrator.introspect.markdown import markdown
    from migrator.model.codec import to_json

    if as_json:
        facts = to_json(spec)
        routes = facts.pop("routes")
        show_json({"format": 1, "app": facts, "routes": routes})
    elif as_markdown:
        typer.echo(markdown(spec), nl=False)
    else:
        from migrator.cli.rules_table import show_rules

        show_rules(spec)


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
