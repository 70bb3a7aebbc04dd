"""``migrator bench``: load both sides with the recorded mix and judge the ratio."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from migrator.cli.options import JsonOption, MongoOption, ProjectOption, RoutesArgument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.model.benchmark import Comparison
    from migrator.steps.bench import Benchmark

_COLOURS = {"pass": "green", "fail": "red", "inconclusive": "yellow"}

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
LatencyOption = Annotated[
    str | None,
    typer.Option(
        "--db-latency",
        metavar="20ms",
        help="Let every answer of the database come this much later, on both sides; "
        "the result is shown and not kept.",
    ),
]


def bench(
    routes: RoutesArgument = None,
    hot: HotOption = 3,
    seconds: SecondsOption = None,
    margin: MarginOption = None,
    db_latency: LatencyOption = None,
    mongo_uri: MongoOption = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Load Flask and FastAPI with the recorded mix, in turns, and judge each route."""
    from datetime import UTC, datetime

    from migrator.cli.output import progress_bar, show_json
    from migrator.project.project import Project
    from migrator.steps import bench as step
    from migrator.twins.latency import read_latency

    seconds_later = read_latency(db_latency) if db_latency is not None else 0.0
    here = Project.here(project, bench_seconds=seconds, bench_margin=margin, mongo_uri=mongo_uri)
    selection = step.select(here, routes or (), hot)
    with progress_bar() as progress:
        found = step.bench(here, selection, lambda: datetime.now(UTC), progress, seconds_later)
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
        "db_latency_ms": found.db_latency * 1000,
    }


def _show(found: "Benchmark") -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    for comparison in found.comparisons:
        colour = _COLOURS[comparison.outcome.value]
        console.print(f"[bold {colour}]{comparison.outcome.value:<12}[/]", end=" ")
        console.print(comparison.rule, markup=False)
        for line in (*_lines(comparison), comparison.why):
            console.print(f"    {line}", markup=False)
    for skipped in found.skipped:
        console.print(f"{'not loaded':<12} {skipped.rule}: {skipped.why}", markup=False)
    rates = ", ".join(f"{facts.rate:.0f}" for facts in found.loaded)
    console.print(
        f"Ratios are FastAPI / Flask with 95% intervals. Loaded at {rates} requests a second; "
        f"the load generator was at most {found.lag_p99:.1f} ms late (p99).",
        style="dim",
    )
    if found.db_latency:
        console.print(
            f"Every answer of the database came {found.db_latency * 1000:g} ms later, on both "
            "sides. This is not kept as evidence.",
            style="dim",
        )


def _lines(comparison: "Comparison") -> "Iterator[str]":
    legacy, new = comparison.legacy, comparison.new
    sides = {
        "p50": (legacy.p50, new.p50, "ms"),
        "p95": (legacy.p95, new.p95, "ms"),
        "p99": (legacy.p99, new.p99, "ms"),
        "throughput": (legacy.throughput, new.throughput, "a second"),
    }
    for ratio in comparison.ratios:
        interval = f"({ratio.low:.2f} to {ratio.high:.2f})"
        before, after, unit = sides[ratio.name]
        values = f"Flask {before:.1f}, FastAPI {after:.1f} {unit}"
        yield f"{ratio.name:<10} {ratio.value:6.2f} {interval:<16}  {values}"
    errors = f"Flask {legacy.errors} of {legacy.requests}, FastAPI {new.errors} of {new.requests}"
    yield f"{'errors':<34}  {errors}"
