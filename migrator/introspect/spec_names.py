"""Readable, stable file names for rules: ``produtos.listar.json``."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from migrator.model.route import RouteSpec

_TAKEN = frozenset({"app", "scaffold", "traffic"})
_LONGEST = 120


def file_names(routes: Sequence[RouteSpec]) -> tuple[str, ...]:
    """One name per rule, in order, no two equal even where upper and lower case are one.

    The endpoint alone where it has one rule; with the rule, then the methods, then a number where
    that does not tell two rules apart.
    """
    shapes = [_shapes(route) for route in routes]
    level = [0] * len(routes)
    for _ in range(2):
        counted = Counter(shape[n].casefold() for shape, n in zip(shapes, level, strict=True))
        for index, shape in enumerate(shapes):
            name = shape[level[index]].casefold()
            level[index] += counted[name] > 1 or name in _TAKEN
    return _numbered([shape[min(n, 2)] for shape, n in zip(shapes, level, strict=True)])


def _shapes(route: RouteSpec) -> tuple[str, str, str]:
    endpoint = _clean(route.endpoint)
    rule = f"{endpoint}--{_slug(route.host + route.subdomain + route.rule)}"
    own = [method for method in route.methods if method not in {"HEAD", "OPTIONS"}]
    return endpoint, rule, f"{rule}--{_slug('-'.join(own) or 'any')}"


def _numbered(names: list[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    finished = []
    for name in names:
        seen[name.casefold()] += 1
        count = seen[name.casefold()]
        finished.append(f"{name}.json" if count == 1 else f"{name}--{count}.json")
    return tuple(finished)


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text).strip("-").lower() or "root"


def _clean(text: str) -> str:
    cleaned = re.sub(r"[^\w.-]", "_", text).lstrip(".") or "_"
    if len(cleaned) <= _LONGEST:
        return cleaned
    return f"{cleaned[:_LONGEST]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
