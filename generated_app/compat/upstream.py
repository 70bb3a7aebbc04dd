"""Passes requests to a Flask server at a URL and streams both ways, changing no byte of either.

Keeps R46 and Q30: ``Host`` and every forwarding header stay as they came; the legacy app sees
this server as its peer. Goes when the last rule is live.
"""

import logging
from urllib.parse import urlsplit

from starlette.types import Receive, Scope, Send

from .upstream_connection import BrokenUpstream, Connection, Connections
from .upstream_exchange import Exchange

log = logging.getLogger("migrator.upstream")

_SENTENCE = b"The legacy application does not answer.\n"


class Upstream:
    """An ASGI app that asks another HTTP/1.1 server; ``close`` ends its idle connections."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        is_plain = parts.path in {"", "/"} and not parts.query
        if parts.scheme not in {"http", "https"} or not parts.hostname or not is_plain:
            raise RuntimeError(f"MIGRATOR_LEGACY={url} should look like http://host:port")
        is_tls = parts.scheme == "https"
        port = parts.port or (443 if is_tls else 80)
        self._connections = Connections(parts.hostname, port, is_tls=is_tls)
        self._name = f"{parts.hostname}:{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask upstream; one plain sentence with 502 when it does not answer."""
        exchange = Exchange(scope, receive, send)
        try:
            await self._ask(exchange)
        except (OSError, BrokenUpstream) as error:
            if exchange.client_has_left:
                return
            log.warning("the legacy app at %s does not answer: %r", self._name, error)
            if exchange.is_started:
                raise  # cutting the connection is the only way left to say so
            await _refuse(send)

    def close(self) -> None:
        """Close the connections that wait for work."""
        self._connections.close()

    async def _ask(self, exchange: Exchange) -> None:
        # Only requests that may be sent twice travel on a used connection: the server may be
        # closing it at this moment, and then nobody knows whether it has read the request.
        used = self._connections.take() if exchange.is_repeatable else None
        if used is None:
            await self._ask_on(await self._connections.open(), exchange)
            return
        try:
            await self._ask_on(used, exchange)
        except (OSError, BrokenUpstream):
            if exchange.is_started or exchange.client_has_left:
                raise
            await self._ask_on(await self._connections.open(), exchange)

    async def _ask_on(self, connection: Connection, exchange: Exchange) -> None:
        try:
            is_reusable = await exchange.run(connection)
        except BaseException:
            connection.close()
            raise
        self._connections.give_back(connection, is_reusable=is_reusable)


async def _refuse(send: Send) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(_SENTENCE)).encode()),
    ]
    await send({"type": "http.response.start", "status": 502, "headers": headers})
    await send({"type": "http.response.body", "body": _SENTENCE})
