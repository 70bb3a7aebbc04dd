"""Load both apps with the recorded mix, side by side, and judge each route."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from migrator.bench.judge import SIDES, Judge
from migrator.bench.plan import LoadPlan, LoadRoute, recorded_routes
from migrator.bench.run import Load, LoadedRoute, run_load, write_locustfile
from migrator.errors import EvidenceMissing, ExitCode, worst
from migrator.introspect.specs import read_specs
from migrator.model.benchmark import BenchmarkOutcome, Comparison
from migrator.model.selection import select_routes
from migrator.model.translation import Grade
from migrator.project.project import Project
from migrator.steps.databases import side_database
from migrator.steps.digests import current_digests
from migrator.steps.evidence import load_grades, save_comparisons
from migrator.traffic.recording import read_exchanges
from migrator.twins.app import Twin, legacy_twin, new_twin
from migrator.twins.latency import later, only_server
from migrator.twins.process import LOOPBACK

Progress = Callable[[str, int, int], None]

LEGACY_THREADS = 32  # as gunicorn gthread with two workers of sixteen, on one core
_EXIT_CODES = {
    BenchmarkOutcome.PASS: ExitCode.PASSED,
    BenchmarkOutcome.FAIL: ExitCode.DIFFERENT,
    BenchmarkOutcome.INCONCLUSIVE: ExitCode.INCONCLUSIVE,
}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A route that was asked for and cannot be loaded, and why."""

    endpoint: str
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The routes to load, and those that cannot be."""

    routes: tuple[LoadRoute, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The judgements of a run, how it was run, and what was left out.

    ``db_latency`` in seconds, added to every answer of the database.
    """

    comparisons: tuple[Comparison, ...]
    loaded: tuple[LoadedRoute, ...]
    skipped: tuple[Skipped, ...]
    lag_p99: float
    db_latency: float = 0.0

    @property
    def exit_code(self) -> ExitCode:
        """The worst of all judgements."""
        return worst(*(_EXIT_CODES[comparison.outcome] for comparison in self.comparisons))


def select(project: Project, words: Sequence[str] = (), hot: int = 3) -> Selection:
    """The routes that ``words`` name; without words the ``hot`` views that were asked most often.

    Raises:
        SpecStale: the application was never inspected.
        RecordingMissing: no traffic was recorded.
        EvidenceMissing: nothing was scaffolded, or no recorded request can be loaded.
    """
    named = select_routes(read_specs(project.route_specs).routes, words)
    generated = _generated(project)
    recorded = {
        (route.endpoint, route.rule): route
        for route in recorded_routes(read_exchanges(project.recording_file))
    }
    wanted = {(route.endpoint, route.rule) for route in named}
    chosen = [route for key, route in recorded.items() if key in wanted & generated]
    if not words:
        files = {route.endpoint for route in named if route.view.kind == "static"}
        chosen = [route for route in chosen if route.endpoint not in files][:hot]
    if not chosen:
        raise EvidenceMissing(
            "no GET request of these routes is both recorded and generated",
            "record traffic of them, or name others; `migrator status` shows where each stands",
        )
    if not words:
        return Selection(tuple(chosen))
    missing = sorted(wanted - {(route.endpoint, route.rule) for route in chosen})
    return Selection(
        tuple(chosen), tuple(Skipped(*key, _why_not(key, generated)) for key in missing)
    )


def bench(
    project: Project,
    selection: Selection,
    now: Callable[[], datetime],
    progress: Progress,
    db_latency: float = 0.0,
) -> Benchmark:
    """Start both apps on their own copies of the recorded database, load them, judge and save.

    With a ``db_latency`` (seconds) every answer of the database comes that much later, on both
    sides. What was measured so is shown and not saved: it is evidence of a database that is not
    there.

    Raises:
        CouldNotRun: a database, an app or Locust did not start or finish.
        UsageError: no latency can be added in front of the database that the settings name.
    """
    if db_latency and project.settings.mongo_uri:
        only_server(project.settings.mongo_uri)
    digests = current_digests(project)
    locustfile = write_locustfile(project.root / "benchmarks")
    load = _load(project, selection.routes, locustfile, progress, db_latency)

    loaded = {facts.rule: facts for facts in load.routes}
    comparisons = tuple(
        _judged(project, route, load, loaded[route.rule]) for route in selection.routes
    )

    if not db_latency:
        save_comparisons(project, comparisons, now().isoformat(timespec="seconds"), digests)
    return Benchmark(comparisons, load.routes, selection.skipped, load.lag_p99, db_latency)


def _generated(project: Project) -> set[tuple[str, str]]:
    grades = load_grades(project)
    if not grades:
        raise EvidenceMissing("nothing was scaffolded yet", "run `migrator scaffold` first")
    return {(item.endpoint, item.rule) for item in grades if item.grade is not Grade.REFUSED}


def _why_not(key: tuple[str, str], generated: set[tuple[str, str]]) -> str:
    return "no GET request of it was recorded" if key in generated else "it stays on Flask"


def _load(
    project: Project,
    routes: tuple[LoadRoute, ...],
    locustfile: Path,
    progress: Progress,
    db_latency: float,
) -> Load:
    seconds = project.settings.bench_seconds
    expected = int(len(routes) * seconds)
    progress("starting both sides", 0, 0)
    with both_sides(project, db_latency) as (legacy, new):

        def tick(elapsed: float) -> None:
            legacy.check()
            new.check()
            progress("loading both sides", min(int(elapsed), expected), expected)

        sides = {"legacy": _url(legacy), "new": _url(new)}
        plan = LoadPlan(sides, routes, seconds)
        return run_load(plan, project.state / "bench", locustfile, tick=tick)


@contextmanager
def both_sides(project: Project, db_latency: float = 0.0) -> Iterator[tuple[Twin, Twin]]:
    """Both apps as in production, each on its own copy of the recorded database."""
    with ExitStack() as stack:
        uris = {
            side: side_database(project, stack, f"bench-{side}", project.snapshot).uri
            for side in SIDES
        }
        if db_latency:
            for side, uri in uris.items():
                log = project.logs / f"bench-{side}-latency.log"
                uris[side] = stack.enter_context(later(uri, db_latency, log))
        yield (
            stack.enter_context(
                legacy_twin(project, uris["legacy"], name="bench-legacy", threads=LEGACY_THREADS)
            ),
            stack.enter_context(new_twin(project, uris["new"], name="bench-new")),
        )


def _url(twin: Twin) -> str:
    return f"http://{LOOPBACK}:{twin.port}"


def _judged(project: Project, route: LoadRoute, load: Load, facts: LoadedRoute) -> Comparison:
    judge = Judge(margin=project.settings.bench_margin, full_block=facts.full_seconds)
    comparison = judge.compare(
        route.endpoint,
        route.rule,
        (sample for sample in load.samples if sample.route == route.rule),
        seconds=project.settings.bench_seconds,
        lag_p99=load.lag_p99,
    )
    if facts.left_out < len(route.requests):
        return comparison
    why = "Flask answers none of the recorded requests with the recorded status any more"
    return replace(comparison, why=f"{why}; are the recorded sessions still valid?")
