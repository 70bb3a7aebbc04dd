"""Exchanges from an HTTP Archive 1.2, as browsers and proxies save it.

Source: the HAR 1.2 specification, http://www.softwareishard.com/blog/har-12-spec/. Bodies stand in
a HAR as they are after decoding, so Content-Encoding is left out and Content-Length follows.
"""

import base64
import binascii
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from migrator.errors import UsageError
from migrator.model.exchange import Answer, Exchange, Headers, Request

CREATOR = "migrator"
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-encoding"})
_NO_BODY = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Archive:
    """What a HAR holds of one site: its exchanges, when the first began, and what was left out.

    ``elsewhere`` counts requests to other sites, ``unanswered`` those that the browser answered by
    itself or gave up, ``without_body`` those whose bodies were not saved.
    """

    origin: str
    began: datetime
    exchanges: tuple[Exchange, ...]
    elsewhere: int = 0
    unanswered: int = 0
    without_body: int = 0


def read_har(path: Path, origin: str = "") -> Archive:
    """The exchanges of one site, ``origin`` as ``https://host`` (default: the one asked most).

    Raises:
        UsageError: it is no HAR, or holds nothing of that site.
    """
    log = _log(path)
    entries = sorted(log["entries"], key=lambda entry: _began(entry, path))
    origins = Counter(_origin(entry) for entry in entries)
    site = origin.rstrip("/") or max(origins, key=lambda name: origins[name], default="")
    here = [entry for entry in entries if _origin(entry) == site]
    if not here:
        known = ", ".join(origins) or "nothing"
        raise UsageError(f"{path} holds no request to {site or 'any site'}", f"it has {known}")
    answered = [entry for entry in here if _is_answered(entry)]
    if not answered:
        raise UsageError(f"{path} holds no answer of {site}", "save it while the page loads")
    began = _began(answered[0], path)
    try:
        exchanges = tuple(
            _exchange(number, entry, (_began(entry, path) - began).total_seconds())
            for number, entry in enumerate(answered, 1)
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _broken(path, f"an entry lacks {error}") from error
    return Archive(
        origin=site,
        began=began,
        exchanges=tuple(
            replace(exchange, session=session)
            for exchange, session in zip(exchanges, _sessions(log, answered, path), strict=True)
        ),
        elsewhere=len(entries) - len(here),
        unanswered=len(here) - len(answered),
        without_body=sum(map(_lacks_body, answered)),
    )


def _log(path: Path) -> dict[str, Any]:
    try:
        log = json.loads(path.read_bytes())["log"]
        entries = log["entries"]
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise _broken(path, "it has no log with entries") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _broken(path, "its entries are no list of objects")
    return {**log, "entries": entries}


def _sessions(
    log: Mapping[str, Any], entries: Iterable[Mapping[str, Any]], path: Path
) -> Iterator[str]:
    """A browser is one session; our own export says in each entry whose it was."""
    is_ours = log.get("creator", {}).get("name") == CREATOR
    return (str(entry.get("comment") if is_ours else path.stem) for entry in entries)


def _broken(path: Path, why: str) -> UsageError:
    return UsageError(f"{path} is not an HTTP Archive: {why}", "save it again as HAR 1.2")


def _began(entry: Mapping[str, Any], path: Path) -> datetime:
    try:
        moment = datetime.fromisoformat(entry["startedDateTime"])
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(path, "an entry does not say when it began") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _origin(entry: Mapping[str, Any]) -> str:
    parts = urlsplit(str(entry.get("request", {}).get("url", "")))
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} else ""


def _is_answered(entry: Mapping[str, Any]) -> bool:
    """Whether the server was asked: a browser's own cache answers with no wire time and status."""
    status = entry.get("response", {}).get("status", 0)
    is_cached = bool(entry.get("_fromCache")) or entry.get("_fetchedVia") == "service-worker"
    return isinstance(status, int) and status > 0 and not is_cached


def _lacks_body(entry: Mapping[str, Any]) -> bool:
    content = entry["response"].get("content", {})
    return "text" not in content and content.get("size", 0) > 0


def _exchange(number: int, entry: Mapping[str, Any], at: float) -> Exchange:
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
        session="",
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


def _sent(data: Mapping[str, Any] | None) -> bytes:
    if not data:
        return b""
    if data.get("encoding") == "base64" or data.get("_encoding") == "base64":
        return base64.b64decode(data["text"], validate=True)
    return str(data.get("text") or "").encode()


def _content(content: Mapping[str, Any]) -> bytes:
    text = content.get("text") or ""
    if content.get("encoding") != "base64":
        return str(text).encode()
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"base64: {error}") from error
