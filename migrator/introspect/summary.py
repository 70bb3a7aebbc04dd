"""The facts about an application as a person would say them."""

from migrator.model.app import AppSpec
from migrator.model.route import RouteSpec

_AUTOMATIC = frozenset({"HEAD", "OPTIONS"})


def one_line(spec: AppSpec) -> str:
    """``60 rules in 6 blueprints · 24 hooks · Flask-Login 0.6.3 · Flask 3.1.3, Python 3.11``."""
    parts = [f"{_count(len(spec.routes), 'rule')} in {_count(len(spec.blueprints), 'blueprint')}"]
    parts.append(_count(len(spec.hooks), "hook"))
    parts += [f"{item.name} {item.version}".strip() for item in spec.extensions]
    parts.append(f"Flask {spec.versions.get('flask', '?')}, Python {spec.python}")
    return " · ".join(parts)


def methods_of(route: RouteSpec) -> str:
    """The methods that someone wrote down: HEAD and OPTIONS go without saying."""
    return methods_text(route.methods)


def methods_text(methods: tuple[str, ...]) -> str:
    """``GET POST`` without the automatic ones; ``any`` when there is no limit."""
    own = [method for method in methods if method not in _AUTOMATIC]
    return " ".join(own or methods) or "any"


def view_of(route: RouteSpec) -> str:
    """Where the view stands, or why that cannot be said."""
    if route.view.place:
        return str(route.view.place)
    name = f"{route.view.module}.{route.view.qualname}".strip(".")
    return f"{route.view.kind}: {name}" if name else route.view.kind


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
