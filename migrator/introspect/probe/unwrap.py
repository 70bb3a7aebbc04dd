"""From what Flask calls to what the team wrote: through partials, methods and decorators."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .source import Source

_USUAL_NAMES = (
    "f",
    "fn",
    "fun",
    "func",
    "function",
    "view",
    "view_func",
    "view_function",
    "wrapped",
)
_DEEPEST = 50


def unwrap(target: Any, source: Source) -> Any:
    """The innermost function, or the class of a class view."""
    for _ in range(_DEEPEST):
        inner = _step(target, source)
        if inner is None:
            return target
        target = inner
    return target


def attributes(target: Any) -> dict[str, Any]:
    """The attributes that stand on the object itself; reading them runs no code of its class."""
    try:
        found = object.__getattribute__(target, "__dict__")
    except AttributeError:
        return {}
    return dict(found) if isinstance(found, dict) else {}


def is_class(value: Any) -> bool:
    """Whether ``value`` is a class; ``isinstance`` would ask a proxy what it stands for."""
    return issubclass(type(value), type)


def is_proxy(value: Any) -> bool:
    """Whether ``value`` is a ``LocalProxy``, which must not be looked at any closer."""
    return type(value).__name__ == "LocalProxy"


def _step(target: Any, source: Source) -> Any:
    own = attributes(target)
    if inspect.isclass(own.get("view_class")):
        return own["view_class"]
    if isinstance(target, functools.partial):
        return target.func
    if inspect.ismethod(target):
        return target.__func__
    if callable(own.get("__wrapped__")):
        return own["__wrapped__"]
    if inspect.isfunction(target):
        return _decorated(target, source)
    return None if inspect.isclass(target) else _held(target, own)


def _decorated(function: Any, source: Source) -> Any:
    """What a decorator without ``functools.wraps`` keeps in its closure.

    A view that is defined in a factory also closes over functions; it is told from a decorator's
    wrapper by the source: a decorator takes the function as its parameter and returns the wrapper.
    """
    cells = _callables_in_closure(function)
    if not cells:
        return None
    definition = source.of_function(function)
    if definition is None:
        usual = [name for name in _USUAL_NAMES if name in cells]
        return cells[usual[0]] if usual else None
    taken = [name for name in definition.given if name in cells]
    return cells[taken[0]] if taken else None


def _callables_in_closure(function: Any) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        try:
            content = cell.cell_contents
        except ValueError:  # still empty: the name is bound later in the factory
            continue
        if is_proxy(content) or inspect.isclass(content):
            continue
        is_function = inspect.isroutine(content) or isinstance(content, functools.partial)
        if is_function or _held(content, attributes(content)) is not None:
            cells[name] = content
    return cells


def _held(target: Any, own: dict[str, Any]) -> Any | None:
    """The one function that a decorator written as a class with ``__call__`` holds."""
    if not callable(target) or inspect.isbuiltin(target):
        return None
    functions = [value for value in own.values() if inspect.isfunction(value)]
    if functions:
        return functions[0] if len(functions) == 1 else None
    call = vars(type(target)).get("__call__")
    return call if inspect.isfunction(call) else None
