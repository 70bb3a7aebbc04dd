"""Requests and answers: targets, headers, cookies and bodies, whatever they are coded in."""

import re
from dataclasses import replace
from urllib.parse import quote, unquote

from migrator.model.exchange import Answer, Exchange, Headers, Request
from migrator.traffic.redaction.codings import Undecodable, coded, decoded
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
_CHARSET = re.compile(r"charset=\"?([\w-]+)", re.IGNORECASE)
_IN_COOKIES = "!#$&'()*+-./:<=>?@[]^_`{|}~"  # RFC 6265's cookie-octet
_GZIPPED = b"\x1f\x8b"
_TEXT = ("text/", "application/javascript", "application/xml", "image/svg")


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
    plain = unquote(value)
    new = text.value(name, plain)
    return name + equals + (value if new == plain else quote(new, safe=_IN_COOKIES))


def _body(body: bytes, headers: Headers, text: TextRedactor) -> bytes:
    if not body:
        return body
    found = {name.lower(): value for name, value in headers}
    codings = found.get("content-encoding", "")
    plain = decoded(body, codings)
    new = _plain(plain, found.get("content-type", ""), text)
    return body if new == plain else coded(new, codings)


def _plain(body: bytes, kind: str, text: TextRedactor) -> bytes:
    """By the content type; what is no UTF-8 is read byte for byte."""
    if found := _BOUNDARY.search(kind):
        return _multipart(body, found[1].encode(), text)
    media = kind.partition(";")[0].strip().lower()
    plain, charset = _read(body, kind)
    is_text = media.startswith(_TEXT) or media.endswith(("json", "urlencoded"))
    if charset == "latin-1" and not is_text:
        return _file(body, text)
    if media.endswith("json") or plain.lstrip()[:1] in {"{", "["}:
        return text.json(plain).encode(charset)
    if media.endswith("urlencoded"):
        return text.form(plain).encode(charset)
    return text.html(plain).encode(charset)


def _read(body: bytes, kind: str) -> tuple[str, str]:
    """The text and its charset: the one that is said, UTF-8, or byte for byte."""
    said = _CHARSET.search(kind)
    for charset in (said[1] if said else "utf-8", "utf-8"):
        try:
            plain = body.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
        if plain.encode(charset) == body:
            return plain, charset
    return body.decode("latin-1"), "latin-1"


def _file(body: bytes, text: TextRedactor) -> bytes:
    """A file that is no text: what is known is replaced in it, and a gzipped one is opened."""
    if not body.startswith(_GZIPPED):
        return text.known(body.decode("latin-1")).encode("latin-1")
    plain = decoded(body, "gzip")
    new = _plain(plain, "", text)
    return body if new == plain else coded(new, "gzip")


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
    plain = value.removesuffix(b"\r\n")
    try:
        new = text.value(name, plain.decode()).encode()
    except UnicodeDecodeError:
        new = _file(plain, text)  # pictures and archives hold no field
    return new + value[len(plain) :]
