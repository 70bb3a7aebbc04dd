"""The Typer application and its verbs, in the order of the road."""

from importlib import import_module
from importlib.util import find_spec
from keyword import iskeyword
from typing import Annotated

import typer

VERBS = (
    "init",
    "doctor",
    "inspect",
    "scaffold",
    "lint",
    "recipes",
    "record",
    "import",
    "export",
    "scrub",
    "replay",
    "repro",
    "coverage",
    "explore",
    "approve",
    "bench",
    "cutover",
    "rollback",
    "serve",
    "status",
    "report",
    "check",
    "demo",
)

app = typer.Typer(
    name="migrator",
    help="Move a Flask + PyMongo application to async FastAPI + Motor, one proven route at a time.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(asked: bool) -> None:
    if asked:
        from migrator import __version__

        typer.echo(f"migrator {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show version.")
    ] = False,
) -> None:
    """Move a Flask + PyMongo application to async FastAPI + Motor, one proven route at a time."""


for _verb in VERBS:
    _name = f"{_verb}_" if iskeyword(_verb) else _verb
    if find_spec(f"migrator.cli.{_name}"):
        app.command(_verb)(getattr(import_module(f"migrator.cli.{_name}"), _name))
