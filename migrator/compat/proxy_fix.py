"""`ProxyFix`: believe the headers of the proxies in front, as many as there are.

Keeps Q31: the n-th value from the right of X-Forwarded-For, -Proto, -Host, -Port and -Prefix.
Use: `app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1)` or `app.add_middleware(ProxyFix, x_for=1)`,
and uvicorn with `--no-proxy-headers` (Q30).
Delete when: the server is told about its proxies (`--proxy-headers --forwarded-allow-ips`).
"""

from starlette.types import ASGIApp, Receive, Scope, Send
from werkzeug.http import parse_list_header

Headers = list[tuple[bytes, bytes]]


class ProxyFix:
    """An ASGI middleware that rewrites who asked, how, and for which host."""

    def __init__(
        self,
        app: ASGIApp,
        x_for: int = 1,
        x_proto: int = 1,
        x_host: int = 0,
        x_port: int = 0,
        x_prefix: int = 0,
    ) -> None:
        self.app = app
        self.x_for = x_for
        self.x_proto = x_proto
        self.x_host = x_host
        self.x_port = x_port
        self.x_prefix = x_prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a corrected scope on."""
        if scope["type"] in {"http", "websocket"}:
            scope = self._corrected(scope)
        await self.app(scope, receive, send)

    def _corrected(self, scope: Scope) -> Scope:
        headers: Headers = scope["headers"]
        changed = dict(scope)
        client = _trusted(self.x_for, headers, b"x-forwarded-for")
        if client:
            changed["client"] = (client, 0)
        scheme = _trusted(self.x_proto, headers, b"x-forwarded-proto")
        if scheme:
            changed["scheme"] = scheme
        host = _trusted(self.x_host, headers, b"x-forwarded-host")
        if host:
            changed["headers"] = _with_host(headers, host)
            changed["server"] = _server(host, changed)
        port = _trusted(self.x_port, headers, b"x-forwarded-port")
        if port:
            known = _without_port(_first(changed["headers"], b"host"))
            if known:
                changed["headers"] = _with_host(changed["headers"], f"{known}:{port}")
            if port.isdecimal():
                changed["server"] = ((scope.get("server") or ("", 0))[0], int(port))
        prefix = _trusted(self.x_prefix, headers, b"x-forwarded-prefix")
        if prefix:
            # ASGI's path has the prefix in it; the proxy cut it off.
            changed["root_path"] = prefix
            changed["path"] = prefix + scope["path"]
        return changed


def _first(headers: Headers, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in headers if key == name), "")


def _trusted(count: int, headers: Headers, name: bytes) -> str | None:
    if not count:
        return None
    joined = ",".join(value.decode("latin-1") for key, value in headers if key == name)
    values = parse_list_header(joined)
    return values[-count] if len(values) >= count else None


def _with_host(headers: Headers, host: str) -> Headers:
    others = [(key, value) for key, value in headers if key != b"host"]
    return [*others, (b"host", host.encode("latin-1"))]


def _without_port(host: str) -> str:
    return host.rsplit(":", 1)[0] if ":" in host and not host.endswith("]") else host


def _server(host: str, scope: Scope) -> tuple[str, int | None]:
    name, separator, port = host.partition(":")
    known: int | None = (scope.get("server") or ("", None))[1]
    return (name, int(port)) if separator and port.isdecimal() else (name, known)
