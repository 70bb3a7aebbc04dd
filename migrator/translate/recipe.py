"""The shelf of recipes: one construct, one file, one page of cases beside it."""

import ast
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from migrator.translate.analysis import Analysis, Need

Rule = Callable[..., Iterable[Need]]

_RULES: dict[type[ast.AST], list[tuple[Rule, frozenset[str] | None]]] = {}


def recipe(*kinds: type[ast.AST], names: Iterable[str] | None = None) -> Callable[[Rule], Rule]:
    """Register a rule for syntax nodes of these kinds; it yields what async code is needed for.

    With ``names`` it is asked only about what may stand for one of these external names; of a call,
    what is called.
    """
    wanted = None if names is None else frozenset(names)

    def register(rule: Rule) -> Rule:
        for kind in kinds:
            _RULES.setdefault(kind, []).append((rule, wanted))
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
        if not (rules := _RULES.get(node.__class__)):
            continue
        names = analysis.full_names(node.func if isinstance(node, ast.Call) else node)
        for rule, wanted in rules:
            if wanted is None or not names.isdisjoint(wanted):
                yield from rule(node, analysis)
