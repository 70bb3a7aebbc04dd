"""Explore: ask both twins what the recording does not, and keep each difference as an exchange."""

import time
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from migrator.compare.grouping import general
from migrator.errors import CouldNotRun, ExitCode
from migrator.introspect.specs import read_specs
from migrator.model.exchange import Request
from migrator.model.exploration import Exploration, ExploredRoute, Finding
from migrator.model.route import RouteSpec
from migrator.model.selection import select_routes
from migrator.project.project import Project
from migrator.steps.explored import Explored
from migrator.steps.exploring import Explorer, Seen
from migrator.steps.playback import Progress
from migrator.steps.replay import refused_rules
from migrator.steps.tape import open_tape
from migrator.steps.twins import Cast, start_twins
from migrator.traffic.explore.shares import shares

if TYPE_CHECKING:
    from migrator.steps.outsets import Outset
    from migrator.traffic.explore.material import Material, Sample

Key = tuple[str, ...]

_MOST_FINDINGS = 3
"""Differences that are looked for in one method of one rule: each needs a look of its own."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to explore and how far: so many requests for each method of each rule.

    ``seconds`` of asking end it earlier; what was not explored by then is said.
    """

    words: tuple[str, ...] = ()
    examples: int = 100
    seconds: float = 0.0
    seed: int = 0
    recording: Path | None = None


def explore(project: Project, order: Order, progress: Progress) -> Exploration:
    """Ask both sides, the least covered rules first, and keep what differs in a recording.

    Raises:
        SpecStale: the application was never inspected.
        RouteUnknown: a word names no route.
        RecordingMissing: nothing was recorded.
        EvidenceMissing: nothing was scaffolded, or the snapshot is not the recording's.
        CouldNotRun: Hypothesis is not installed, or a database or an app did not start, or died.
    """
    began = time.monotonic()
    if find_spec("hypothesis") is None:
        raise CouldNotRun("hypothesis is not installed", "pip install 'migrator[explore]'")
    from migrator.steps.materials import Materials
    from migrator.steps.outsets import take_outsets
    from migrator.traffic.explore.search import keep_files_in

    keep_files_in(project.state / "hypothesis")
    spec = read_specs(project.route_specs)
    refused = refused_rules(project)
    tape = open_tape(project, spec, order.recording)
    chosen = select_routes(spec.routes, order.words)
    routes = [r for r in chosen if (r.endpoint, r.rule) not in refused and not r.websocket]
    kept = tuple(dict.fromkeys(route.rule for route in chosen if route not in routes))
    if not routes:
        return Exploration((), (), 0, kept)
    outsets = take_outsets(project, tape, project.state / "scratch" / "outsets", progress)
    materials = Materials(project, spec, outsets)
    with ExitStack() as stack:
        progress("starting both apps", 0, 0)
        twins = start_twins(project, stack, outsets.outsets[0].folder, Cast(tape.began))
        explorer = Explorer(project, twins, tape, refused)
        stack.callback(explorer.close)
        deadline = time.monotonic() + order.seconds if order.seconds else float("inf")
        tour = _Tour(explorer, Explored(project, tape), order, deadline)
        plan = materials.plan(routes)
        shared = shares(order.examples, [(it.material.parts, it.factor) for it in plan])
        for number, (step, examples) in enumerate(zip(plan, shared, strict=True), 1):
            tour.visit(step.outset, step.material, examples)
            progress("exploring", number, len(plan))
    return tour.told(routes, kept, round(time.monotonic() - began, 1))


def exit_code(found: Exploration) -> ExitCode:
    """What the verb's exit code says of it."""
    if found.findings:
        return ExitCode.DIFFERENT
    return ExitCode.PASSED if found.compared else ExitCode.INCONCLUSIVE


@dataclass(slots=True)
class _Count:
    """What was asked of one rule."""

    compared: int = 0
    methods: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    is_cut: bool = False


