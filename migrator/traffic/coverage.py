"""Fold what was measured and what was recorded into the coverage of each rule; pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from migrator.model.coverage import Branch, Coverage, FileCoverage, Gap, RouteCoverage
from migrator.model.exchange import Exchange
from migrator.model.place import Place
from migrator.model.reach import Reached
from migrator.model.route import RouteSpec

Rule = tuple[str, str]
"""Endpoint and rule text."""
Explain = Callable[[str, int, int], str]
"""File, the line that decides (0: nobody does) and the line that would have come next -> why."""

_ADDED_BY_FLASK = frozenset({"HEAD", "OPTIONS"})
_WRONG_METHOD = 405


@dataclass(slots=True)
class Count:
    """What was recorded of one rule."""

    requests: int = 0
    methods: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)

    def add(self, exchange: Exchange) -> None:
        """Count one more request; one with a method that the rule does not have reaches nothing."""
        self.requests += 1
        self.statuses[exchange.answer.status] += 1
        if exchange.answer.status != _WRONG_METHOD:
            self.methods.add(exchange.request.method.upper())


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules are and what they reach.

    ``functions`` are those that each rule's view reaches, ``around`` those that only hooks reach,
    ``answers`` the statuses that the code names.
    """

    routes: tuple[RouteSpec, ...]
    functions: Mapping[Rule, tuple[Reached, ...]]
    around: tuple[Reached, ...] = ()
    answers: Mapping[Rule, frozenset[int]] = field(default_factory=dict)


class Counts(dict[Rule, Count]):
    """What was recorded of each rule; that of no rule is under two empty texts."""

    def add(self, exchange: Exchange) -> None:
        """Count one more request."""
        self.setdefault((exchange.endpoint, exchange.rule), Count()).add(exchange)


def counts(exchanges: Iterable[Exchange]) -> Counts:
    """What these exchanges show of each rule."""
    found = Counts()
    for exchange in exchanges:
        found.add(exchange)
    return found


def coverage(
    known: Known, counted: Mapping[Rule, Count], files: Iterable[FileCoverage], explain: Explain
) -> Coverage:
    """The coverage of every rule, the least covered first."""
    measured = _Measured({item.file: item for item in files}, explain)
    rules: dict[Rule, list[RouteSpec]] = {}
    for route in known.routes:
        rules.setdefault((route.endpoint, route.rule), []).append(route)
    found = [_route(rule, rules[rule], known, counted, measured) for rule in rules]
    everything = {item for items in known.functions.values() for item in items} | set(known.around)
    branches = {branch for item in everything for branch in measured.branches(item)}
    reached = {branch for item in everything for branch in measured.reached(item)}
    return Coverage(
        tuple(sorted(found, key=_badness)),
        tuple(gap for item in known.around for gap in measured.gaps(item)),
        len(branches),
        len(reached),
        sum(count.requests for count in counted.values()),
        counted.get(("", ""), Count()).requests,
    )


def _badness(route: RouteCoverage) -> tuple[bool, float, int, int, str]:
    is_asked = bool(route.requests)
    return is_asked, route.share, -len(route.unrecorded), -len(route.gaps), route.rule


def _route(
    rule: Rule,
    routes: list[RouteSpec],
    known: Known,
    counted: Mapping[Rule, Count],
    measured: "_Measured",
) -> RouteCoverage:
    count = counted.get(rule, Count())
    possible = {method for route in routes for method in route.methods} - _ADDED_BY_FLASK
    functions = known.functions.get(rule, ())
    branches = {branch for item in functions for branch in measured.branches(item)}
    reached = {branch for item in functions for branch in measured.reached(item)}
    unseen = known.answers.get(rule, frozenset()) - count.statuses.keys()
    return RouteCoverage(
        *rule,
        source=str(routes[0].view.place) if routes[0].view.place else "",
        requests=count.requests,
        methods=tuple(sorted(count.methods)),
        unrecorded=tuple(sorted(possible - count.methods)),
        statuses={str(status): count.statuses[status] for status in sorted(count.statuses)},
        unseen=tuple(sorted(unseen)),
        branches=len(branches),
        reached=len(reached),
        gaps=tuple(gap for item in functions for gap in measured.gaps(item)),
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    """What ran, asked by function."""

    files: Mapping[str, FileCoverage]
    explain: Explain

    def branches(self, function: Reached) -> Iterator[tuple[str, Branch]]:
        """Every branch that begins in the function."""
        yield from self.reached(function)
        yield from ((function.place.file, branch) for branch in self._missing(function))

    def reached(self, function: Reached) -> Iterator[tuple[str, Branch]]:
        """Every branch in the function that was taken."""
        file = self.files.get(function.place.file)
        taken = file.branches if file else ()
        yield from ((function.place.file, b) for b in taken if _inside(b[0], function))

    def gaps(self, function: Reached) -> Iterator[Gap]:
        """What never ran in the function, each line once, in the order of lines."""
        file = self.files.get(function.place.file)
        if file is None:
            return
        lines = sorted(line for line in file.missing if _inside(line, function))
        body = [line for line in file.lines if _inside(line, function) and _is_body(line, function)]
        if lines and not body:
            yield Gap(_span(function, lines[0], lines[-1]), function.name, "never called")
            return
        why = {to: line for line, to in self._missing(function) if line in file.lines}
        for first, last in _runs(lines, sorted(file.lines), why):
            said = self.explain(function.place.file, why.pop(first, 0), first)
            yield Gap(_span(function, first, last), function.name, said)
        for to, line in sorted(why.items(), key=lambda item: item[1]):
            said = self.explain(function.place.file, line, to)
            yield Gap(_span(function, line, line), function.name, said)

    def _missing(self, function: Reached) -> list[Branch]:
        file = self.files.get(function.place.file)
        return sorted(b for b in (file.missing_branches if file else ()) if _inside(b[0], function))


def _runs(lines: list[int], ran: list[int], starts: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Missing lines in runs that no line that ran, and no other missed branch, comes between."""
    first = last = 0
    for line in lines:
        if last and line not in starts and not any(last < other < line for other in ran):
            last = line
            continue
        if last:
            yield first, last
        first = last = line
    if last:
        yield first, last


def _inside(line: int, function: Reached) -> bool:
    return function.place.line <= line <= max(function.place.end_line, function.place.line)


def _is_body(line: int, function: Reached) -> bool:
    """Whether a line runs when the function is called; its ``def`` runs when it is imported."""
    return line > function.place.line or function.place.end_line <= function.place.line


def _span(function: Reached, first: int, last: int) -> Place:
    return Place(function.place.file, first, last)
