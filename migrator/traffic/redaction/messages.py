"""Requests and answers: targets, headers, cookies and bodies, whatever they are coded in."""

import gzip
import re
import zlib
from dataclasses import replace

from migrator.model.exchange import Answer, Exchange, Headers, Request
from migrator.traffic.redaction.text import TextRedactor

_AS_IS = frozenset(
    [
        "content-type",
        "content-length",
        "etag",
        "if-none-match",
        "if-match",
        "last-modified",
        "date",
        "host",
    ]
)
_FIELD = re.compile(rb'\bname="([^"]*)"')
_BOUNDARY = re.compile(r'boundary="?([^";]+)')
_TEXT = ("text/", "application/javascript", "application/xml", "image/svg")


class Undecodable(Exception):
    """A body whose coding cannot be undone: nobody can say what is in it."""


def redacted_exchange(exchange: Exchange, text: TextRedactor) -> Exchange:
    """The exchange with stand-ins.

    Raises:
        Undecodable: a body is coded in a way that cannot be undone.
    """
    request, answer = exchange.request, exchange.answer
    path, mark, query = request.target.partition("?")
    return replace(
        exchange,
        session=text.text(exchange.session),
        request=Request(
            request.method,
            text.path(path) + mark + (text.form(query) if query else ""),
            _headers(request.headers, text),
            _body(request.body, request.headers, text),
        ),
        answer=_answer(answer, text),
    )


def _answer(answer: Answer, text: TextRedactor) -> Answer:
    body = answer.body if answer.cut else _body(answer.body, answer.headers, text)
    headers = _headers(answer.headers, text)
    if len(body) != len(answer.body):
        size = str(len(body))
        headers = tuple((n, size if n.lower() == "content-length" else v) for n, v in headers)
    if answer.cut and answer.body:
        if (answer.header("content-encoding") or "identity") != "identity":
            raise Undecodable("a coded body was cut off")
        body = text.text(answer.body.decode("latin-1")).encode("latin-1")
    return replace(answer, headers=headers, body=body)


def _headers(headers: Headers, text: TextRedactor) -> Headers:
    return tuple((name, _header(name.lower(), value, text)) for name, value in headers)


def _header(name: str, value: str, text: TextRedactor) -> str:
    if name in _AS_IS:
        return value
    if name == "cookie":
        return "; ".join(_cookie(pair, text) for pair in value.split("; "))
    if name == "set-cookie":
        pair, mark, attributes = value.partition(";")
        return _cookie(pair, text) + mark + attributes
    if name in {"location", "referer"}:
        path, mark, query = value.partition("?")
        return text.path(path) + mark + (text.form(query) if query else "")
    return text.value(name, value)


def _cookie(pair: str, text: TextRedactor) -> str:
    """A signed cookie is replaced as a whole: its jar follows it by name."""
    name, equals, value = pair.partition("=")
    return name + equals + text.value(name, value)


def _body(body: bytes, headers: Headers, text: TextRedactor) -> bytes:
    if not body:
        return body
    found = {name.lower(): value for name, value in headers}
    coding = found.get("content-encoding", "identity").strip().lower()
    plain = _decoded(body, coding)
    new = _plain(plain, found.get("content-type", ""), text)
    return body if new == plain else _coded(new, coding)


def _decoded(body: bytes, coding: str) -> bytes:
    try:
        if coding in {"gzip", "x-gzip"}:
            return gzip.decompress(body)
        if coding == "deflate":
            return zlib.decompress(body)
    except (OSError, EOFError, zlib.error) as error:
        raise Undecodable(f"a body is not the {coding} that it says") from error
    if coding not in {"identity", ""}:
        raise Undecodable(f"a body is coded as {coding}, which is not known here")
    return body


def _coded(body: bytes, coding: str) -> bytes:
    if coding in {"gzip", "x-gzip"}:
        return gzip.compress(body, mtime=0)
    return zlib.compress(body) if coding == "deflate" else body


def _plain(body: bytes, kind: str, text: TextRedactor) -> bytes:
    """By the content type; what is no UTF-8 is read byte for byte."""
    if found := _BOUNDARY.search(kind):
        return _multipart(body, found[1].encode(), text)
    media = kind.partition(";")[0].strip().lower()
    charset = "utf-8"
    try:
        plain = body.decode(charset)
    except UnicodeDecodeError:
        charset = "latin-1"
        plain = body.decode(charset)
        if not media.startswith(_TEXT) and not media.endswith(("json", "urlencoded")):
            return body
    if media.endswith("json") or plain.lstrip()[:1] in {"{", "["}:
        return text.json(plain).encode(charset)
    if media.endswith("urlencoded"):
        return text.form(plain).encode(charset)
    return text.html(plain).encode(charset)


def _multipart(body: bytes, boundary: bytes, text: TextRedactor) -> bytes:
    parts = []
    for part in body.split(b"--" + boundary):
        head, gap, value = part.partition(b"\r\n\r\n")
        name = _FIELD.search(head)
        if not gap or not name:
            parts.append(part)
            continue
        head = text.text(head.decode("latin-1")).encode("latin-1")
        parts.append(head + gap + _part(name[1].decode("utf-8", "replace"), value, text))
    return (b"--" + boundary).join(parts)


def _part(name: str, value: bytes, text: TextRedactor) -> bytes:
    try:
        plain = value.removesuffix(b"\r\n").decode()
    except UnicodeDecodeError:
        return value  # a file: pictures and archives hold no field
    return text.value(name, plain).encode() + (b"\r\n" if value.endswith(b"\r\n") else b"")