class _Tour:
    """One exploration while it goes on; carries what was found so far."""

    def __init__(
        self, explorer: Explorer, explored: Explored, order: Order, deadline: float
    ) -> None:
        self._explorer = explorer
        self._explored = explored
        self._order = order
        self._deadline = deadline
        self._outset: Outset | None = None
        self._counts: dict[tuple[str, str], _Count] = {}
        self._findings: list[Finding] = []
        self._excuses: Counter[str] = Counter()

    def visit(self, outset: "Outset", material: "Material", examples: int) -> None:
        """Look for differences in one method of one rule; each that is found is kept at once."""
        from migrator.traffic.explore.requests import requests
        from migrator.traffic.explore.search import Limits, Search
        from migrator.traffic.explore.trials import trials

        rule = material.route.endpoint, material.route.rule
        count = self._counts.setdefault(rule, _Count())
        if time.monotonic() > self._deadline:
            count.is_cut = True
            return
        if outset is not self._outset:
            self._explorer.begin(outset)
            self._outset = outset
        last: dict[Request, Seen] = {}

        def ask(sample: "Sample", request: Request) -> Key | None:
            seen = last[request] = self._explorer.ask(outset, sample, request)
            self._count(count, seen)
            return key_of(seen)

        name = f"{self._order.seed} {material.method} {' '.join(rule)}"
        limits = Limits(examples, crc32(name.encode()), self._deadline)
        search = Search(ask, trials(material), limits)
        for _ in range(_MOST_FINDINGS):
            known = frozenset(found.key for found in self._findings)
            found = search.next(requests(material), known)
            count.is_cut = count.is_cut or time.monotonic() > self._deadline
            if found is None:
                return
            again = self._explorer.ask(outset, *found.smallest)
            is_steady = key_of(again) == found.key
            seen = again if is_steady else last[found.first[1]]
            self._keep(outset, rule, found.key, seen, is_steady=is_steady)

    def _count(self, count: _Count, seen: Seen) -> None:
        if not seen.is_asked:
            return
        count.compared += 1
        count.methods.add(seen.exchange.request.method)
        count.statuses[seen.exchange.answer.status] += 1
        self._excuses.update(excuse.name for excuse in seen.excuses)

    def _keep(
        self, outset: "Outset", rule: tuple[str, str], key: Key, seen: Seen, *, is_steady: bool
    ) -> None:
        number = self._explored.keep(outset, seen.exchange)
        exchange = seen.exchange
        place = (exchange.endpoint, exchange.rule) if exchange.rule else rule
        self._findings.append(
            Finding(*place, number, key, seen.exchange.request, seen.differences, is_steady)
        )

    def told(
        self, routes: Iterable[RouteSpec], kept: tuple[str, ...], seconds: float
    ) -> Exploration:
        """What became of it."""
        rules = dict.fromkeys((route.endpoint, route.rule) for route in routes)
        found = tuple(self._rule(rule) for rule in rules)
        return Exploration(
            found,
            tuple(self._findings),
            sum(item.compared for item in found),
            kept,
            dict(self._excuses),
            str(self._explored.file) if self._findings else "",
            seconds,
        )

    def _rule(self, rule: tuple[str, str]) -> ExploredRoute:
        count = self._counts.get(rule, _Count(is_cut=True))
        statuses = {str(status): count.statuses[status] for status in sorted(count.statuses)}
        found = sum(finding.at == rule for finding in self._findings)
        methods = tuple(sorted(count.methods))
        return ExploredRoute(*rule, count.compared, methods, statuses, found, count.is_cut)


def key_of(seen: Seen) -> Key | None:
    """What differs first, in words that do not change while a request is shrunk."""
    if not seen.differences:
        return None
    first = seen.differences[0]
    change = (first.expected, first.actual) if first.aspect == "status" else ()
    place = seen.exchange.endpoint, seen.exchange.rule
    return (*place, first.aspect, general(first.where), *change)
