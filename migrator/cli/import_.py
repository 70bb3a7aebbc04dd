"""``migrator import``: a recording from what was saved elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from migrator.cli.options import JsonOption, MongoOption, ProjectOption
from migrator.cli.record import FileOption, RedactionOption, SeedOption

KindArgument = Annotated[
    str,
    typer.Argument(
        metavar="har|log", help="An HTTP Archive of a browser, or the access log of a web server."
    ),
]
SourceArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The file to import.")]
OriginOption = Annotated[
    str, typer.Option("--origin", help="Site of the HAR, as https://host; default: the most asked.")
]


def import_(
    kind: KindArgument,
    file: SourceArgument,
    origin: OriginOption = "",
    out: FileOption = None,
    seed: SeedOption = "",
    redaction: RedactionOption = True,
    as_json: JsonOption = False,
    mongo_uri: MongoOption = None,
    project: ProjectOption = None,
) -> None:
    """Make a recording of a HAR or an access log, and copy the database it begins with."""
    from migrator.cli.output import say, show_json
    from migrator.project.project import Project
    from migrator.steps.importing import Source, import_traffic
    from migrator.steps.inspect import with_app

    here = with_app(Project.here(project, mongo_uri=mongo_uri))
    found = import_traffic(here, Source(kind, file, origin, seed, out, redaction), say)
    if as_json:
        show_json({"format": 1, "recording": found})
        return
    typer.echo(
        f"{found.exchanges} exchanges of {found.sessions} sessions imported into {found.file}\n"
        f"{found.routes} rules reached, {found.unmatched} requests of no rule"
    )
    for words in found.left_out:
        say(f"left out: {words}")
