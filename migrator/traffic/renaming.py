"""Put other values in the place of known ones, wherever a message can carry them."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from migrator.model.exchange import Answer, Headers, Request
from migrator.traffic.values import BY_JAR, OPAQUE, WORD, inside

Names = Mapping[str, str]
"""What a value is called instead."""

_FORM = "application/x-www-form-urlencoded"
_ESCAPED = re.compile("%[0-9A-Fa-f]{2}")


def renamed_request(request: Request, names: Names) -> Request:
    """The request with other values in its address, headers and body; cookies stay."""
    path, question, query = request.target.partition("?")
    form = next((v for n, v in request.headers if n.lower() == "content-type"), "")
    text = request.body.decode("latin-1")
    body = _query(text, names) if form.startswith(_FORM) else renamed(text, names)
    return replace(
        request,
        target=_path(path, names) + question + _query(query, names),
        headers=_headers(request.headers, names),
        body=body.encode("latin-1"),
    )


def renamed_answer(answer: Answer, names: Names) -> Answer:
    """The answer with other values in its headers, cookies and body.

    A length and an ETag that were the body's are those of the new body.
    """
    body = renamed(answer.body.decode("latin-1"), names).encode("latin-1")
    headers = tuple(
        (name, _cookie(value, names) if name.lower() == "set-cookie" else value)
        for name, value in _headers(answer.headers, names)
    )
    changed = replace(answer, headers=headers, body=body)
    return changed if body == answer.body else _measured(changed, answer.body)


def renamed(text: str, names: Names) -> str:
    """A text with other values: whole opaque ones, those behind a ``name=``, then single words."""

    def of_word(match: re.Match[str]) -> str:
        return names.get(match[0], match[0])

    def of_opaque(match: re.Match[str]) -> str:
        whole = match[0]
        if whole in names:
            return names[whole]
        head, equals, value = whole.partition("=")
        if value and (found := _opaque(value, names, of_word)) != value:
            return head + equals + found
        return _opaque(whole, names, of_word)

    return OPAQUE.sub(of_opaque, text)


def _opaque(whole: str, names: Names, of_word: Callable[[re.Match[str]], str]) -> str:
    if whole in names:
        return names[whole]
    if _ESCAPED.search(whole):
        plain = unquote(whole)
        return quote(names[plain], safe="") if plain in names else WORD.sub(of_word, whole)
    changed = WORD.sub(of_word, whole)
    if changed != whole:
        return changed
    return inside(whole, lambda text: WORD.sub(of_word, text))


def _path(path: str, names: Names) -> str:
    def segment(text: str) -> str:
        plain = unquote(text)
        changed = renamed(plain, names)
        return text if changed == plain else quote(changed, safe="+=:@!$&'()*,;~")

    return "/".join(segment(text) for text in path.split("/"))


def _query(query: str, names: Names) -> str:
    def part(text: str) -> str:
        plain = unquote_plus(text)
        changed = renamed(plain, names)
        return text if changed == plain else quote_plus(changed)

    pairs = (pair.partition("=") for pair in query.split("&"))
    return "&".join(part(name) + equals + part(value) for name, equals, value in pairs)


def _headers(headers: Headers, names: Names) -> Headers:
    return tuple(
        (name, value if name.lower() in BY_JAR else renamed(value, names))
        for name, value in headers
    )


def _cookie(header: str, names: Names) -> str:
    """A cookie whose whole value is known; a signed one is read by the judge, not here."""
    pair, semicolon, rest = header.partition(";")
    name, equals, value = pair.partition("=")
    return name + equals + names.get(value, value) + semicolon + rest


def _measured(answer: Answer, before: bytes) -> Answer:
    headers = []
    for name, value in answer.headers:
        if name.lower() == "content-length" and value == str(len(before)):
            headers.append((name, str(len(answer.body))))
        elif name.lower() == "etag" and _tag(before) in value:
            headers.append((name, value.replace(_tag(before), _tag(answer.body))))
        else:
            headers.append((name, value))
    return replace(answer, headers=tuple(headers))


def _tag(body: bytes) -> str:
    """What werkzeug's ``add_etag`` makes of a body."""
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()
