"""Every client of the process gets our database, whatever address the app has in its code.

An app that spells ``mongodb+srv://`` or a host in its sources would otherwise write into that
database while it is recorded and replayed. Options stay, but for those that say how to reach and
enter the other server.
"""

import os
import sys

VARIABLE = "MIGRATOR_TWIN_MONGO"
"""Holds the URI of our server; where it is absent, addresses are left alone."""

_OF_THE_SERVER = ("tls", "ssl", "auth", "srv", "proxy")
_ALSO_OF_THE_SERVER = frozenset(
    ("username", "password", "replicaset", "directconnection", "loadbalanced")
)


def stay_at_home():
    """Make it so from now on; must run before the app makes its client."""
    home = os.environ.get(VARIABLE, "")
    if not home:
        return
    try:
        import pymongo
        import pymongo.uri_parser
    except ImportError:
        return
    for name in ("MongoClient", "AsyncMongoClient"):
        client = getattr(pymongo, name, None)
        if client is not None:
            client.__init__ = _at(home, client.__init__)
    pymongo.uri_parser.parse_uri = _without_names(home, pymongo.uri_parser.parse_uri)


def _without_names(home, real):
    """Flask-PyMongo reads the database off the URI; with ``mongodb+srv`` that would ask DNS."""

    def parse_uri(uri, *given, **named):
        is_looked_up = isinstance(uri, str) and uri.startswith("mongodb+srv://")
        return real(_moved(uri, home) if is_looked_up else uri, *given, **named)

    return parse_uri


def _at(home, real):
    def __init__(self, host=None, port=None, *given, **named):  # noqa: N807 (it becomes that method)
        if _is_elsewhere(host, port, home) or any(map(_is_of_the_server, named)):
            sys.stderr.write(f"migrator: {_hosts(host, port)} is answered by our own database\n")
            host, port = _moved(host, home), None
            named = {key: value for key, value in named.items() if not _is_of_the_server(key)}
        real(self, host, port, *given, **named)

    return __init__


def _is_elsewhere(host, port, home):
    address = _hosts(home, None)
    has_user = isinstance(host, str) and "@" in _parts(host)[0]
    return has_user or _hosts(host, port) not in (address, _as_named(address))


def _as_named(address):
    return address.replace("127.0.0.1", "localhost")


def _hosts(host, port):
    """Where a client would go, without credentials."""
    first = (host[0] if host else "") if isinstance(host, (list, tuple)) else host
    netloc = _parts(first or "localhost")[0].rpartition("@")[2]
    return netloc if port is None or ":" in netloc else f"{netloc}:{port}"


def _moved(host, home):
    """Our address with the database and the options of the URI that was given."""
    _, path, options = _parts(host if isinstance(host, str) else "")
    kept = [part for part in options.split("&") if part and not _is_of_the_server(part)]
    return f"mongodb://{_parts(home)[0]}/{path}{'?' if kept else ''}{'&'.join(kept)}"


def _parts(uri):
    """Hosts with credentials, database, options."""
    rest = uri.partition("://")[2] or uri
    before, _, options = rest.partition("?")
    hosts, _, path = before.partition("/")
    return hosts, path, options


def _is_of_the_server(option):
    name = option.partition("=")[0].lower()
    return name in _ALSO_OF_THE_SERVER or name.startswith(_OF_THE_SERVER)
