"""Which rules a change may concern: rather one too many than one too few."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migrator.model.app import AppSpec
from migrator.model.route import Function, RouteSpec
from migrator.translate.mentions import ALWAYS, Mentions

Rule = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """What changed: names of functions and of templates, and rules of which more is known."""

    functions: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    rules: frozenset[Rule] = frozenset()


def concerned_rules(
    spec: AppSpec, modules: Mapping[str, str], templates: Mapping[str, str], change: Change
) -> frozenset[Rule] | None:
    """The rules that may reach what changed; None when any may.

    ``modules`` has the text of each module of the project by its file, ``templates`` that of each
    template by its name.
    """
    mentions = _mentions(spec, modules, templates)
    if mentions is None:
        return None
    always = mentions.reached_from([ALWAYS, *_hooks(spec)])
    changed = change.functions | change.templates
    if changed & always or (change.functions and mentions.unsure & always):
        return None
    if change.templates and mentions.rendering & always:
        return None
    unsure = mentions.unsure if change.functions else set()
    unsure |= mentions.rendering if change.templates else set()
    found, seen = set(change.rules), set()
    for route in spec.routes:
        reached = mentions.reached_from(_roots(route))
        seen |= reached & changed
        if reached & (changed | unsure):
            found.add((route.endpoint, route.rule))
    return frozenset(found) if seen == changed else None


def _mentions(
    spec: AppSpec, modules: Mapping[str, str], templates: Mapping[str, str]
) -> Mentions | None:
    mentions = Mentions(frozenset(route.endpoint for route in spec.routes))
    views = [
        view
        for route in spec.routes
        for view in (route.view, *route.view_methods.values())
        if view.qualname
    ]
    for module in spec.modules:
        own = frozenset(view.qualname for view in views if view.module == module.name)
        try:
            mentions.read_module(ast.parse(modules.get(module.file, "")), own)
        except (SyntaxError, ValueError):
            return None
    for name, text in templates.items():
        mentions.read_template(name, text)
    return mentions


def _hooks(spec: AppSpec) -> Iterable[str]:
    """Every hook counts for every rule, whatever its scope; the factory runs before all."""
    yield from (_outermost(hook.function) for hook in spec.hooks)
    yield spec.factory


def _roots(route: RouteSpec) -> set[str]:
    views = (route.view, *route.view_methods.values())
    names = {name for view in views for name in view.qualname.split(".")} - {"<locals>"}
    if route.view.kind != "class":
        return names
    return names | {method.lower() for method in route.methods} | {"dispatch_request"}


def _outermost(function: Function) -> str:
    """The function or method of the module in which a function stands."""
    return function.qualname.partition(".<locals>")[0].rpartition(".")[2]
