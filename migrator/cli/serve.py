"""``migrator serve``: the strangler on this machine, both sides live."""

from typing import Annotated

import typer

from migrator.cli.options import AppArgument, OutOption, ProjectOption, PythonOption

PortOption = Annotated[int, typer.Option("--port", help="Port to serve on; 0 takes a free one.")]
HostOption = Annotated[str, typer.Option("--host", help="Address to serve on.")]
LegacyOption = Annotated[
    str,
    typer.Option(
        "--legacy",
        metavar="URL",
        help="A Flask server that already runs; default: Flask in the same process.",
        show_default=False,
    ),
]
DatabaseOption = Annotated[
    str | None,
    typer.Option("--mongo-uri", help="MongoDB of the app; default: what its environment says."),
]


def serve(
    app: AppArgument = None,
    port: PortOption = 8000,
    host: HostOption = "127.0.0.1",
    legacy: LegacyOption = "",
    mongo_uri: DatabaseOption = None,
    python: PythonOption = None,
    out: OutOption = None,
    project: ProjectOption = None,
) -> None:
    """Serve the generated app with Flask behind it; cutover.json says which side answers."""
    from migrator.cli.output import say
    from migrator.errors import ExitCode
    from migrator.project.project import Project
    from migrator.steps.serve import serve as serve_project

    here = Project.here(project, app=app, python=python, out=out, mongo_uri=mongo_uri)
    try:
        code = serve_project(here, say, host=host, port=port, legacy=legacy)
    except KeyboardInterrupt:
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    raise typer.Exit(code)
