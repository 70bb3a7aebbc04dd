"""Reach and risk as a person would say them."""

from collections import Counter
from collections.abc import Sequence

from migrator.model.reach import BlockingCall, ReachReport, RouteReach

_DATABASE = "database"
_FEW = 3


def waits_for(route: RouteReach) -> str:
    """``database 7, mail 1``: what its calls wait for, the most surprising first."""
    kinds = Counter(call.kind for call in route.blocking)
    words = sorted(kinds, key=lambda kind: (kind == _DATABASE, kind))
    return ", ".join(f"{kind} {kinds[kind]}" for kind in words)


def reaches(route: RouteReach) -> str:
    """``12 functions (9 shared)``."""
    count = len(route.functions)
    shared = f" ({len(route.shared)} shared)" if route.shared else ""
    return f"{count} function{'s' * (count != 1)}{shared}"


def why(route: RouteReach, *, everything: bool = False) -> list[str]:
    """The reasons of the forecast, then the ways to what it waits for besides the database."""
    lines = [f"{r.file}:{r.line} {r.construct}: {r.why}" for r in route.reasons]
    lines += [said(call) for call in route.blocking if call.kind != _DATABASE]
    lines = list(dict.fromkeys(lines))
    if everything or len(lines) <= _FEW + 1:
        return lines
    return [*lines[:_FEW], f"… and {len(lines) - _FEW} more"]


def said(call: BlockingCall) -> str:
    """``mail.py:7 smtplib.SMTP() waits for mail: shop:order > mail:send``."""
    return f"{call.place} {call.construct} waits for {call.kind}: {' > '.join(call.chain)}"


def totals(report: ReachReport) -> str:
    """``52 async, 1 refused · 48 low risk, 4 medium, 1 high``."""
    grades = Counter(route.forecast.value for route in report.routes)
    risks = Counter(route.risk.value for route in report.routes)
    said_grades = [
        f"{grades[word]} {word}" for word in ("async", "threaded", "refused") if grades[word]
    ]
    said_risks = [f"{risks[word]} {word}" for word in ("low", "medium", "high") if risks[word]]
    return f"forecast: {', '.join(said_grades)} · risk: {', '.join(said_risks)}"


def traffic(report: ReachReport) -> str:
    """Where the requests were counted, and which are not in the table; empty without traffic."""
    if not report.traffic:
        return ""
    counted = {(r.endpoint, r.rule): r.requests for r in report.routes}
    parts = [f"{sum(counted.values())} requests in {report.traffic}"]
    parts += [f"{report.unmatched} of no rule"] if report.unmatched else []
    parts += [f"{report.unreadable} lines that are no request"] if report.unreadable else []
    return ", ".join(parts)


def first_to_move(routes: Sequence[RouteReach]) -> list[RouteReach]:
    """All routes in the suggested order."""
    return sorted(routes, key=lambda route: route.order)
