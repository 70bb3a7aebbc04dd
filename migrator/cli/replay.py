"""``migrator replay``: the recorded traffic on both apps, and what differs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migrator.cli.options import JsonOption, MongoOption, ProjectOption, RoutesArgument

if TYPE_CHECKING:
    from migrator.model.verdict import ReplayVerdict
    from migrator.project.project import Project

JunitOption = Annotated[
    Path | None, typer.Option("--junit", help="Also write the verdict as JUnit XML.")
]
SelfOption = Annotated[
    bool, typer.Option("--self", help="Replay Flask against Flask: what differs is noise.")
]
RecordingOption = Annotated[
    Path | None, typer.Option("--recording", help="A recording elsewhere, its snapshot beside it.")
]
FailedOption = Annotated[
    bool,
    typer.Option("--failed", help="Judge what the last replay found different; all if nothing."),
]
ChangedOption = Annotated[
    str | None,
    typer.Option(
        "--changed-since",
        metavar="REV",
        help="Judge the routes that may reach what changed since a git revision.",
    ),
]
JobsOption = Annotated[
    int, typer.Option("--jobs", min=1, help="Exchanges of different sessions at once, at most.")
]
SpeedOption = Annotated[
    float | None,
    typer.Option(
        "--speed",
        help="Play in the recorded time, so many times as fast: to find races, proves nothing.",
    ),
]
FreezeOption = Annotated[
    bool,
    typer.Option("--freeze/--no-freeze", help="Freeze clock, ids and randomness on both sides."),
]
LearnOption = Annotated[
    int,
    typer.Option(
        "--learn-noise",
        min=0,
        metavar="N",
        help="Play Flask against itself N times before: what it does to itself is excused.",
    ),
]
_SHOWN = 20


def replay(
    routes: RoutesArgument = None,
    as_json: JsonOption = False,
    junit: JunitOption = None,
    against_itself: SelfOption = False,
    failed: FailedOption = False,
    changed_since: ChangedOption = None,
    recording: RecordingOption = None,
    jobs: JobsOption = 1,
    speed: SpeedOption = None,
    freeze: FreezeOption = True,
    learn: LearnOption = 0,
    mongo_uri: MongoOption = None,
    project: ProjectOption = None,
) -> None:
    """Replay the recording on both apps, each on its own database, and judge the answers."""
    from datetime import UTC, datetime

    from migrator.cli.output import progress_bar, show_json
    from migrator.model.verdict import Outcome, ReplayVerdict
    from migrator.project.files import write_atomic
    from migrator.project.project import Project
    from migrator.report.junit import junit as as_junit
    from migrator.steps import replay as step
    from migrator.steps.inspect import with_app

    here = with_app(Project.here(project, mongo_uri=mongo_uri))
    words = _chosen(here, tuple(routes or ()), failed, changed_since)
    verdict = ReplayVerdict(Outcome.UNKNOWN, 0, ())
    if words is not None:
        pace = step.pace(jobs, speed)
        order = step.Order(words, against_itself, recording, pace, freeze, learn)
        with progress_bar() as progress:
            verdict = step.replay(here, order, lambda: datetime.now(UTC), progress)

    if junit:
        judged = (*verdict.routes, *verdict.unmatched)
        write_atomic(junit, as_junit(judged, {item.rule for item in judged}, ()))
    curls = _curls(here, verdict, recording)
    if as_json:
        show_json({"format": 1, "verdict": verdict, "curls": curls})
    else:
        _show(verdict, curls)
    raise typer.Exit(step.exit_code(verdict))


def _chosen(
    project: "Project", named: tuple[str, ...], failed: bool, changed_since: str | None
) -> tuple[str, ...] | None:
    """The routes that are judged: () for all, None for none.

    Raises:
        UsageError: they are chosen in two ways, or there is no such revision.
        EvidenceMissing: nothing was replayed yet that could have failed.
    """
    from migrator.cli.output import say
    from migrator.errors import UsageError
    from migrator.steps import replay as step

    if changed_since is None:
        return (*named, *step.failed_rules(project)) if failed else named
    if failed or named:
        raise UsageError(
            "--changed-since chooses the routes itself", "leave out ROUTE and --failed"
        )
    return step.changed_rules(project, changed_since, say)


def _curls(project: "Project", verdict: "ReplayVerdict", recording: Path | None) -> dict[int, str]:
    """A command for the first exchange in which each rule differed."""
    from migrator.cli.verdict_table import first_exchange
    from migrator.report.curl import curl
    from migrator.traffic.recording import read_exchanges

    wanted = {first_exchange(item) for item in (*verdict.routes, *verdict.unmatched)} - {0}
    if not wanted:
        return {}
    found = read_exchanges(recording or project.recording_file)
    return {item.id: curl(item.request) for item in found if item.id in wanted}


def _show(verdict: "ReplayVerdict", curls: dict[int, str]) -> None:
    from rich.console import Console

    from migrator.cli.verdict_table import explanations, table
    from migrator.model.verdict import Outcome

    console = Console(highlight=False)
    judged = (*verdict.routes, *verdict.unmatched)
    worst = [item for item in judged if item.outcome is not Outcome.SAME]
    if worst:
        console.print(table(worst[:_SHOWN]))
    for line in explanations(worst[:_SHOWN], curls):
        console.print(line, markup=False, soft_wrap=True)
    if len(worst) > _SHOWN:
        console.print(f"... and {len(worst) - _SHOWN} more; --json has all of them")
    if verdict.left_out:
        console.print(
            f"{verdict.left_out} later exchanges were not played: nothing asked needs them"
        )
    if strayed := sum(item.strayed for item in judged):
        console.print(
            f"{strayed} exchanges strayed: Flask answered another status than it was recorded with"
        )
    count = {outcome: sum(item.outcome is outcome for item in judged) for outcome in Outcome}
    console.print(
        f"{verdict.outcome.value.upper()}: {verdict.compared} exchanges compared in "
        f"{verdict.seconds:.0f} s; {count[Outcome.SAME]} rules the same, "
        f"{count[Outcome.DIFFERENT]} different, {count[Outcome.UNKNOWN]} not compared",
        soft_wrap=True,
    )
