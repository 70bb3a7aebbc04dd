"""``migrator cutover``: send proven path patterns to FastAPI."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from migrator.cli.options import DryRunOption, JsonOption, ProjectOption

if TYPE_CHECKING:
    from migrator.model.ledger import Decision
    from migrator.steps.cutover import Plan

PatternsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATTERN...",
        help="Rules, endpoints, paths or globs; default: every pattern that is proven.",
        show_default=False,
    ),
]
ToOption = Annotated[str, typer.Option("--to", help="live, canary or shadow.")]
PercentOption = Annotated[
    float | None,
    typer.Option("--percent", help="Share of users for a canary.", show_default="10"),
]
WithoutBenchOption = Annotated[
    bool, typer.Option("--without-bench", help="Do without a benchmark, by your own decision.")
]


def cutover(
    patterns: PatternsArgument = None,
    to: ToOption = "live",
    percent: PercentOption = None,
    without_bench: WithoutBenchOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Send path patterns to FastAPI, each on its own complete and fresh evidence."""
    from datetime import UTC, datetime

    from migrator.cli.diffs import show_diff
    from migrator.cli.output import show_json
    from migrator.project.project import Project
    from migrator.steps import cutover as step
    from migrator.steps.placements import rendered

    here = Project.here(project)
    aim = step.target(to, percent)
    planned = step.plan(here, patterns or (), aim, without_bench=without_bench)
    if dry_run:
        show_diff(here.cutover_file, rendered(here, step.after(here, planned)))
    else:
        step.apply(here, planned, datetime.now(UTC))
    if as_json:
        show_json(_facts(planned))
    else:
        _show(planned, dry_run=dry_run)
    raise typer.Exit(planned.exit_code)


def _facts(planned: "Plan") -> dict[str, Any]:
    return {
        "format": 1,
        "moves": [
            {
                "pattern": move.pattern,
                "from": move.before.stage,
                "to": move.after.stage,
                "percent": move.after.percent,
                "changed": move.is_change,
            }
            for move in planned.moves
        ],
        "stays": [
            {"pattern": stay.pattern, "reasons": stay.reasons, "missing": stay.stale}
            for stay in planned.stays
        ],
    }


def _show(planned: "Plan", *, dry_run: bool) -> None:
    for move in planned.moves:
        words = f"{move.before} -> {move.after}" if move.is_change else f"is {move.after} already"
        typer.echo(f"{move.pattern}  {words}")
    for stay in planned.stays:
        typer.echo(f"{stay.pattern}  stays: {_why(stay)}")
    verb = "would move" if dry_run else "moved"
    changes = sum(move.is_change for move in planned.moves)
    typer.echo(
        f"{changes} {verb}, {len(planned.moves) - changes} stood there already, "
        f"{len(planned.stays)} stay on their side"
    )


def _why(stay: "Decision") -> str:
    return "; ".join((*stay.reasons, *stay.stale))
