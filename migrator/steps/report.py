"""Write the report: one HTML file with everything that is known about the migration."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from migrator.errors import MigratorError
from migrator.model.codec import to_json
from migrator.model.exchange import Request
from migrator.model.translation import Grade
from migrator.model.verdict import Excuse, RouteVerdict
from migrator.project.files import write_atomic
from migrator.project.project import Project
from migrator.report.curl import curl
from migrator.report.page import (
    Bar,
    Differing,
    Finding,
    Load,
    Milestone,
    Page,
    Refusal,
    Rule,
)
from migrator.report.render import render
from migrator.steps.road import Milestones, Road, survey
from migrator.steps.status import cells, facts
from migrator.traffic.recording import read_exchanges


def write_report(project: Project, now: datetime, path: Path | None = None) -> Path:
    """Write the report to ``path``, or to its usual place; where it stands.

    Raises:
        SpecStale: the application was never inspected.
    """
    road = survey(project)
    page = _page(road, _requests(project, road), now)

    target = path or project.report_file
    write_atomic(target, render(page))
    return target


def _page(road: Road, requests: Mapping[int, Request], now: datetime) -> Page:
    dossier, verdict = road.dossier, road.dossier.proof.verdict
    routes = (*verdict.routes, *verdict.unmatched) if verdict else ()
    return Page(
        app=dossier.spec.import_string,
        made_at=now.isoformat(timespec="seconds"),
        replayed_at=dossier.verdict.at if dossier.verdict else "never",
        stale=", ".join(road.stale),
        milestones=_milestones(road),
        rules=tuple(_rule(rule) for rule in road.rules),
        refusals=_refusals(road),
        differing=tuple(_differing(item, requests) for item in routes if item.differences),
        end_state=verdict.end_state if verdict else (),
        excuses=_excuses(routes),
        loads=tuple(
            Load(item.comparison, tuple(Bar.of(ratio) for ratio in item.comparison.ratios))
            for item in dossier.comparisons
        ),
        events=tuple(reversed(road.ledger.events)),
        raw=_raw(road),
    )


def _milestones(road: Road) -> tuple[Milestone, ...]:
    total = max(len(road.rules), 1)
    return tuple(
        Milestone(name, count, round(100 * count / total, 1))
        for name, count in road.progress.items()
    )


def _rule(rule: Milestones) -> Rule:
    place = rule.route.view.place
    return Rule(*cells(rule), str(place) if place else "")


def _refusals(road: Road) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(grade.rule, grade.endpoint, grade.reasons)
        for grade in road.dossier.proof.grades
        if grade.grade is Grade.REFUSED
    )


def _differing(verdict: RouteVerdict, requests: Mapping[int, Request]) -> Differing:
    findings = tuple(
        Finding(item, curl(requests[item.exchange]) if item.exchange in requests else "")
        for item in verdict.differences
    )
    rule = verdict.rule or "no rule"
    return Differing(verdict.endpoint, rule, verdict.source, verdict.why, findings)


def _excuses(routes: Iterable[RouteVerdict]) -> tuple[Excuse, ...]:
    totals: dict[str, Excuse] = {}
    for excuse in (excuse for route in routes for excuse in route.excuses):
        known = totals.get(excuse.name)
        totals[excuse.name] = replace(excuse, count=excuse.count + (known.count if known else 0))
    return tuple(totals[name] for name in sorted(totals))


def _requests(project: Project, road: Road) -> dict[int, Request]:
    """The requests behind the differences; none when the recording is gone or broken."""
    verdict = road.dossier.proof.verdict
    routes = (*verdict.routes, *verdict.unmatched) if verdict else ()
    wanted = {item.exchange for route in routes for item in route.differences}
    if not wanted:
        return {}
    try:
        exchanges = read_exchanges(project.recording_file)
        return {item.id: item.request for item in exchanges if item.id in wanted}
    except MigratorError:
        return {}


def _raw(road: Road) -> dict[str, Any]:
    return {
        "status": facts(road),
        "verdict": to_json(road.dossier.proof.verdict),
        "comparisons": to_json(road.dossier.comparisons),
        "grades": to_json(road.dossier.proof.grades),
        "ledger": to_json(road.ledger.events),
    }
