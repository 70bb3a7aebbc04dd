"""``migrator repro``: one recorded exchange again, on both apps, with both answers."""

from typing import TYPE_CHECKING, Annotated

import typer

from migrator.cli.options import JsonOption, MongoOption, ProjectOption
from migrator.cli.replay import RecordingOption

if TYPE_CHECKING:
    from migrator.steps.repro import Repro

WhatArgument = Annotated[
    str,
    typer.Argument(
        metavar="EXCHANGE|ROUTE",
        help="The number of an exchange, or a route that the last replay found different.",
        show_default=False,
    ),
]


def repro(
    what: WhatArgument,
    as_json: JsonOption = False,
    recording: RecordingOption = None,
    mongo_uri: MongoOption = None,
    project: ProjectOption = None,
) -> None:
    """See one difference again: play the recording up to it, and show both answers."""
    from migrator.cli.output import progress_bar, show_json
    from migrator.project.project import Project
    from migrator.report.curl import curl
    from migrator.steps import repro as step
    from migrator.steps.inspect import with_app

    here = with_app(Project.here(project, mongo_uri=mongo_uri))
    with progress_bar() as progress:
        seen = step.repro(here, what, recording, progress)
    if as_json:
        show_json(
            {
                "format": 1,
                "exchange": seen.exchange.id,
                "endpoint": seen.exchange.endpoint,
                "rule": seen.exchange.rule,
                "curl": curl(seen.exchange.request),
                "statuses": [seen.legacy.status, seen.new.status],
                "differences": seen.differences,
                "excuses": seen.excuses,
                "unsure": seen.unsure,
                "why": seen.why,
            }
        )
    else:
        _show(seen)
    raise typer.Exit(seen.exit_code)


def _show(seen: "Repro") -> None:
    from migrator.report.answers import answers_diff
    from migrator.report.curl import curl

    exchange = seen.exchange
    print(f"exchange {exchange.id} of {exchange.session}: {exchange.rule or 'no rule'}")
    print(curl(exchange.request))
    for line in answers_diff(seen.legacy, seen.new):
        print(line)
    for item in (*seen.differences, *seen.unsure):
        cause = f" [{item.cause}]" if item.cause else ""
        print(f"{item.aspect} {item.where}{cause}: {item.expected} -> {item.actual}")
    for excuse in seen.excuses:
        print(f"excused: {excuse.name}: {excuse.reason}")
    if seen.stays_on_flask:
        print(f"not compared, it stays on Flask: {seen.stays_on_flask}")
    elif seen.unsure:
        print(f"perhaps noise: {seen.why}")
    elif not seen.differences:
        print("SAME: both sides answered alike and left the same database")
