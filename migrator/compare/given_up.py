"""Take back what a given-up behaviour changed in an answer, so that the rest is judged as ever.

A switch is undone in FastAPI's answer only where Flask's has exactly the form that was given up;
what comes out is compared like any answer, so that a switch can hide nothing else.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import unquote

from migrator.compare import given_up_json
from migrator.compare.body import body_kind
from migrator.model.exchange import Answer, Request
from migrator.model.switches import reason
from migrator.model.verdict import Excuse

_PAGE = re.compile(
    rb"<!doctype html>\n<html lang=en>\n<title>\d+ (.*)</title>\n<h1>\1</h1>\n<p>.*</p>\n"
)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"})
_LEAST_ESCAPE = 3
_NOT_ALLOWED, _TEMPORARY, _PERMANENT, _OK, _ERROR = 405, 307, 308, 200, 400

Undo = Callable[[Request, Answer, Answer], Answer]


def taken_back(
    request: Request, legacy: Answer, new: Answer, give_up: Iterable[str]
) -> tuple[Answer, tuple[Excuse, ...]]:
    """FastAPI's answer without the changes of the given-up behaviours, and which ones it had."""
    excuses = []
    wanted = frozenset(give_up)
    for name, undo in UNDO.items():
        if name not in wanted or legacy == new:
            continue
        before, new = new, undo(request, legacy, new)
        if new != before:
            excuses.append(Excuse(name, reason(name)))
    return new, tuple(excuses)


def _automatic_options(request: Request, legacy: Answer, new: Answer) -> Answer:
    allowed = _items(legacy, "allow")
    if "options" not in allowed or _items(new, "allow") != allowed - {"options"}:
        return new
    if new.status != _NOT_ALLOWED:
        return new
    if request.method != "OPTIONS":
        return _with_header(new, "allow", legacy)
    is_preflight = legacy.header("access-control-allow-methods") is not None
    if legacy.status != _OK or legacy.body or is_preflight or not _is_error_answer(new):
        return new
    restored = _with_header(_with_header(new, "allow", legacy), "content-type", legacy)
    return replace(_with_body(restored, b""), status=_OK)


def _is_error_answer(answer: Answer) -> bool:
    """Whether nobody but the framework wrote it, as a page or as JSON."""
    if body_kind(answer) == "json":
        return given_up_json.detail(answer.body) is not None
    return body_kind(answer) == "html" and _PAGE.fullmatch(answer.body) is not None


def _slashes(request: Request, legacy: Answer, new: Answer) -> Answer:
    target = legacy.header("location") or ""
    path = re.sub(r"^[a-z]+://[^/]*", "", target).partition("?")[0]
    asked = f"/{request.path.lstrip('/')}/"  # as werkzeug reads a path
    is_slash = unquote(path) == unquote(asked) and new.header("location") == target
    if (legacy.status, new.status) != (_PERMANENT, _TEMPORARY) or not is_slash or new.body:
        return new
    restored = _with_header(_with_header(new, "content-type", legacy), "content-length", legacy)
    return replace(restored, status=_PERMANENT, body=legacy.body)


def _error_pages(request: Request, legacy: Answer, new: Answer) -> Answer:
    if legacy.status != new.status or new.status < _ERROR:
        return new
    if (body_kind(legacy), body_kind(new)) != ("html", "json"):
        return new
    if request.method == "HEAD" and not (legacy.body or new.body):
        restored = _with_header(new, "content-type", legacy)
        return _with_header(restored, "content-length", legacy)
    page, detail = _PAGE.fullmatch(legacy.body), given_up_json.detail(new.body)
    if page is None or detail is None:
        return new
    text = detail.translate(_ESCAPES).replace("\n", "<br>")
    name = page[1].decode()
    head = f"<!doctype html>\n<html lang=en>\n<title>{new.status} {name}</title>\n<h1>{name}</h1>\n"
    restored = _with_header(new, "content-type", legacy)
    return _with_body(restored, f"{head}<p>{text}</p>\n".encode())


def _vary_cookie(_request: Request, legacy: Answer, new: Answer) -> Answer:
    expected, actual = _items(legacy, "vary"), _items(new, "vary")
    if "cookie" in actual or expected != actual | {"cookie"}:
        return new
    return _with_header(new, "vary", legacy)


def _of_json(change: given_up_json.Change, lengths: Callable[[int], bool]) -> Undo:
    """An undoing of JSON bodies; a HEAD shows only by how much Flask's is longer: ``lengths``."""

    def undo(request: Request, legacy: Answer, new: Answer) -> Answer:
        if (body_kind(legacy), body_kind(new)) != ("json", "json"):
            return new
        if request.method == "HEAD" and not (legacy.body or new.body):
            is_so = lengths(_length(legacy) - _length(new))
            return _with_header(new, "content-length", legacy) if is_so else new
        body = change(legacy.body, new.body)
        return new if body is None else _with_body(new, body, legacy)

    return undo


UNDO: dict[str, Undo] = {
    "automatic-options": _automatic_options,
    "308-slashes": _slashes,
    "html-error-pages": _error_pages,
    "vary-cookie": _vary_cookie,
    # A letter that is escaped grows by three bytes or more, no spelling of a date by one.
    "ascii-json": _of_json(given_up_json.escaped, lambda longer: longer >= _LEAST_ESCAPE),
    "sorted-json-keys": _of_json(given_up_json.sorted_keys, lambda _longer: False),
    "http-dates-in-json": _of_json(given_up_json.http_dates, lambda longer: longer not in {0, 1}),
    "json-newline": _of_json(given_up_json.laid_out, lambda longer: longer == 1),
}


def _length(answer: Answer) -> int:
    text = answer.header("content-length") or ""
    return int(text) if text.isdecimal() else 0


def _items(answer: Answer, name: str) -> frozenset[str]:
    values = (value for key, value in answer.headers if key.lower() == name)
    items = (item.strip().lower() for value in values for item in value.split(","))
    return frozenset(item for item in items if item)


def _with_header(new: Answer, name: str, legacy: Answer) -> Answer:
    """``new`` with the header as ``legacy`` has it."""
    kept = tuple(item for item in new.headers if item[0].lower() != name)
    given = tuple(item for item in legacy.headers if item[0].lower() == name)
    return replace(new, headers=kept + given)


def _with_body(new: Answer, body: bytes, legacy: Answer | None = None) -> Answer:
    """``new`` with another body; a length and an ETag that were the body's are the new one's."""
    changed = []
    for name, value in new.headers:
        if name.lower() == "content-length" and value == str(len(new.body)):
            changed.append((name, str(len(body))))
        elif name.lower() == "etag" and legacy is not None and _tag(new.body) in value:
            changed.append((name, value.replace(_tag(new.body), _tag(body))))
        else:
            changed.append((name, value))
    return replace(new, headers=tuple(changed), body=body)


def _tag(body: bytes) -> str:
    """What werkzeug's ``add_etag`` makes of a body."""
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()
