"""What the running app has as a whole: refused or noted where the generated one cannot have it."""

import ast
from collections.abc import Iterator

from migrator.model import versions
from migrator.model.app import Hook
from migrator.model.imports import imported_by
from migrator.model.translation import Reason
from migrator.translate.analysis import Analysis, Refusal
from migrator.translate.call_graph import find_function
from migrator.translate.names import APPLICATION
from migrator.translate.overrides import overrides
from migrator.translate.password_hashes import check_hashes
from migrator.translate.strangers import package_of

_FLASKS_SESSIONS = frozenset({"", "flask.sessions.SecureCookieSessionInterface"})
_PAGE = "docs/flask-versions.md"
Place = tuple[str, int]


def check_app(analysis: Analysis) -> None:
    """Refuse the whole app for what none of its routes can do without; note the rest."""
    for reason in (
        *_sessions(analysis),
        *_first_requests(analysis),
        *_layers(analysis),
        *_receivers(analysis),
        *overrides(analysis),
    ):
        body = analysis.world.declared.bodies.get(_module_of(analysis))
        if body is not None:
            analysis.refusals.append(Refusal(body, reason))
    analysis.notes += [*_strangers(analysis), *_versions(analysis)]
    werkzeug = analysis.world.spec.versions.get("werkzeug", "")
    check_hashes(analysis, versions.numbers(werkzeug))


def _module_of(analysis: Analysis) -> str:
    spec = analysis.world.spec
    return spec.module or spec.import_string.partition(":")[0]


def _sessions(analysis: Analysis) -> Iterator[Reason]:
    """Sessions that are kept elsewhere: one side could not read what the other wrote."""
    kept_by = analysis.world.spec.session_interface
    if kept_by in _FLASKS_SESSIONS:
        return
    file, line = _place_of(kept_by, analysis)
    why = "it keeps the sessions in its own way, and the generated app would not find them"
    yield Reason(file, line, kept_by, why, "keep the app on Flask, or its sessions in the cookie")


def _first_requests(analysis: Analysis) -> Iterator[Reason]:
    for hook in analysis.world.spec.hooks:
        if hook.stage == "before_first_request":
            why = "Flask removed it in 2.3; which request is the first one differs on both sides"
            todo = "do it in the factory, where start-up work is translated"
            yield Reason(*_place_of_hook(hook, analysis), hook.stage, why, todo)


def _layers(analysis: Analysis) -> Iterator[Reason]:
    """WSGI middleware, which cannot stand around an ASGI application."""
    for layer in analysis.world.spec.wsgi_layers:
        name = layer.partition("(")[0]
        if name.rpartition(".")[2] == "ProxyFix" or package_of(name):
            continue
        why = "it is WSGI middleware around the application, and the generated app is ASGI"
        todo = "do it in a hook (before_request, after_request, teardown_request)"
        yield Reason(*_place_of(name, analysis), name, why, todo)


def _receivers(analysis: Analysis) -> Iterator[Reason]:
    """Receivers of the project that Flask would run in an event loop of their own."""
    for hook in analysis.world.spec.hooks:
        found = find_function(analysis.world, hook.function.module, hook.function.qualname)
        if hook.stage != "signal" or found is None:
            continue
        if isinstance(found.node, ast.AsyncFunctionDef):
            why = "an async receiver of a signal is not awaited by the generated app"
            yield Reason(found.module.file, found.line, hook.key, why, "write it with def")


def _strangers(analysis: Analysis) -> Iterator[Reason]:
    """Receivers of packages, which do not know the generated app."""
    for hook in analysis.world.spec.hooks:
        if hook.stage == "signal" and hook.function.module not in analysis.world.modules:
            name = f"{hook.function.module}.{hook.function.qualname}"
            why = f"{name} listens to Flask's {hook.key}; it will hear nothing of the generated app"
            todo = "use what the package has for FastAPI"
            root = hook.function.module.partition(".")[0]
            yield Reason(*_place_of(root, analysis), hook.key, why, todo)


def _versions(analysis: Analysis) -> Iterator[Reason]:
    seen = analysis.world.spec.versions
    unknown = versions.unpromised(seen)
    for name, version in unknown.items():
        why = f"what {name} {version} answers otherwise is not promised: {_PAGE}"
        yield Reason(*_place_of_app(analysis), name, why, "let the replay show it, or upgrade")
    known = {it.name: it.version for it in analysis.world.spec.extensions}
    for name, version in versions.unpromised_extensions(known).items():
        why = f"what {name} {version} does otherwise than the newest is not known"
        yield Reason(*_place_of_app(analysis), name, why, "let the replay show it, or upgrade")
    werkzeug = versions.older(seen).get("werkzeug")
    if werkzeug and "werkzeug" not in unknown:
        why = f"what is malformed is read as now, not as by werkzeug {werkzeug}: {_PAGE}"
        yield Reason(*_place_of_app(analysis), "werkzeug", why)


def _place_of_hook(hook: Hook, analysis: Analysis) -> Place:
    place = hook.function.place
    return (place.file, place.line) if place else _place_of_app(analysis)


def _place_of(name: str, analysis: Analysis) -> Place:
    """Where a class of the project stands, or where the project imports its package."""
    known = analysis.world.find_class(name)
    if known is not None:
        return known.module.file, known.node.lineno
    root = name.partition(".")[0]
    for source in analysis.world.modules.values():
        for node in ast.walk(source.tree) if source.tree else ():
            if root in imported_by(node):
                return source.file, getattr(node, "lineno", 1)
    return _place_of_app(analysis)


def _place_of_app(analysis: Analysis) -> Place:
    """Where the application is made; the top of its module when that is not in sight."""
    for node in analysis.world.types:
        if not isinstance(node, ast.Call) or node not in analysis.world.declared.owners:
            continue
        if APPLICATION in analysis.full_names(node.func):
            return analysis.owner(node).module.file, node.lineno
    module = analysis.world.modules.get(_module_of(analysis))
    return (module.file if module else "", 1)
