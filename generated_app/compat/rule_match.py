"""The rule that a path belongs to whatever the method, so that a path moves as a whole.

Keeps R46: HEAD, OPTIONS, 405 and the slash redirect of a path are answered by the side that owns
it. Goes with the strangler.
"""

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from starlette.types import Scope
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import MapAdapter, RequestRedirect

from .environ import make_environ

if TYPE_CHECKING:
    from .application import Application

_STEPS = 4  # slashes merged, one added, a default left out, another method


def match_rule(app: "Application", scope: Scope) -> str | None:
    """The text of the rule that matches, or would with another method or one more slash."""
    path: str | None = None
    method: str = scope["method"]
    try:
        adapter = _adapter(app, scope)
        for _ in range(_STEPS):
            try:
                rule, _values = adapter.match(path, method, return_rule=True)
            except RequestRedirect as redirect:
                # Both sides redirect alike; the path belongs to where it leads.
                path = _path(redirect.new_url, adapter.script_name)
            except MethodNotAllowed as error:
                method = min(error.valid_methods or ("GET",))
            else:
                return rule.rule
    except HTTPException:
        return None
    return None


def _path(url: str, script_name: str) -> str:
    return unquote(urlsplit(url).path).removeprefix(script_name.rstrip("/"))


def _adapter(app: "Application", scope: Scope) -> MapAdapter:
    has_hosts = app.url_map.host_matching
    if has_hosts or app.subdomain_matching:
        server_name = None if has_hosts else app.config["SERVER_NAME"]
        return app.url_map.bind_to_environ(make_environ(scope), server_name=server_name)
    root_path: str = scope.get("root_path", "")
    return app.url_map.bind(
        "localhost",  # no rule asks for the host
        script_name=root_path or None,
        subdomain=app.url_map.default_subdomain or "",
        path_info=scope["path"].removeprefix(root_path),
    )
