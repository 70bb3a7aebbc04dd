"""What changed between two looks at the application, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from migrator.model.app import AppSpec
from migrator.model.codec import to_json
from migrator.model.route import RouteSpec

_APART = frozenset({"routes", "position"})


def differences(old: AppSpec, new: AppSpec) -> tuple[str, ...]:
    """One sentence a change; a view that only moved to other lines is counted, not listed."""
    before, after = _by_key(old.routes), _by_key(new.routes)
    kept = [key for key in before if key in after]
    found = [f"rule gone: {_named(before[key])}" for key in before if key not in after]
    found += [f"rule new: {_named(after[key])}" for key in after if key not in before]
    moved = 0
    for key in kept:
        changes = list(_changes(before[key], after[key]))
        found += [f"{_named(after[key])}: {change}" for change in changes]
        moved += not changes and _lines(before[key]) != _lines(after[key])
    if kept != [key for key in after if key in before]:
        found.append("the rules are registered in another order")
    found += [f"app: {change}" for change in _changes(old, new)]
    moved += _lines(old) != _lines(new)
    if moved:
        found.append(f"source lines moved in {moved} place{'s' * (moved != 1)}")
    return tuple(found)


def _by_key(routes: Sequence[RouteSpec]) -> dict[tuple[Any, ...], RouteSpec]:
    found: dict[tuple[Any, ...], RouteSpec] = {}
    for route in routes:
        key = (*route.key, route.host, route.subdomain)
        count = sum(1 for known in found if known[:5] == key)
        found[(*key, count)] = route
    return found


def _named(route: RouteSpec) -> str:
    own = [method for method in route.methods if method not in {"HEAD", "OPTIONS"}]
    return f"{','.join(own or route.methods)} {route.rule} ({route.endpoint})"


def _changes(old: Any, new: Any) -> Iterator[str]:
    for field in fields(old):
        if field.name in _APART:
            continue
        before = _without_lines(to_json(getattr(old, field.name)))
        after = _without_lines(to_json(getattr(new, field.name)))
        if before != after:
            yield f"{field.name} {_change(before, after)}"


def _change(before: Any, after: Any) -> str:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        keys = sorted({*before, *after})
        parts = [
            f"{key} {_change(before.get(key), after.get(key))}"
            for key in keys
            if before.get(key) != after.get(key)
        ]
        return ", ".join(parts)
    if isinstance(before, list) and isinstance(after, list):
        lost = [_short(item) for item in before if item not in after]
        won = [_short(item) for item in after if item not in before]
        parts = [f"without {item}" for item in lost] + [f"with {item}" for item in won]
        return ", ".join(parts) or "in another order"
    return f"was {_short(before)}, is {_short(after)}"


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(str(item) for item in value.values() if not isinstance(item, Mapping))
    return "absent" if value is None else str(value) or "empty"


def _without_lines(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {key: item for key, item in value.items() if key not in {"line", "end_line"}}
        return {key: _without_lines(item) for key, item in kept.items()}
    return [_without_lines(item) for item in value] if isinstance(value, list) else value


def _lines(value: Any) -> Any:
    """The facts with their lines, without the rules of an app."""
    facts = to_json(value)
    return {key: item for key, item in facts.items() if key not in _APART}
