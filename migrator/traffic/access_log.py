"""Requests from the access log of a web server: common, combined or JSON lines, plain or gzipped.

A line tells method, target, status and time, never a body: enough to count and to read again with
GET, not enough to replay a form.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_LINE = re.compile(
    r"^(?:(?P<vhost>[\w.-]+)(?::\d+)? (?=\S+ \S+ \S+ \[))?(?P<client>\S+) "
    r'\S+ .*?\[(?P<time>[^\]]+)\] "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}|-)(?P<rest>.*)$'
)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_REQUEST = re.compile(r"^(?P<method>[A-Z]+) (?P<target>\S+)(?: HTTP/\d(?:\.\d)?)?$")
_ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(.))")
# nginx and Apache as people write their formats, Caddy, Traefik, Google Cloud, Gunicorn
_METHOD = ("method", "request_method", "requestMethod", "RequestMethod", "verb")
_TARGET = (
    "request_uri", "uri", "target", "requestUrl", "RequestPath", "path", "url", "request_path",
)  # fmt: skip
_HOST = ("host", "http_host", "RequestHost", "vhost", "server_name")
_STATUS = ("status", "status_code", "DownstreamStatus", "statusCode")
_WHEN = ("time", "time_iso8601", "timestamp", "@timestamp", "ts", "time_local", "StartUTC")
_CLIENT = ("remote_addr", "remote_ip", "client_ip", "ClientHost", "remoteIp", "client")
_AGENT = ("http_user_agent", "user_agent", "userAgent", "request_User-Agent", "agent")


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """A line of an access log; what the line does not say is empty, or 0 for ``status``.

    ``target`` is path and query as they were sent, ``at`` the time with its zone.
    """

    method: str
    target: str
    status: int = 0
    at: datetime | None = None
    host: str = ""
    client: str = ""
    agent: str = ""


def read_log(path: Path) -> Iterator[LoggedRequest | None]:
    """The requests of a log in constant memory; None for a line that is no request."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        for line in file:
            text = line.decode(errors="replace").strip()
            if text:
                yield parse_line(text)


def parse_line(text: str) -> LoggedRequest | None:
    """One line, JSON or not; None when it is no request."""
    if text.startswith("{"):
        try:
            data = json.loads(text)
        except ValueError:
            return None
        return _from_json(data) if isinstance(data, dict) else None
    return _from_text(text)


def _from_text(text: str) -> LoggedRequest | None:
    line = _LINE.match(text)
    request = _REQUEST.match(_unescaped(line["request"])) if line else None
    if line is None or request is None:
        return None
    quoted = _QUOTED.findall(line["rest"])
    return _request(
        request["method"],
        request["target"],
        status=line["status"],
        at=_time(line["time"]),
        host=line["vhost"] or "",
        client=line["client"],
        agent=_unescaped(quoted[1]) if len(quoted) > 1 else "",
    )


def _from_json(data: Mapping[str, Any]) -> LoggedRequest | None:
    inner = next((v for k in ("request", "httpRequest") if isinstance(v := data.get(k), dict)), {})
    facts = {**data, **inner}
    method, target = _first(facts, _METHOD), _first(facts, _TARGET)
    whole = _REQUEST.match(str(facts.get("request", "")))
    if whole:
        method, target = whole["method"], whole["target"]
    if not method.isalpha() or not target:
        return None
    return _request(
        method.upper(),
        target,
        status=_first(facts, _STATUS),
        at=_time(_first(facts, _WHEN)),
        host=_first(facts, _HOST),
        client=_first(facts, _CLIENT),
        agent=_first(facts, _AGENT),
    )


def _request(  # noqa: PLR0913 (the parts of a line)
    method: str,
    target: str,
    *,
    status: str,
    at: datetime | None,
    host: str,
    client: str,
    agent: str,
) -> LoggedRequest | None:
    if "://" in target.partition("?")[0]:
        parts = urlsplit(target)
        host, target = parts.netloc, f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    if not target.startswith("/"):
        return None
    number = int(status) if status.isdigit() else 0
    return LoggedRequest(method, target, number, at, host, client, agent)


def _first(facts: Mapping[str, Any], names: tuple[str, ...]) -> str:
    values = (facts.get(name) for name in names)
    return next((str(v) for v in values if isinstance(v, str | int | float) and v != ""), "")


def _time(text: str) -> datetime | None:
    """Common log format, ISO 8601 or seconds since 1970."""
    try:
        if re.fullmatch(r"\d+(\.\d+)?", text):
            return datetime.fromtimestamp(float(text)).astimezone()
        if text[:4].isdigit():
            return datetime.fromisoformat(text)
        return datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z")
    except (ValueError, OverflowError, OSError):
        return None


def _unescaped(text: str) -> str:
    r"""``\x22`` as nginx writes it, ``\"`` as Apache does."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], text)
