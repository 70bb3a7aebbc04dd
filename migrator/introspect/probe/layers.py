"""The WSGI middleware that the team put around ``app.wsgi_app``, outermost first."""

from __future__ import annotations

import inspect
from typing import Any

from .functions import import_path
from .rules import import_path_of_function
from .unwrap import attributes

_INNER = ("app", "wsgi_app", "application", "_app", "wrapped", "wrap_app", "_wsgi_app")
_DEEPEST = 20


def wsgi_layers(app: Any) -> list[str]:
    """Import paths with their switches: ``...ProxyFix(x_for=1, x_host=0)``."""
    found: list[str] = []
    layer = app.wsgi_app
    for _ in range(_DEEPEST):
        if layer is app or inspect.ismethod(layer) or layer is None:
            return found
        found.append(_named(layer))
        layer = _inside(layer)
    return found


def _named(layer: Any) -> str:
    if inspect.isfunction(layer):
        return import_path_of_function(layer)
    switches = [
        "{}={}".format(name, value)
        for name, value in sorted(attributes(layer).items())
        if isinstance(value, (bool, int))
    ]
    return import_path(type(layer)) + ("({})".format(", ".join(switches)) if switches else "")


def _inside(layer: Any) -> Any:
    held: dict[str, Any] = attributes(layer)
    if inspect.isfunction(layer):
        names = layer.__code__.co_freevars
        held = {name: cell.cell_contents for name, cell in zip(names, layer.__closure__ or ())}
    for name in _INNER:
        if name in held and callable(held[name]):
            return held[name]
    inner = [value for value in held.values() if inspect.ismethod(value)]
    return inner[0] if len(inner) == 1 else None
