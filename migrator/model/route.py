"""What ``inspect`` saw of one rule of the Flask application."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from migrator.model.place import Place


@dataclass(frozen=True, slots=True)
class Function:
    """A function or class of the running app: where it comes from and where its source stands.

    ``kind`` is one of function, class, lambda, partial, static (Flask's own static view),
    third-party (its file is outside the project) and unknown. Decorators and partials are looked
    through; ``place`` is from the line of ``def`` or ``class``, below the decorators.
    """

    module: str
    qualname: str
    kind: str = "function"
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Converter:
    """A variable part of a rule: ``<int(min=1):page>`` is ``page``, ``int``, ``min=1``."""

    argument: str
    name: str
    import_path: str
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class RouteSpec:
    """One rule of ``app.url_map``; ``position`` is its place in registration order, from 0.

    ``methods`` are all of them, sorted, with HEAD and OPTIONS; empty means any. ``view_methods``
    has one function per method of a class view; ``decorators`` is the source of the view's
    decorators, outermost first, without those that only register the rule.
    """

    endpoint: str
    rule: str
    methods: tuple[str, ...]
    position: int
    view: Function
    blueprint: str = ""
    converters: tuple[Converter, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    redirect_to: str = ""
    strict_slashes: bool = True
    merge_slashes: bool = True
    subdomain: str = ""
    host: str = ""
    websocket: bool = False
    automatic_options: bool = True
    view_methods: Mapping[str, Function] = field(default_factory=dict)
    decorators: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """What tells one rule from another: endpoint, rule text and methods."""
        return self.endpoint, self.rule, self.methods
