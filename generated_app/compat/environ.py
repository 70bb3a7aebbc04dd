"""The request as ASGI brings it, in the words werkzeug reads: an environ with the body read once.

Keeps Q22 and Q24 (repeated headers joined), Q25 (names with `_` dropped), Q30 (the peer's address,
untouched), Q43 and Q45 (limits apply when the code looks), R7, R32-R35 (path as decoded text).
Delete when: `request` is no longer used.
"""

import tempfile
from io import BytesIO
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from anyio.to_thread import run_sync
from starlette.types import Receive, Scope

from .unread_body import UnreadBody

SPOOL_BYTES = 1024 * 1024
_MOST_KEYS = 512
_HTTP_1 = frozenset({"1.0", "1.1"})
_keys: dict[bytes, str | None] = {
    b"content-type": "CONTENT_TYPE",
    b"content-length": "CONTENT_LENGTH",
}


class ClientGoneError(Exception):
    """The client went away while its body was being read: nobody waits for an answer."""


def make_environ(scope: Scope) -> dict[str, Any]:
    """Return a WSGI environ for an ASGI scope, with an empty body."""
    root_path: str = scope.get("root_path", "")
    path = route_path(scope)
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root_path if root_path.isascii() else _wsgi_text(root_path),
        "PATH_INFO": path if path.isascii() else _path_info(path, scope),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "RAW_URI": _raw_uri(scope),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0] if client else "",
        "REMOTE_PORT": str(client[1]) if client else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": BytesIO(),
        "wsgi.input_terminated": True,
        "wsgi.errors": None,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "asgi.scope": scope,
    }
    _add_headers(environ, scope["headers"])
    return environ


def route_path(scope: Scope) -> str:
    """Return the path below the prefix under which the server or a mount has this application."""
    path: str = scope["path"]
    prefix: str = scope.get("root_path", "").rstrip("/")
    if prefix and (path == prefix or path.startswith(f"{prefix}/")):
        return path[len(prefix) :]
    return path


def _add_headers(environ: dict[str, Any], headers: list[tuple[bytes, bytes]]) -> None:
    for name, value in headers:
        key = _keys.get(name) or _environ_key(name)
        if key is None:
            continue
        text = value.decode("latin-1")
        if key in environ:
            # A proxy or HTTP/2 may split the cookies of one browser over several headers.
            separator = "; " if key == "HTTP_COOKIE" else ","
            text = f"{environ[key]}{separator}{text}"
        environ[key] = text


def _environ_key(name: bytes) -> str | None:
    if b"_" in name:
        return None
    key = f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"
    if key in {"HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"}:
        key = key[5:]
    if len(_keys) < _MOST_KEYS:  # names come from clients: remember the usual ones only
        _keys[name] = key
    return key


def _wsgi_text(text: str) -> str:
    return text.encode("utf-8", "replace").decode("latin-1")


def _path_info(path: str, scope: Scope) -> str:
    if "\ufffd" in path:  # bytes that are not UTF-8: the server kept them, if anybody did
        raw = unquote_to_bytes(scope.get("raw_path") or b"")
        if raw.decode("utf-8", "replace") == path:
            return raw.decode("latin-1")
    return _wsgi_text(path)


def _raw_uri(scope: Scope) -> str:
    raw: bytes | None = scope.get("raw_path")
    path = scope["path"] if raw is None else raw.decode("latin-1")
    query: bytes = scope["query_string"]
    return f"{path}?{query.decode('latin-1')}" if query else path


def has_body(environ: dict[str, Any]) -> bool:
    """Tell whether the request can have a body at all."""
    length = environ.get("CONTENT_LENGTH")
    if length is not None:
        return bool(length != "0")
    if "HTTP_TRANSFER_ENCODING" in environ:
        return True
    return environ["asgi.scope"]["http_version"] not in _HTTP_1


async def read_body(environ: dict[str, Any], receive: Receive, limit: int | None) -> None:
    """Put the body into the environ: in memory, on disk when large, not at all when too large.

    What is too large is left unread: werkzeug raises 413 by the declared length as soon as the
    code looks, and a body of unknown length ends at the limit, as behind gunicorn.
    """
    if limit is not None and _declared_length(environ) > limit:
        environ["wsgi.input"] = UnreadBody(BytesIO())
        return
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        environ["wsgi.input"] = BytesIO(message.get("body", b""))
        return
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)
    size = 0
    while True:
        if message["type"] == "http.disconnect":
            file.close()
            raise ClientGoneError
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > SPOOL_BYTES:
            await run_sync(file.write, chunk)
        else:
            file.write(chunk)
        has_more = message.get("more_body", False)
        if not has_more or (limit is not None and size > limit):
            break
        message = await receive()
    file.seek(0)
    environ["wsgi.input"] = UnreadBody(file) if has_more else file
    environ["compat.is_large"] = size > SPOOL_BYTES


def _declared_length(environ: dict[str, Any]) -> int:
    try:
        return int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
