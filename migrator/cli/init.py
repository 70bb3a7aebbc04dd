"""``migrator init``: find the application and write [tool.migrator]."""

from typing import TYPE_CHECKING, Annotated

import typer

from migrator.cli.options import DryRunOption, JsonOption, ProjectOption, PythonOption

if TYPE_CHECKING:
    from migrator.steps.init import Plan

AppOption = Annotated[
    str,
    typer.Option(
        "--app", metavar="APP", help="The Flask app, when several are possible.", show_default=False
    ),
]


def init(
    app: AppOption = "",
    python: PythonOption = None,
    as_json: JsonOption = False,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """Find the Flask app and its database variable; write them into pyproject.toml."""
    from migrator.cli.output import say, show_json
    from migrator.project.project import Project
    from migrator.steps import init as step

    planned = step.plan(Project.here(project), app, python)
    if as_json:
        changed = planned.after != planned.before
        show_json({"format": 1, "settings": planned.values, "changed": changed})
    if dry_run:
        _show_diff(planned)
    elif step.apply(planned):
        said = ", ".join(f"{key} = {value!r}" for key, value in planned.values.items())
        say(f"{planned.path}: {said}")
        say("next: `migrator doctor`, then `migrator inspect`")
    else:
        say(f"{planned.path} needs no change")


def _show_diff(planned: "Plan") -> None:
    import difflib

    name = planned.path.name
    before, after = (text.splitlines(keepends=True) for text in (planned.before, planned.after))
    lines = difflib.unified_diff(before, after, name, name)
    typer.echo("".join(lines), err=True, nl=False)
