"""One entry of an HTTP Archive as an exchange.

Bodies stand in a HAR as they are after decoding, so Content-Encoding is left out and Content-Length
follows.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from migrator.model.exchange import Answer, Exchange, Headers, Request

Entry = Mapping[str, Any]

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-encoding"})
_NO_BODY = frozenset({204, 304})


def began_at(entry: Entry) -> datetime:
    """When the request was sent.

    Raises:
        LookupError, TypeError, ValueError: the entry does not say so.
    """
    moment = datetime.fromisoformat(entry["startedDateTime"])
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def origin_of(entry: Entry) -> str:
    """The site that was asked, ``https://host``; empty for what is no HTTP."""
    parts = urlsplit(str(entry.get("request", {}).get("url", "")))
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} else ""


def is_answered(entry: Entry) -> bool:
    """Whether the server was asked: a browser's own cache answers with no wire time and status."""
    status = entry.get("response", {}).get("status", 0)
    is_cached = bool(entry.get("_fromCache")) or entry.get("_fetchedVia") == "service-worker"
    return isinstance(status, int) and status > 0 and not is_cached


def lacks_body(entry: Entry) -> bool:
    """Whether the answer had a body that was not saved."""
    content = entry["response"].get("content", {})
    return "text" not in content and content.get("size", 0) > 0


def exchange_of(entry: Entry, number: int, at: float, session: str) -> Exchange:
    """The exchange, ``at`` seconds after the first.

    Raises:
        AttributeError, LookupError, TypeError, ValueError: something is missing or no text.
    """
    asked, answered = entry["request"], entry["response"]
    parts = urlsplit(asked["url"])
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent, body = _sent(asked.get("postData")), _content(answered.get("content", {}))
    headers = _headers(asked["headers"])
    if not any(name.lower() == "host" for name, _ in headers):
        headers = (("Host", parts.netloc), *headers)
    status = int(answered["status"])
    return Exchange(
        id=number,
        session=session,
        at=round(at, 3),
        request=Request(asked["method"], target, _sized(headers, sent, always=False), sent),
        answer=Answer(
            status,
            _sized(_headers(answered["headers"]), body, always=status not in _NO_BODY),
            body,
        ),
    )


def _headers(pairs: Iterable[Mapping[str, str]]) -> Headers:
    """Without those of the connection, and of HTTP/2; several cookies may stand in one value."""
    return tuple(
        (pair["name"], value)
        for pair in pairs
        if not pair["name"].startswith(":") and pair["name"].lower() not in _HOP_BY_HOP
        for value in pair["value"].split("\n")
    )


def _sized(headers: Headers, body: bytes, *, always: bool) -> Headers:
    others = tuple(pair for pair in headers if pair[0].lower() != "content-length")
    return (*others, ("Content-Length", str(len(body)))) if body or always else others


def _sent(data: Entry | None) -> bytes:
    if not data:
        return b""
    if data.get("encoding") == "base64" or data.get("_encoding") == "base64":
        return base64.b64decode(data["text"], validate=True)
    return str(data.get("text") or "").encode()


def _content(content: Entry) -> bytes:
    text = content.get("text") or ""
    if content.get("encoding") != "base64":
        return str(text).encode()
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"base64: {error}") from error
