"""``migrator demo``: the whole road on the example application."""

import time
from pathlib import Path
from typing import Annotated

import typer

WorkOption = Annotated[
    Path | None,
    typer.Option(
        "--work", help="Folder to work in (kept); default: ./migrator-demo.", show_default=False
    ),
]
SecondsOption = Annotated[
    float, typer.Option("--bench-seconds", help="Seconds of load for each hot route.")
]


def demo(work: WorkOption = None, bench_seconds: SecondsOption = 8.0) -> None:
    """Walk the whole road on the example application; every verb is the real one."""
    from rich.console import Console

    from migrator.steps import demo as step
    from migrator.steps.demo_round import serve_a_round

    console = Console(highlight=False)
    began = time.monotonic()
    folder = step.copy_example(work)
    console.print(f"Working in {folder} (kept)", soft_wrap=True)

    def announce(stop: step.Stop) -> None:
        console.rule(f"[bold]migrator {' '.join(stop.words)}[/]  {stop.title}", align="left")

    with console.status("on the road"):
        for passed in step.travel(folder, step.road(bench_seconds), announce):
            console.print(passed.result, markup=False, soft_wrap=True)
            console.print(f"{passed.seconds:.1f} s", style="dim")
        console.rule("[bold]migrator serve[/]  Both sides live, then one rollback", align="left")
        for line in serve_a_round(folder):
            console.print(line, markup=False)
        for passed in step.travel(folder, step.after_serving(), announce):
            console.print(passed.result, markup=False, soft_wrap=True)

    minutes, seconds = divmod(time.monotonic() - began, 60)
    console.print(f"Done in {minutes:.0f} min {seconds:.0f} s. Everything is kept in {folder}")
