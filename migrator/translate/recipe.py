"""The shelf of recipes: one construct, one file, one page of cases beside it."""

import ast
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from migrator.translate.analysis import Analysis, Need

Rule = Callable[..., Iterable[Need]]

_RULES: dict[type[ast.AST], list[Rule]] = {}


def recipe(*kinds: type[ast.AST]) -> Callable[[Rule], Rule]:
    """Register a rule for syntax nodes of these kinds; it yields what async code is needed for."""

    def register(rule: Rule) -> Rule:
        for kind in kinds:
            _RULES.setdefault(kind, []).append(rule)
        return rule

    return register


@cache
def load() -> None:
    """Import every recipe; the order cannot matter."""
    from migrator.translate import recipes

    for module in sorted(iter_modules(recipes.__path__), key=lambda m: m.name):
        import_module(f"{recipes.__name__}.{module.name}")


def needs_of(nodes: Iterable[ast.AST], analysis: Analysis) -> Iterable[Need]:
    """What all recipes say about these nodes, one after the other."""
    for node in nodes:
        for rule in _RULES.get(node.__class__, ()):
            yield from rule(node, analysis)
