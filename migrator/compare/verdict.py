"""Fold judged exchanges and end states into one verdict per rule; nothing compared is UNKNOWN."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from migrator.compare.end_state import DATABASE
from migrator.compare.grouping import grouped_differences, grouped_excuses
from migrator.compare.suspects import Digests, apart, culprits, suspects
from migrator.model.app import AppSpec
from migrator.model.exchange import Exchange
from migrator.model.route import RouteSpec
from migrator.model.verdict import Difference, Excuse, Outcome, ReplayVerdict, RouteVerdict

Rule = tuple[str, str]
"""Endpoint and rule text."""

_WORST_FIRST = (Outcome.DIFFERENT, Outcome.UNKNOWN, Outcome.SAME)
_UNMATCHED: Rule = ("", "")


@dataclass(frozen=True, slots=True)
class JudgedExchange:
    """An exchange that both sides answered, and what the judge said of it.

    ``differences`` may have some of the databases after it, by ``judge_end_state``; ``is_mended``
    says that the databases were made equal again before the next exchange; ``status`` is what Flask
    answered this time, 0 where nobody asked it. ``unsure`` are differences that may be noise, and
    ``why`` says what is not known of them.
    """

    exchange: Exchange
    differences: tuple[Difference, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    is_mended: bool = False
    status: int = 0
    unsure: tuple[Difference, ...] = ()
    why: str = ""

    @property
    def is_strayed(self) -> bool:
        """Whether Flask answered another status than it was recorded with."""
        return self.status not in (0, self.exchange.answer.status)


def route_verdicts(
    spec: AppSpec,
    judged: Iterable[JudgedExchange],
    *,
    end_state: tuple[Difference, ...] = (),
    state_changes: Mapping[int, Digests] | None = None,
    refused: Mapping[Rule, str] | None = None,
) -> ReplayVerdict:
    """The verdict of a replay.

    ``state_changes`` has, for an exchange that wrote, the digest of each collection on both sides
    after it: the first exchange after which a collection's digests part is the culprit, and what
    differs in answers from then on until they are equal again is no proof against other routes,
    nor for them: UNKNOWN. Without digests a difference of the end states closes every route that
    wrote. ``refused`` names rules that
    stay on Flask, and why: they are not compared.
    """
    items = sorted(judged, key=lambda item: item.exchange.id)
    refused = refused or {}
    state_changes = state_changes or {}
    court = _Court(
        _blame(items, end_state, state_changes, refused),
        apart([item.exchange for item in items], state_changes, _mended(items)),
    )
    by_rule: dict[Rule, list[JudgedExchange]] = {}
    for item in items:
        by_rule.setdefault((item.exchange.endpoint, item.exchange.rule), []).append(item)
    unmatched = _unmatched(by_rule.pop(_UNMATCHED, []), court)
    rules = dict.fromkeys([*((r.endpoint, r.rule) for r in spec.routes), *by_rule])
    sources = {(route.endpoint, route.rule): _source(route) for route in spec.routes}
    verdicts = (
        _kept(rule, len(by_rule.get(rule, ())), refused[rule], sources.get(rule, ""))
        if rule in refused
        else _verdict(rule, by_rule.get(rule, []), court, sources.get(rule, ""))
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


@dataclass(frozen=True, slots=True)
class _Court:
    """What the databases say: differences by exchange, and who met databases already apart."""

    blamed: Mapping[int, tuple[Difference, ...]]
    apart: Mapping[int, Exchange]

    def own(self, item: JudgedExchange) -> tuple[Difference, ...]:
        """What the exchange itself did."""
        stored = tuple(found for found in item.differences if found.aspect == DATABASE)
        blamed = stored if item.is_mended else stored or self.blamed.get(item.exchange.id, ())
        answer = () if item.exchange.id in self.apart else _answered(item)
        return (*answer, *blamed)

    def perhaps(self, item: JudgedExchange) -> tuple[Difference, ...]:
        """What may follow from an earlier exchange, or be noise."""
        return (*(_answered(item) if item.exchange.id in self.apart else ()), *item.unsure)


def _answered(item: JudgedExchange) -> tuple[Difference, ...]:
    return tuple(found for found in item.differences if found.aspect != DATABASE)


def _mended(items: Iterable[JudgedExchange]) -> frozenset[int]:
    return frozenset(item.exchange.id for item in items if item.is_mended)


def _whole(verdicts: tuple[RouteVerdict, ...], end_state: tuple[Difference, ...]) -> Outcome:
    outcomes = {verdict.outcome for verdict in verdicts}
    if end_state or Outcome.DIFFERENT in outcomes:
        return Outcome.DIFFERENT
    return Outcome.SAME if Outcome.SAME in outcomes else Outcome.UNKNOWN


def _blame(
    items: list[JudgedExchange],
    end_state: tuple[Difference, ...],
    state_changes: Mapping[int, Digests],
    refused: Mapping[Rule, str],
) -> Mapping[int, tuple[Difference, ...]]:
    """Differences of the databases by the exchange that made them, or may have."""
    exchanges = [item.exchange for item in items]
    kept = {item.id for item in exchanges if (item.endpoint, item.rule) in refused}
    if not state_changes:
        return suspects([item for item in exchanges if item.id not in kept], end_state)
    blamed = culprits(exchanges, end_state, state_changes, _mended(items))
    return {number: found for number, found in blamed.items() if number not in kept}


def _verdict(rule: Rule, items: list[JudgedExchange], court: _Court, source: str) -> RouteVerdict:
    if not items:
        why = "the recording has no request for it"
        return RouteVerdict(*rule, Outcome.UNKNOWN, 0, source=source, why=why)
    own = [difference for item in items for difference in court.own(item)]
    perhaps = [difference for item in items for difference in court.perhaps(item)]
    strayed = sum(item.is_strayed for item in items)
    is_unsure = bool(perhaps) or strayed == len(items)
    outcome = Outcome.UNKNOWN if is_unsure else Outcome.SAME
    found = (replace(item, source=item.source or source) for item in own + perhaps)
    return RouteVerdict(
        *rule,
        outcome=Outcome.DIFFERENT if own else outcome,
        compared=len(items),
        methods=tuple(sorted({item.exchange.request.method for item in items})),
        differences=grouped_differences(found),
        excuses=grouped_excuses(excuse for item in items for excuse in item.excuses),
        source=source,
        why="" if own or not is_unsure else _unsure(items, court),
        strayed=strayed,
    )


def _unsure(items: list[JudgedExchange], court: _Court) -> str:
    if why := next((item.why for item in items if item.unsure), ""):
        return why
    if any(court.perhaps(item) for item in items):
        return _consequence(items, court)
    statuses = f"{items[0].exchange.answer.status} became {items[0].status}"
    return (
        f"Flask itself answered every request with another status than in the recording ({statuses}"
        f" in exchange {items[0].exchange.id}): the database or the settings are not those recorded"
    )


def _consequence(items: list[JudgedExchange], court: _Court) -> str:
    first = next(item.exchange.id for item in items if court.perhaps(item))
    culprit = court.apart[first]
    return (
        f"it differs only after exchange {culprit.id} ({culprit.endpoint or 'no rule'}) had left "
        "the databases different: mend that, then replay again"
    )


def _kept(rule: Rule, requests: int, why: str, source: str) -> RouteVerdict:
    words = f"stays on Flask: {why}" + (f" ({requests} requests not compared)" if requests else "")
    return RouteVerdict(*rule, Outcome.UNKNOWN, 0, source=source, why=words)


def _unmatched(items: list[JudgedExchange], court: _Court) -> tuple[RouteVerdict, ...]:
    """What no rule matched, one verdict for each status that Flask answered."""
    by_status: dict[int, list[JudgedExchange]] = {}
    for item in items:
        by_status.setdefault(item.exchange.answer.status, []).append(item)
    return tuple(_of_status(status, by_status[status], court) for status in sorted(by_status))


def _of_status(status: int, items: list[JudgedExchange], court: _Court) -> RouteVerdict:
    verdict = _verdict(_UNMATCHED, items, court, "")
    said = f"no rule matched; Flask answered {status}"
    return replace(verdict, why=f"{said}; {verdict.why}" if verdict.why else said)


def _source(route: RouteSpec) -> str:
    return str(route.view.place) if route.view.place else ""
