"""Compare headers by what they mean: names folded, sets as sets, the server's own left out."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from migrator.compare.shown import ABSENT, shown
from migrator.compare.web_token import explain_tokens
from migrator.model.exchange import Answer, Headers
from migrator.model.verdict import Difference, Excuse

Finding = Difference | Excuse

_SERVER = frozenset({"date", "server", "connection", "keep-alive"})
_FRAMING = frozenset({"content-length", "transfer-encoding"})
_SETS = frozenset({"allow", "vary"})
_FILE_ETAG = re.compile(r'(?:W/)?"(?P<mtime>\d+(?:\.\d+)?)-(?P<size>\d+)-(?P<path>\d+)"')
_ELSEWHERE = _SERVER | _FRAMING | {"set-cookie"}

SERVER = Excuse(
    "server-headers", "Date, Server, Connection and Keep-Alive belong to the server (N1)"
)
FRAMING = Excuse("framing", "Content-Length against chunks is the server's way to frame (N1)")
SET_ORDER = Excuse(
    "order-in-sets", "the order in Allow, Vary and Access-Control-* says nothing (N2)"
)
FILE_ETAG = Excuse(
    "file-etag", "a file's ETag has its path and time in it; size and bytes are equal (S2)"
)
FILE_TIME = Excuse("file-time", "the file was written at another second; bytes are equal (S2)")


class _Both(NamedTuple):
    """The values of one header on both sides."""

    name: str
    legacy: tuple[str, ...]
    new: tuple[str, ...]


def judge_headers(legacy: Answer, new: Answer, method: str) -> Iterator[Finding]:
    """Differences and used tolerances of all headers but ``Set-Cookie``."""
    left, right = _folded(legacy.headers), _folded(new.headers)
    if any(left.get(name) != right.get(name) for name in _SERVER):
        yield SERVER
    yield from _framing(legacy, new, method)
    for name in dict.fromkeys([*left, *right]):
        values = _Both(name, left.get(name, ()), right.get(name, ()))
        if name not in _ELSEWHERE and values.legacy != values.new:
            yield from _tokens(values) or (_unequal(values, legacy, new),)


def _folded(headers: Headers) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for name, value in headers:
        key = name.lower()
        values[key] = (*values.get(key, ()), value.strip())
    return values


def _unequal(values: _Both, legacy: Answer, new: Answer) -> Finding:
    name, is_file = values.name, legacy.body == new.body
    if _is_set(name) and _as_set(name, values.legacy) == _as_set(name, values.new):
        return SET_ORDER
    if name in {"etag", "last-modified"} and is_file and (same := _same_file(name, legacy, new)):
        return same
    return Difference("header", values.name, _shown(values.legacy), _shown(values.new))


def _tokens(values: _Both) -> tuple[Difference, ...] | None:
    if not len(values.legacy) == len(values.new) == 1:
        return None
    return explain_tokens(values.name, values.legacy[0], values.new[0], "header")


def _is_set(name: str) -> bool:
    return name in _SETS or name.startswith("access-control-allow-")


def _as_set(name: str, values: tuple[str, ...]) -> tuple[bool, frozenset[str]]:
    """The items of a header; an absent header is not an empty one. Methods keep their case."""
    items = (item.strip() for item in ",".join(values).split(","))
    fold = name not in {"allow", "access-control-allow-methods"}
    return bool(values), frozenset(item.lower() if fold else item for item in items if item)


def _same_file(name: str, legacy: Answer, new: Answer) -> Excuse | None:
    """The tolerance for a file that both sides serve from their own copy, if it is one."""
    tags = [_FILE_ETAG.fullmatch(answer.header("etag") or "") for answer in (legacy, new)]
    left, right = tags
    if left is None or right is None or left["size"] != right["size"]:
        return None
    if name == "etag":
        return FILE_ETAG
    return FILE_TIME if left["mtime"] != right["mtime"] else None


def _framing(legacy: Answer, new: Answer, method: str) -> Iterator[Finding]:
    lengths = legacy.header("content-length"), new.header("content-length")
    chunked = tuple(answer.header("transfer-encoding") for answer in (legacy, new))
    if lengths[0] == lengths[1]:
        if chunked[0] != chunked[1]:
            yield FRAMING
        return
    if None in lengths:
        missing = lengths.index(None)
        answer = (legacy, new)[missing]
        if chunked[missing] or (answer.body and method != "HEAD"):
            yield FRAMING
            return
    elif _lengths_follow_bodies(legacy, new):
        return
    expected, actual = (value if value is not None else ABSENT for value in lengths)
    yield Difference("header", "content-length", expected, actual)


def _lengths_follow_bodies(legacy: Answer, new: Answer) -> bool:
    """Whether both lengths only say what the bodies, which are compared themselves, say."""
    return all(answer.header("content-length") == str(len(answer.body)) for answer in (legacy, new))


def _shown(values: tuple[str, ...]) -> str:
    return shown(" | ".join(values)) if values else ABSENT
