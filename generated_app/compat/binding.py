"""Rules bound to a request, when neither hosts nor subdomains choose among them.

Keeps R37-R39 as far as they are about the name of the host: werkzeug checks and encodes a name
once, not for every request.
Delete when: the pipeline is gone.
"""

from typing import TYPE_CHECKING

from werkzeug.routing import Map, MapAdapter

if TYPE_CHECKING:
    from .request import Request

_MOST_NAMES = 256  # clients may send any


class Bindings:
    """Remembers which name werkzeug binds rules to."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str | None, str], str] = {}

    def bind(self, rules: Map, request: "Request", server_name: str | None) -> MapAdapter:
        """Return what `Map.bind_to_environ` does.

        Raises:
            BadHost: no host can have the name that the client sent.
        """
        environ = request.environ
        subdomain = rules.default_subdomain or ""
        asked = (request.host, server_name, environ["wsgi.url_scheme"])
        name = self._names.get(asked)
        if name is None or "HTTP_UPGRADE" in environ or type(rules) is not Map:
            adapter = rules.bind_to_environ(environ, server_name=server_name, subdomain=subdomain)
            if len(self._names) < _MOST_NAMES:
                self._names[asked] = adapter.server_name
            return adapter
        return MapAdapter(
            rules,
            name,
            _decoded(environ.get("SCRIPT_NAME", "/")),
            subdomain,
            environ["wsgi.url_scheme"],
            _decoded(environ.get("PATH_INFO", "/")),
            environ["REQUEST_METHOD"],
            _decoded(environ.get("QUERY_STRING", "")),
        )


def _decoded(text: str) -> str:
    """Return the text of a WSGI string."""
    return text if text.isascii() else text.encode("latin-1").decode(errors="replace")
