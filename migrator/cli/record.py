"""``migrator record``: real traffic, through a recording proxy."""

from pathlib import Path
from typing import Annotated

import typer

from migrator.cli.options import AppArgument, JsonOption, MongoOption, ProjectOption, PythonOption

DriveOption = Annotated[
    Path | None,
    typer.Option("--drive", help="A Python file that sends the traffic; it gets the URL."),
]
ProxyOption = Annotated[
    str, typer.Option("--proxy", help="URL of an app that already runs; default: start it.")
]
PortOption = Annotated[int, typer.Option("--port", help="Port of the proxy; default: a free one.")]
FileOption = Annotated[
    Path | None, typer.Option("--out", help="File to record into; the snapshot goes beside it.")
]
SeedOption = Annotated[
    str,
    typer.Option("--seed", help="Command that fills the database before; run in the app's folder."),
]

PytestOption = Annotated[
    str | None,
    typer.Option(
        "--pytest", help="Run the team's own suite with these arguments and record its test client."
    ),
]
ListenOption = Annotated[
    bool,
    typer.Option("--listen", help="Wait for an app that has the recording middleware inside."),
]
RedactionOption = Annotated[
    bool,
    typer.Option(
        "--redaction/--no-redaction",
        help="Replace secrets before anything is written; without it do not share it.",
    ),
]


def record(
    app: AppArgument = None,
    drive: DriveOption = None,
    proxy: ProxyOption = "",
    port: PortOption = 0,
    out: FileOption = None,
    seed: SeedOption = "",
    suite: PytestOption = None,
    listen: ListenOption = False,
    redaction: RedactionOption = True,
    as_json: JsonOption = False,
    mongo_uri: MongoOption = None,
    python: PythonOption = None,
    project: ProjectOption = None,
) -> None:
    """Record real traffic: through a proxy in front of the app, or from inside it."""
    from datetime import UTC, datetime

    from migrator.cli.output import say, show_json
    from migrator.project.project import Project
    from migrator.steps.inspect import with_app
    from migrator.steps.record import Plan
    from migrator.steps.record import record as step

    here = Project.here(project, app=app, mongo_uri=mongo_uri, python=python)
    here = here if proxy else with_app(here)
    plan = Plan(drive, proxy, port, out, seed, suite, listen, redaction)
    found = step(here, plan, lambda: datetime.now(UTC), say)

    if as_json:
        show_json({"format": 1, "recording": found})
        return
    typer.echo(
        f"{found.exchanges} exchanges of {found.sessions} sessions recorded in {found.file}\n"
        f"{found.routes} of {found.known} rules reached, {found.unmatched} requests of no rule"
    )
    if found.lost:
        say(f"{found.lost} exchanges were lost: broken off, too large, or WebSockets")
    for words in found.left_out:
        say(f"left out: {words}")
    if redaction:
        typer.echo(f"{found.redacted} places hold stand-ins for secrets (docs/scrub.md)")
    else:
        say("the recording holds what was sent, passwords too: do not commit it, do not share it")
