"""Where every rule stands, as rows for people and as facts for programs."""

from collections.abc import Iterable, Mapping
from typing import Any

from migrator.model import switches
from migrator.steps.road import Milestones, Road

FORMAT = 1

Row = tuple[str, str, str, str, str, str, str]


def facts(road: Road, by_hand: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
    """The whole status as JSON; keys are only ever added."""
    verdict = road.dossier.verdict
    return {
        "format": FORMAT,
        "app": road.dossier.spec.import_string,
        "progress": road.progress,
        "replayed_at": verdict.at if verdict else None,
        "stale": list(road.stale),
        "coverage": _coverage(road),
        "given_up": list(road.dossier.given_up),
        "gather": road.dossier.gathered,
        "routes": [_rule(rule) for rule in road.rules],
        "orphans": sorted(road.orphans),
        "by_hand": [{"file": f, "parts": list(parts)} for f, parts in (by_hand or {}).items()],
    }


def _coverage(road: Road) -> dict[str, Any] | None:
    saved = road.dossier.coverage
    if saved is None:
        return None
    found = saved.coverage
    return {
        "at": saved.at,
        "stale": list(saved.stale),
        "rules": found.rules,
        "branches": found.branches,
        "reached": found.reached,
    }


def coverage_lines(road: Road) -> list[str]:
    """What the recording reaches, one line; none where that was never measured."""
    saved = road.dossier.coverage
    if saved is None:
        return []
    found, changed = saved.coverage, ", ".join(saved.stale)
    stale = f"; stale, {changed} changed since: run `migrator coverage`" if changed else ""
    rules = f"{found.rules} of {len(found.routes)} rules"
    return [f"the recording reaches {rules} and {found.share:.0%} of their branches{stale}"]


def _rule(rule: Milestones) -> dict[str, Any]:
    route, placement = rule.route, rule.placement
    return {
        "endpoint": route.endpoint,
        "rule": route.rule,
        "methods": list(route.methods),
        "grade": rule.grade.grade.value if rule.grade else None,
        "replay": _replay(rule),
        "bench": _bench(rule),
        "stage": placement.stage.value,
        "percent": placement.percent,
    }


def _replay(rule: Milestones) -> dict[str, Any] | None:
    verdict = rule.verdict
    if verdict is None:
        return None
    return {
        "outcome": verdict.outcome.value,
        "compared": verdict.compared,
        "differences": len(verdict.differences),
        "stale": list(rule.stale),
    }


def _bench(rule: Milestones) -> dict[str, Any] | None:
    if rule.benchmark is None:
        return None
    comparison = rule.benchmark.comparison
    return {
        "outcome": comparison.outcome.value,
        "ratios": {ratio.name: ratio.value for ratio in comparison.ratios},
        "stale": list(rule.benchmark.stale),
    }


def cells(rule: Milestones) -> Row:
    """One row of the table: rule, methods, endpoint, grade, replay, bench, stage."""
    return (
        rule.route.rule,
        " ".join(m for m in rule.route.methods if m not in {"HEAD", "OPTIONS"}),
        rule.route.endpoint,
        rule.grade.grade.value if rule.grade else "-",
        _replay_cell(rule),
        _bench_cell(rule),
        str(rule.placement),
    )


def _replay_cell(rule: Milestones) -> str:
    if rule.verdict is None:
        return "-"
    words = f"{rule.verdict.outcome.value} ({rule.verdict.compared})"
    return f"{words} stale" if rule.stale else words


def _bench_cell(rule: Milestones) -> str:
    if rule.benchmark is None:
        return "-"
    comparison = rule.benchmark.comparison
    p95 = next((f" p95 x{r.value:.2f}" for r in comparison.ratios if r.name == "p95"), "")
    words = f"{comparison.outcome.value}{p95}"
    return f"{words} stale" if rule.benchmark.stale else words


def given_up_lines(road: Road, wanted: tuple[str, ...]) -> list[str]:
    """What of Flask is left out on purpose, one line each; ``wanted`` is what the settings say."""
    names = [name for name in switches.NAMES if name in {*wanted, *road.dossier.given_up}]
    return [f"given up: {name}{_standing(name, road, wanted)}" for name in names]


def _standing(name: str, road: Road, wanted: tuple[str, ...]) -> str:
    if name in wanted and name in road.dossier.given_up:
        instead = next(item.instead for item in switches.SWITCHES if item.name == name)
        return f" ({instead})"
    change = "not yet" if name in wanted else "no longer wanted"
    return f" ({change}: run `migrator scaffold`)"


def gather_lines(road: Road, *, wanted: bool) -> list[str]:
    """That independent reads wait together, and whether the settings say something else."""
    if not (wanted or road.dossier.gathered):
        return []
    change = "not yet" if wanted else "no longer wanted"
    standing = "" if wanted == road.dossier.gathered else f" ({change}: run `migrator scaffold`)"
    return [f"gather: independent reads wait together{standing}"]


def progress_line(road: Road) -> str:
    """The road in one sentence."""
    return " -> ".join(f"{count} {name}" for name, count in road.progress.items())
