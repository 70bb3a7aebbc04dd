"""Which rule of the Flask application a request belongs to, from ``route_specs/`` alone."""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Map, MapAdapter, RequestRedirect, Rule, UnicodeConverter

from migrator.model.exchange import Request
from migrator.model.route import RouteSpec


class _AnyText(UnicodeConverter):
    """Stands for a converter of the app's own, which cannot be imported here."""

    def __init__(self, map: Map, *_: object, **__: object) -> None:  # noqa: A002 (werkzeug's name)
        super().__init__(map)


class RuleMatcher:
    """Finds the rule of a request as werkzeug does; carries the map made of the specs.

    A wrong method and a missing slash count as requests of the path's rule: it is that rule's
    business to answer 405, OPTIONS or a redirect.
    """

    def __init__(self, routes: Iterable[RouteSpec]) -> None:
        self._routes = tuple(route for route in routes if not route.websocket)
        names = {converter.name for route in self._routes for converter in route.converters}
        own = dict.fromkeys(names - Map().converters.keys(), _AnyText)
        by_host = any(route.host for route in self._routes)
        self._map = Map(converters=own, host_matching=by_host)
        for position, route in enumerate(self._routes):
            self._map.add(_rule(route, position))

    def match(self, request: Request) -> tuple[str, str]:
        """Endpoint and rule text, both empty when no rule matches."""
        host = next((v for k, v in request.headers if k.lower() == "host"), "localhost")
        adapter = self._map.bind(host)
        found = self._position(adapter, request.path, request.method)
        if found is None:
            return "", ""
        return self._routes[found].endpoint, self._routes[found].rule

    def _position(self, adapter: MapAdapter, path: str, method: str) -> int | None:
        try:
            found: int = adapter.match(_decoded(path), method)[0]
        except RequestRedirect as redirect:
            target = urlsplit(redirect.new_url).path
            return self._position(adapter, target, method) if target != path else None
        except MethodNotAllowed as error:
            allowed = sorted(error.valid_methods or ())
            return self._position(adapter, path, allowed[0]) if allowed else None
        except HTTPException:
            return None
        return found


def _rule(route: RouteSpec, position: int) -> Rule:
    return Rule(
        route.rule,
        endpoint=position,
        methods=route.methods,
        defaults=dict(route.defaults) or None,
        redirect_to=route.redirect_to or None,
        strict_slashes=route.strict_slashes,
        merge_slashes=route.merge_slashes,
        host=route.host or None,
    )


def _decoded(path: str) -> str:
    return unquote(path, errors="replace")
