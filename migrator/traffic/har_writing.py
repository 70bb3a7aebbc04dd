"""Exchanges as an HTTP Archive 1.2, which browsers, proxies and load tools read."""

import base64
import gzip
import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import IO, Any
from urllib.parse import parse_qsl

from migrator import __version__
from migrator.errors import UsageError
from migrator.model.exchange import Answer, Exchange, Headers
from migrator.traffic.har import CREATOR

_DECODE: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "deflate": zlib.decompress}


def write_har(exchanges: Iterable[Exchange], began: datetime, out: IO[bytes]) -> int:
    """Write a HAR of a recording, one exchange after the other; the result is how many there were.

    Bytes that are not text stand in base64, in requests too.

    Raises:
        UsageError: an answer is compressed in a way that cannot be undone here.
    """
    creator = {"name": CREATOR, "version": __version__}
    log = {"version": "1.2", "creator": creator, "pages": [], "entries": []}
    head, tail = json.dumps({"log": log}, indent=1, ensure_ascii=False).rsplit("]", 1)
    out.write(head.encode())
    count = 0
    for count, exchange in enumerate(exchanges, 1):
        entry = json.dumps(_entry(exchange, began), indent=1, ensure_ascii=False)
        comma = "," if count > 1 else ""
        out.write(comma.encode() + f"\n{entry}".replace("\n", "\n   ").encode())
    end = "\n  ]" if count else "]"
    out.write(f"{end}{tail}\n".encode())
    return count


def _decoded(exchange: Exchange) -> Answer:
    """The answer with its body as a HAR has it: without its Content-Encoding."""
    answer = exchange.answer
    coding = (answer.header("content-encoding") or "identity").lower()
    if coding == "identity" or not answer.body:
        return answer
    try:
        body = _DECODE[coding](answer.body)
    except (KeyError, OSError, EOFError, zlib.error) as error:
        raise UsageError(f"exchange {exchange.id} is compressed as {coding}") from error
    kept = (pair for pair in answer.headers if pair[0].lower() != "content-encoding")
    return replace(answer, headers=tuple(kept), body=body)


def _entry(exchange: Exchange, began: datetime) -> dict[str, Any]:
    request, answer = exchange.request, _decoded(exchange)
    moment = datetime.fromtimestamp(began.timestamp() + exchange.at, UTC)
    host = next((v for name, v in request.headers if name.lower() == "host"), "localhost")
    sent: dict[str, Any] = {
        "method": request.method,
        "url": f"http://{host}{request.target}",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(request.headers),
        "queryString": _query(request.target),
        "headersSize": -1,
        "bodySize": len(request.body),
    }
    if request.body:
        mime = next((v for name, v in request.headers if name.lower() == "content-type"), "")
        sent["postData"] = {"mimeType": mime, "params": [], **_text(request.body)}
    content = {"size": len(answer.body), "mimeType": answer.header("content-type") or ""}
    received = {
        "status": answer.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(answer.headers),
        "content": {**content, **_text(answer.body)},
        "redirectURL": answer.header("location") or "",
        "headersSize": -1,
        "bodySize": len(answer.body),
    }
    return {
        "startedDateTime": moment.isoformat(timespec="milliseconds"),
        "time": 0,
        "request": sent,
        "response": received,
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "comment": exchange.session,
    }


def _pairs(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _query(target: str) -> list[dict[str, str]]:
    pairs = parse_qsl(target.partition("?")[2], keep_blank_values=True)
    return [{"name": name, "value": value} for name, value in pairs]


def _text(body: bytes) -> dict[str, str]:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode(), "encoding": "base64"}
