"""Say of every rule what it reaches, what it risks and when it may best move."""

from collections.abc import Callable
from pathlib import Path

from migrator.introspect.order import in_order
from migrator.model.app import AppSpec
from migrator.model.reach import ReachReport, Traffic
from migrator.project.project import Project
from migrator.traffic.counting import count_traffic
from migrator.translate.reach import project_reach
from migrator.translate.translate import settle

MOST_LINES = 20_000
"""Of a project that is looked at without being asked to: about five seconds."""
Say = Callable[[str], None]


def reach(project: Project, spec: AppSpec, traffic: Path | None = None) -> ReachReport:
    """The reach of every rule of ``spec``, with forecasts that are the scaffold's own grades.

    Raises:
        UsageError: ``traffic`` is not there, or holds no request.
        CouldNotRun: the project cannot be translated at all.
    """
    counted = count_traffic(traffic, spec.routes) if traffic else Traffic()
    decided, _ = settle(
        spec,
        project.import_root(spec),
        package=project.out.name,
        driver=project.settings.driver,
    )
    routes, shared = project_reach(decided)
    return ReachReport(
        in_order(routes, counted), shared, counted.source, counted.unmatched, counted.unreadable
    )


def lines_of(project: Project, spec: AppSpec) -> int:
    """How many lines the modules of the project have that the running app had imported."""
    total = 0
    for module in spec.modules:
        file = project.import_root(spec) / module.file
        if file.is_file():
            total += file.read_bytes().count(b"\n")
    return total
