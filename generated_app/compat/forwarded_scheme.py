"""http or https as gunicorn tells it to Flask: a proxy on the same machine is believed.

Keeps Q30: X-Forwarded-Proto, -Protocol and -Ssl count when they come from FORWARDED_ALLOW_IPS
(127.0.0.1 and ::1 unless the environment has others, or `*`); the peer's address stays as it is.
Delete when: the server is told about its proxies (`--proxy-headers --forwarded-allow-ips`).
"""

import os
from functools import lru_cache
from ipaddress import ip_address, ip_network

from starlette.types import Scope

_MEANS_HTTPS = {
    b"x-forwarded-protocol": b"ssl",
    b"x-forwarded-proto": b"https",
    b"x-forwarded-ssl": b"on",
}


def with_forwarded_scheme(scope: Scope) -> Scope:
    """Return the scope with the scheme that a believed proxy names."""
    said = [
        value.strip(b" \t") == _MEANS_HTTPS[name]
        for name, value in scope["headers"]
        if name in _MEANS_HTTPS
    ]
    if not said:
        return scope
    client = scope.get("client")
    # A peer without an address is at the other end of a Unix socket.
    if client is not None and not _is_believed(client[0], os.environ.get("FORWARDED_ALLOW_IPS")):
        return scope
    return {**scope, "scheme": "https" if said[0] else "http"}


@lru_cache(maxsize=1024)
def _is_believed(address: str, allowed: str | None) -> bool:
    given = "127.0.0.1,::1" if allowed is None else allowed
    names = [name.strip() for name in given.split(",")]
    if "*" in names or address in names:
        return True
    try:
        peer = ip_address(address)
        return any(peer in ip_network(name, strict=False) for name in names)
    except ValueError:  # a name, or an empty list: nobody else is believed
        return False
