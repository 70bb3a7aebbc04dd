"""A recorded request as a command that a person can paste."""

import shlex

from migrator.model.exchange import Request

# What belongs to the recorded connection; curl sends its own.
_NOT_SENT = frozenset({"host", "connection", "content-length", "transfer-encoding", "keep-alive"})
_SECRET = {"cookie": "$COOKIE", "authorization": "$AUTHORIZATION"}
_LONGEST_BODY = 2_000


def curl(request: Request, base: str = "http://localhost:8000") -> str:
    """The request as a curl command; cookies and credentials are left to shell variables."""
    words = ["curl", "-i", *_method(request.method), shlex.quote(base + request.target)]
    for name, value in request.headers:
        if name.lower() not in _NOT_SENT:
            words += ["-H", _header(name, value)]
    return " ".join([*words, *_body(request.body)])


def _method(method: str) -> list[str]:
    if method == "HEAD":
        return ["--head"]
    return [] if method == "GET" else ["-X", shlex.quote(method)]


def _header(name: str, value: str) -> str:
    variable = _SECRET.get(name.lower())
    return f'"{name}: {variable}"' if variable else shlex.quote(f"{name}: {value}")


def _body(body: bytes) -> list[str]:
    if not body:
        return []
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return ["--data-binary", "@body.bin"]
    if len(text) > _LONGEST_BODY or "\0" in text:
        return ["--data-binary", "@body.bin"]
    return ["--data-raw", shlex.quote(text)]
