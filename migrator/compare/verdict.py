"""Fold judged exchanges and end states into one verdict per rule; nothing compared is UNKNOWN."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from itertools import chain

from migrator.compare.court import Court, Rule
from migrator.compare.folding import Fold
from migrator.compare.judged import JudgedExchange
from migrator.compare.suspects import Digests
from migrator.model.app import AppSpec
from migrator.model.route import RouteSpec
from migrator.model.verdict import Difference, Outcome, ReplayVerdict, RouteVerdict

_WORST_FIRST = (Outcome.DIFFERENT, Outcome.UNKNOWN, Outcome.SAME)
_UNMATCHED: Rule = ("", "")


def route_verdicts(
    spec: AppSpec,
    judged: Iterable[JudgedExchange],
    *,
    end_state: tuple[Difference, ...] = (),
    state_changes: Mapping[int, Digests] | None = None,
    refused: Mapping[Rule, str] | None = None,
) -> ReplayVerdict:
    """The verdict of a replay; ``judged`` come in the order of the recording, none is kept.

    ``state_changes`` has, for an exchange that wrote, the digest of each collection on both sides
    after it: the first exchange after which a collection's digests part is the culprit, and what
    differs in answers from then on until they are equal again is no proof against other routes,
    nor for them: UNKNOWN. Without digests a difference of the end states closes every route that
    wrote; ``judged`` are then read twice. ``refused`` names rules that stay on Flask, and why: they
    are not compared.
    """
    refused = refused or {}
    court = Court(judged, end_state, state_changes or {}, refused)
    by_rule: dict[Rule, Fold] = {}
    by_status: dict[int, Fold] = {}
    for item in judged:
        rule = (item.exchange.endpoint, item.exchange.rule)
        if rule == _UNMATCHED:
            fold = by_status.setdefault(item.exchange.answer.status, Fold())
        else:
            fold = by_rule.setdefault(rule, Fold())
        fold.add(item, court.hear(item))
    unmatched = tuple(_of_status(status, by_status[status]) for status in sorted(by_status))
    rules = dict.fromkeys([*((r.endpoint, r.rule) for r in spec.routes), *by_rule])
    sources = {(route.endpoint, route.rule): _source(route) for route in spec.routes}
    verdicts = (
        _kept(rule, by_rule.get(rule, Fold()), refused[rule], sources.get(rule, ""))
        if rule in refused
        else by_rule.get(rule, Fold()).verdict(rule, sources.get(rule, ""))
        for rule in rules
    )
    routes = tuple(sorted(verdicts, key=lambda verdict: _WORST_FIRST.index(verdict.outcome)))
    compared = sum(verdict.compared for verdict in (*routes, *unmatched))
    outcome = _whole(tuple(chain(routes, unmatched)), end_state)
    return ReplayVerdict(outcome, compared, routes, end_state, unmatched)


def merged(whole: ReplayVerdict, fresh: Iterable[RouteVerdict]) -> ReplayVerdict:
    """A verdict with those of some routes in place of older ones; the rest stays what it was."""
    routes = {(item.endpoint, item.rule): item for item in whole.routes}
    routes |= {(item.endpoint, item.rule): item for item in fresh}
    ordered = tuple(sorted(routes.values(), key=lambda item: _WORST_FIRST.index(item.outcome)))
    return replace(
        whole,
        outcome=_whole((*ordered, *whole.unmatched), whole.end_state),
        compared=sum(item.compared for item in (*ordered, *whole.unmatched)),
        routes=ordered,
    )


def part_of(whole: ReplayVerdict, rules: Container[Rule]) -> ReplayVerdict:
    """The verdict of some rules alone."""
    kept = tuple(item for item in whole.routes if (item.endpoint, item.rule) in rules)
    outcomes = {item.outcome for item in kept}
    return replace(
        whole,
        outcome=next((o for o in _WORST_FIRST if o in outcomes), Outcome.UNKNOWN),
        compared=sum(item.compared for item in kept),
        routes=kept,
        unmatched=(),
    )


def _whole(verdicts: tuple[RouteVerdict, ...], end_state: tuple[Difference, ...]) -> Outcome:
    outcomes = {verdict.outcome for verdict in verdicts}
    if end_state or Outcome.DIFFERENT in outcomes:
        return Outcome.DIFFERENT
    return Outcome.SAME if Outcome.SAME in outcomes else Outcome.UNKNOWN


def _kept(rule: Rule, fold: Fold, why: str, source: str) -> RouteVerdict:
    more = f" ({fold.compared} requests not compared)" if fold.compared else ""
    words = f"stays on Flask: {why}{more}"
    return RouteVerdict(*rule, Outcome.UNKNOWN, 0, source=source, why=words)


def _of_status(status: int, fold: Fold) -> RouteVerdict:
    """What no rule matched, one verdict for each status that Flask answered."""
    verdict = fold.verdict(_UNMATCHED, "")
    said = f"no rule matched; Flask answered {status}"
    return replace(verdict, why=f"{said}; {verdict.why}" if verdict.why else said)


def _source(route: RouteSpec) -> str:
    return str(route.view.place) if route.view.place else ""
