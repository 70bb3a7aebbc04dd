"""Gather what generated requests are made from: specs, the OpenAPI document, code, recordings."""

import ast
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from migrator.model.app import AppSpec
from migrator.model.coverage import RouteCoverage
from migrator.model.route import RouteSpec
from migrator.project.project import Project
from migrator.steps.coverage import openapi_path
from migrator.steps.digests import current_digests
from migrator.steps.evidence import load_coverage
from migrator.steps.outsets import Outset, Outsets
from migrator.steps.reached_code import reached_code
from migrator.traffic.explore.constants import tied_to, words_of
from migrator.traffic.explore.material import Material, Sample, values_of
from migrator.traffic.explore.stored import Stored
from migrator.twins.snapshot import read_documents

Rule = tuple[str, str]
Words = tuple[str, ...]

_FEW = 0.2
_MORE = 2.0
"""How many requests a rule gets that the recording does not reach whole, against others."""
_MOST_SAMPLES = 60
_MOST_WORDS = 60
_MOST_DOCUMENTS = 60
_ADDED_BY_FLASK = frozenset({"HEAD", "OPTIONS"})
_WRONG = ("PATCH", "DELETE", "PUT", "POST", "GET")
_OK = 400


@dataclass(frozen=True, slots=True)
class Step:
    """One method of one rule, the database it is asked in, and its part against the usual."""

    outset: Outset
    material: Material
    factor: float


class Materials:
    """Everything that is known of the rules of one project."""

    def __init__(self, project: Project, spec: AppSpec, outsets: Outsets) -> None:
        self._project = project
        self._spec = spec
        self._outsets = outsets
        self._known_constants: dict[Rule, tuple[Words, dict[str, Words]]] = {}
        self._routes = {(route.endpoint, route.rule): route for route in spec.routes}

    def plan(self, routes: Iterable[RouteSpec]) -> list[Step]:
        """What to ask for, the least covered first.

        The databases come one after the other, as it takes longer to change them.
        """
        covered = self._covered
        steps = [
            (self._outsets.of((route.endpoint, route.rule)), route, method, factor)
            for route in routes
            for method, factor in self._methods(route, covered.get((route.endpoint, route.rule)))
        ]
        place = {outset.name: number for number, outset in enumerate(self._outsets.outsets)}

        def need(step: tuple[Outset, RouteSpec, str, float]) -> tuple[int, float, float]:
            known = covered.get((step[1].endpoint, step[1].rule))
            return place[step[0].name], -step[3], known.share if known else 0.0

        ordered = sorted(steps, key=need)
        return [Step(g, self._material(g, route, method), f) for g, route, method, f in ordered]

    def _methods(
        self, route: RouteSpec, covered: RouteCoverage | None
    ) -> Iterator[tuple[str, float]]:
        """Each method, and one that the rule does not have."""
        is_lacking = covered is not None and (not covered.requests or covered.gaps)
        usual = _MORE if is_lacking else 1.0
        for method in route.methods or ("GET", "POST"):
            yield method, _FEW if method in _ADDED_BY_FLASK else usual
        wrong = next((method for method in _WRONG if method not in route.methods), "")
        if wrong and route.methods:
            yield wrong, _FEW

    def _material(self, outset: Outset, route: RouteSpec, method: str) -> Material:
        query, fields = self._names(route)
        names = {*query, *fields, *(item.argument for item in route.converters)}
        words, tied = self._constants(route, names)
        own = [s for s in outset.samples if (s.endpoint, s.rule) == (route.endpoint, route.rule)]
        values = self._values[outset.name]
        cookies = self._cookies[outset.name]
        return Material(
            route,
            method,
            _samples(outset, own, method),
            query,
            fields,
            values,
            words,
            cookies,
            tied,
            self._stored[outset.name],
        )

    @cached_property
    def _covered(self) -> dict[Rule, RouteCoverage]:
        """What ``migrator coverage`` found, if that still holds."""
        saved = load_coverage(self._project, current_digests(self._project))
        if saved is None or saved.stale:
            return {}
        return {(item.endpoint, item.rule): item for item in saved.coverage.routes}

    @cached_property
    def _values(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return {g.name: values_of(g.samples, self._routes) for g in self._outsets.outsets}

    @cached_property
    def _cookies(self) -> dict[str, tuple[str, ...]]:
        return {g.name: _header_values(g.samples, "cookie") for g in self._outsets.outsets}

    @cached_property
    def _document(self) -> dict[str, Any]:
        path = self._project.out / "openapi.json"
        paths: dict[str, Any] = json.loads(path.read_bytes())["paths"] if path.is_file() else {}
        return paths

    def _names(self, route: RouteSpec) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of the query and of bodies that the document has, of any method of the rule."""
        operations = self._document.get(openapi_path(route.rule), {}).values()
        query: dict[str, None] = {}
        fields: dict[str, None] = {}
        for operation in operations:
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "query":
                    query[parameter["name"]] = None
            for content in operation.get("requestBody", {}).get("content", {}).values():
                fields |= dict.fromkeys(content.get("schema", {}).get("properties", ()))
        return tuple(query), tuple(fields)

    @cached_property
    def _stored(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """What each database has under the names of its fields."""
        return {outset.name: _stored_in(outset.folder) for outset in self._outsets.outsets}

    def _constants(self, route: RouteSpec, names: set[str]) -> tuple[Words, dict[str, Words]]:
        """Constants of the functions that a rule reaches, and those near each of the names."""
        rule = route.endpoint, route.rule
        if rule not in self._known_constants:
            functions = self._functions.get(rule, ())
            words = tuple(islice(dict.fromkeys(words_of(functions)), _MOST_WORDS))
            self._known_constants[rule] = words, tied_to(functions, names)
        return self._known_constants[rule]

    @cached_property
    def _functions(self) -> dict[Rule, tuple[ast.AST, ...]]:
        return reached_code(self._project, self._spec)


def _stored_in(folder: Path) -> dict[str, tuple[str, ...]]:
    stored = Stored()
    for path in sorted(folder.glob("*/*.bson")):
        stored.add(islice(read_documents(path), _MOST_DOCUMENTS))
    return stored.values()


def _samples(outset: Outset, own: list[Sample], method: str) -> tuple[Sample, ...]:
    """Requests to begin with: of the rule and method, of the rule, of the method, or any."""
    pools = (
        [sample for sample in own if sample.request.method == method],
        own,
        [sample for sample in outset.samples if sample.request.method == method],
        list(outset.samples),
    )
    found = next((pool for pool in pools if pool), [])
    first = sorted(found, key=lambda sample: sample.status >= _OK)  # what went well comes first
    return tuple({sample.request: sample for sample in reversed(first)}.values())[::-1][
        :_MOST_SAMPLES
    ]


def _header_values(samples: Iterable[Sample], name: str) -> tuple[str, ...]:
    pairs = (pair for sample in samples for pair in sample.request.headers)
    return tuple(dict.fromkeys(value for key, value in pairs if key.lower() == name))
