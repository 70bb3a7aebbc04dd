"""``migrator explore``: generated requests on both apps, for what the recording does not reach."""

from typing import TYPE_CHECKING, Annotated

import typer

from migrator.cli.options import JsonOption, MongoOption, ProjectOption, RoutesArgument
from migrator.cli.replay import RecordingOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.model.exploration import Exploration, Finding

ExamplesOption = Annotated[
    int, typer.Option("--examples", min=1, help="Requests for each method of each rule.")
]
SecondsOption = Annotated[
    float, typer.Option("--seconds", min=0, help="End after so long; 0: when all was asked.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Another one draws other requests.")]

_WIDTH = 120


def explore(
    routes: RoutesArgument = None,
    examples: ExamplesOption = 100,
    seconds: SecondsOption = 0.0,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
    recording: RecordingOption = None,
    mongo_uri: MongoOption = None,
    project: ProjectOption = None,
) -> None:
    """Ask both apps what nobody recorded, and shrink each difference to one request."""
    from migrator.cli.output import progress_bar, show_json
    from migrator.project.project import Project
    from migrator.report.curl import curl
    from migrator.steps import explore as step
    from migrator.steps.inspect import with_app

    here = with_app(Project.here(project, mongo_uri=mongo_uri))
    order = step.Order(tuple(routes or ()), examples, seconds, seed, recording)
    with progress_bar() as progress:
        found = step.explore(here, order, progress)
    if as_json:
        curls = [curl(finding.request) for finding in found.findings]
        show_json({"format": 1, "exploration": found, "curls": curls})
    else:
        for line in _lines(found):
            print(line)
    raise typer.Exit(step.exit_code(found))


def _lines(found: "Exploration") -> "Iterator[str]":
    for finding in found.findings:
        yield from _finding(finding, found.recording)
    cut = [route.rule for route in found.routes if route.is_cut]
    if cut:
        yield f"time ended before all was asked of {len(cut)} rules: {', '.join(cut[:5])}"
    if found.kept:
        yield f"not explored, they stay on Flask: {', '.join(found.kept)}"
    unasked = sum(not route.compared for route in found.routes)
    word = "DIFFERENT" if found.findings else "SAME" if found.compared else "UNKNOWN"
    yield (
        f"{word}: {found.compared} requests compared in {found.seconds:.0f} s on "
        f"{len(found.routes) - unasked} of {len(found.routes)} rules; "
        f"{len(found.findings)} differences found"
    )


def _finding(finding: "Finding", recording: str) -> "Iterator[str]":
    from migrator.report.curl import curl

    yield f"{finding.rule} ({finding.endpoint}):"
    for difference in finding.differences[:3]:
        cause = f" [{difference.cause}]" if difference.cause else ""
        yield f"  {difference.aspect} {difference.where}{cause}"
        yield f"    Flask    {difference.expected[:_WIDTH]}"
        yield f"    FastAPI  {difference.actual[:_WIDTH]}"
    if not finding.is_steady:
        yield "  it did not differ when it was asked again: this is the first request that did"
    yield f"  {curl(finding.request)}"
    yield f"  migrator repro {finding.exchange} --recording {recording}"
