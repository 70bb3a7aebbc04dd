"""Which routes the words of ``migrator scaffold ROUTE|MODULE...`` name."""

from collections.abc import Sequence

from migrator.errors import RouteUnknown, SpecStale
from migrator.introspect.specs import read_specs
from migrator.model.app import AppSpec
from migrator.model.route import RouteSpec
from migrator.model.selection import select_routes
from migrator.project.project import Project


def asked_for(spec: AppSpec, words: Sequence[str]) -> tuple[RouteSpec, ...]:
    """The routes that the words name; a word may also be a module or its file.

    Raises:
        RouteUnknown: a word names nothing.
    """
    modules = {w: m.name for m in spec.modules for w in (m.name, m.file) if w in words}
    named = [word for word in words if word not in modules]
    chosen = {route.key for route in select_routes(spec.routes, named)} if named else set()
    named_modules = {*modules.values()}
    return tuple(
        route
        for route in spec.routes
        if not words or route.key in chosen or route.view.module in named_modules
    )


def names_part(project: Project, word: str) -> bool:
    """Whether a word is a route or a module of the application that the settings name.

    The module of the application itself is that: an application, as Flask takes it.
    """
    app = project.settings.app
    if not app or ":" in word or word == app.partition(":")[0]:
        return False
    try:
        asked_for(read_specs(project.route_specs), [word])
    except (RouteUnknown, SpecStale):
        return False
    return True
