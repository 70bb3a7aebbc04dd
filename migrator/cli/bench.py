"""``migrator bench``: load both sides with the recorded mix and judge the ratio."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from migrator.cli.options import JsonOption, MongoOption, ProjectOption, RoutesArgument

if TYPE_CHECKING:
    from rich.table import Table

    from migrator.steps.bench import Benchmark

HotOption = Annotated[
    int, typer.Option("--hot", min=1, help="Without ROUTE: how many of the routes asked most.")
]
SecondsOption = Annotated[
    float | None,
    typer.Option("--seconds", min=1, help="Seconds of load for each route.", show_default="10"),
]
MarginOption = Annotated[
    float | None,
    typer.Option("--margin", help="p95 ratio new/legacy that still passes.", show_default="1.1"),
]


def bench(
    routes: RoutesArgument = None,
    hot: HotOption = 3,
    seconds: SecondsOption = None,
    margin: MarginOption = None,
    mongo_uri: MongoOption = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Load Flask and FastAPI with the recorded mix, in turns, and judge each route."""
    from datetime import UTC, datetime

    from migrator.cli.output import progress_bar, show_json
    from migrator.project.project import Project
    from migrator.steps import bench as step

    here = Project.here(project, bench_seconds=seconds, bench_margin=margin, mongo_uri=mongo_uri)
    selection = step.select(here, routes or (), hot)
    with progress_bar() as progress:
        found = step.bench(here, selection, lambda: datetime.now(UTC), progress)
    if as_json:
        show_json(_facts(found))
    else:
        _show(found)
    raise typer.Exit(found.exit_code)


def _facts(found: "Benchmark") -> dict[str, Any]:
    return {
        "format": 1,
        "comparisons": found.comparisons,
        "loaded": found.loaded,
        "skipped": found.skipped,
        "lag_p99": found.lag_p99,
    }


def _show(found: "Benchmark") -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.print(_table(found))
    for comparison in found.comparisons:
        console.print(f"{comparison.rule}: {comparison.why}", markup=False, soft_wrap=True)
    for skipped in found.skipped:
        console.print(f"{skipped.rule}: not loaded, {skipped.why}", markup=False, soft_wrap=True)
    console.print(
        f"Ratios are FastAPI / Flask with 95% intervals; the load generator was at most "
        f"{found.lag_p99:.1f} ms late (p99).",
        style="dim",
        soft_wrap=True,
    )


def _table(found: "Benchmark") -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("route", overflow="fold")
    for name in ("outcome", "rate/s", "requests", "errors", "p95 ms", "p50", "p95", "p99", "rps"):
        table.add_column(name, justify="right")
    rates = {facts.rule: facts.rate for facts in found.loaded}
    for it in found.comparisons:
        ratios = {ratio.name: ratio for ratio in it.ratios}
        shown = [
            f"{ratios[name].value:.2f} ({ratios[name].low:.2f}-{ratios[name].high:.2f})"
            if name in ratios
            else "-"
            for name in ("p50", "p95", "p99", "throughput")
        ]
        table.add_row(
            it.rule,
            it.outcome.value,
            f"{rates[it.rule]:.0f}",
            f"{it.legacy.requests} | {it.new.requests}",
            f"{it.legacy.errors} | {it.new.errors}",
            f"{it.legacy.p95:.1f} | {it.new.p95:.1f}",
            *shown,
        )
    return table
