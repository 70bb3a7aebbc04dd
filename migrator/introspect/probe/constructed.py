"""Settings that an extension was given when it was made: they stand in no configuration.

Only attributes named here are read, none of which holds an address or a password.
"""

from __future__ import annotations

import gc
import sys
from typing import Any, Callable, Dict, Iterator

from .config import shown
from .functions import import_path
from .unwrap import attributes

Settings = Dict[str, str]

_API = ("prefix", "default_mediatype", "catch_all_404s", "serve_challenge_on_401")
# Package, class, the attributes that change what it answers, under the names of its arguments.
_ATTRIBUTES: dict[str, tuple[str, tuple[str, ...]]] = {
    "flask_admin": ("Admin", ("url", "endpoint", "subdomain")),
    "flask_bcrypt": ("Bcrypt", ("_log_rounds", "_prefix", "_handle_long_passwords")),
    "flask_caching": ("Cache", ("with_jinja2_ext",)),
    "flask_limiter": ("Limiter", ("_strategy", "_headers_enabled", "_swallow_errors")),
    "flask_restful": ("Api", _API),
    "flask_restx": ("Api", (*_API, "_doc", "_validate")),
    "flask_socketio": ("SocketIO", ("async_mode", "manage_session")),
}


def constructed(package: str) -> Settings:
    """The settings of all living objects of the package's class, ``|`` between different ones."""
    cls, names = _ATTRIBUTES.get(package, ("", ()))
    found: dict[str, set[str]] = {}
    for item in _living(getattr(sys.modules.get(package), cls, None)):
        held = attributes(item)
        texts = [(name.strip("_"), repr(held[name])) for name in names if name in held]
        more = _MORE.get(package)
        for name, text in [*texts, *(more(held) if more else ())]:
            found.setdefault(name, set()).add(text)
    return {name: " | ".join(sorted(texts)) for name, texts in found.items()}


def _living(cls: Any) -> list[Any]:
    """Also those that a factory made and let go: the application holds on to them."""
    if not isinstance(cls, type):
        return []
    classes = {cls, *_subclasses(cls)}
    return [item for item in gc.get_objects() if type(item) in classes]


def _subclasses(cls: type) -> Iterator[type]:
    children: list[type] = cls.__subclasses__()
    for child in children:
        yield child
        yield from _subclasses(child)


def _of_api(held: Any) -> Iterator[tuple[str, str]]:
    yield "representations", ", ".join(map(str, held.get("representations") or ()))
    yield "decorators", ", ".join(_name(item) for item in held.get("decorators") or ())
    errors = [*(held.get("errors") or ()), *(held.get("error_handlers") or ())]
    yield "errors", ", ".join(e if isinstance(e, str) else import_path(e) for e in errors)


def _of_cache(held: Any) -> Iterator[tuple[str, str]]:
    for name, value in sorted((held.get("config") or {}).items()):
        if str(name).startswith("CACHE_"):
            yield str(name), shown(str(name), value)


def _of_limiter(held: Any) -> Iterator[tuple[str, str]]:
    yield "key_func", _name(held.get("_key_func"))
    kept = attributes(held.get("limit_manager")) or held  # an object of its own since version 3
    yield "default_limits", _limits(kept.get("_default_limits"))
    yield "application_limits", _limits(kept.get("_application_limits"))
    for_blueprints = [limit for found in _listed(kept, "_blueprint_limits") for limit in found]
    yield "blueprint_limits", _limits(for_blueprints)
    routes = kept.get("_decorated_limits") or {}
    for name, limits in sorted(routes.items()):
        yield "limits of {}".format(name), _limits(limits)
    exempt = held.get("_route_exemptions") or held.get("_exempt_routes") or ()
    yield "exempt_views", ", ".join(sorted(map(str, exempt)))


def _listed(kept: Any, name: str) -> list[Any]:
    return list((kept.get(name) or {}).values())


def _limits(limits: Any) -> str:
    """``5/second`` as it was written; ``(function)`` where a function decides."""
    texts = []
    for limit in limits or ():
        held = attributes(limit)
        given = held.get("limit_provider", held.get("_LimitGroup__limit_provider"))
        texts.append(given if isinstance(given, str) else "({})".format(type(given).__name__))
    return ", ".join(texts)


def _of_socketio(held: Any) -> Iterator[tuple[str, str]]:
    for name in ("cors_allowed_origins", "path", "resource"):
        if name in (held.get("server_options") or {}):
            yield name, repr(held["server_options"][name])
    listed = [(item[-1], item[0]) for item in held.get("handlers") or ()]  # before init_app
    server = attributes(held.get("server")).get("handlers") or {}
    listed += [(space, event) for space, events in server.items() for event in events]
    yield "events", ", ".join(sorted({"{} {}".format(*item) for item in listed}))


def _of_admin(held: Any) -> Iterator[tuple[str, str]]:
    views = held.get("_views") or ()
    yield "views", ", ".join(str(attributes(view).get("endpoint")) for view in views)


def _name(function: Any) -> str:
    return "{}.{}".format(
        getattr(function, "__module__", ""),
        getattr(function, "__qualname__", type(function).__name__),
    )


_MORE: dict[str, Callable[[Any], Iterator[tuple[str, str]]]] = {
    "flask_admin": _of_admin,
    "flask_caching": _of_cache,
    "flask_limiter": _of_limiter,
    "flask_restful": _of_api,
    "flask_restx": _of_api,
    "flask_socketio": _of_socketio,
}
