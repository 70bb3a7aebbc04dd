"""Options that several verbs share, so that one word means one thing."""

from pathlib import Path
from typing import Annotated

import typer

AppArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="APP",
        help="The Flask app as `flask --app` takes it: app:app, shop:create_app(). "
        "Default: [tool.migrator] app.",
        show_default=False,
    ),
]
RoutesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ROUTE...", help="Endpoints, paths or globs; default: all.", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Write nothing; show what would change.")
]
PythonOption = Annotated[
    str | None,
    typer.Option("--python", help="Interpreter of the legacy app's own environment."),
]
OutOption = Annotated[
    str | None, typer.Option("--out", help="Folder of the generated app (its package name).")
]
DriverOption = Annotated[
    str | None, typer.Option("--driver", help="motor (default) or pymongo-async.")
]
MongoOption = Annotated[
    str | None,
    typer.Option("--mongo-uri", help="Any MongoDB; default: an embedded server."),
]
ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", help="The project's folder; default: the current one."),
]
