"""What stands in the same places of two answers: the recorded value, and the one given now."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from migrator.model.exchange import Answer, Headers
from migrator.traffic.jar import cookies_of
from migrator.traffic.values import CUTS, NOT_FOLLOWED, OPAQUE, SIGNED, WORD, looks_fresh

Pair = tuple[str, str]

_CONTEXT = 80


def pairs(recorded: Answer, given: Answer) -> Iterator[Pair]:
    """Pairs of unequal values, one for each place that both answers have."""
    yield from _header_pairs(recorded.headers, given.headers)
    ours, theirs = cookies_of(recorded), cookies_of(given)
    yield from ((value, theirs[name]) for name, value in ours.items() if name in theirs)
    if recorded.body == given.body:
        return
    if (recorded.header("content-type") or "").partition(";")[0].endswith("json"):
        try:
            yield from _json_pairs(json.loads(recorded.body), json.loads(given.body))
        except (ValueError, RecursionError):
            return
    else:
        yield from _text_pairs(recorded.body.decode("latin-1"), given.body.decode("latin-1"))


def _header_pairs(recorded: Headers, given: Headers) -> Iterator[Pair]:
    for name in {name.lower(): "" for name, _ in recorded if name.lower() not in NOT_FOLLOWED}:
        ours, theirs = ([v for n, v in side if n.lower() == name] for side in (recorded, given))
        for left, right in zip(ours, theirs, strict=False):
            yield from _in_text(left, right)


def _json_pairs(recorded: Any, given: Any) -> Iterator[Pair]:
    if isinstance(recorded, dict) and isinstance(given, dict):
        for key in (key for key in recorded if key in given):
            yield from _json_pairs(recorded[key], given[key])
    elif isinstance(recorded, list) and isinstance(given, list) and len(recorded) == len(given):
        for left, right in zip(recorded, given, strict=True):
            yield from _json_pairs(left, right)
    elif isinstance(recorded, str) and isinstance(given, str):
        yield from _in_text(recorded, given)
    elif type(recorded) is int and type(given) is int:
        yield str(recorded), str(given)


def _in_text(recorded: str, given: str) -> Iterator[Pair]:
    """The values of two short texts: all of them, or piece by piece when both have as many."""
    if recorded == given:
        return
    if _are_opaque(recorded, given):
        yield recorded, given
        if SIGNED.fullmatch(recorded):
            return
    pieces = CUTS.split(recorded), CUTS.split(given)
    if len(pieces[0]) == len(pieces[1]):
        for left, right in zip(*pieces, strict=True):
            yield from _in_piece(left, right)


def _in_piece(recorded: str, given: str) -> Iterator[Pair]:
    """The values of ``name=value``, of a path, or of a word with punctuation."""
    if recorded == given:
        return
    name, _, value = recorded.partition("=")
    other_name, _, other = given.partition("=")
    if value and name == other_name:
        recorded, given = unquote_plus(value), unquote_plus(other)
    if _are_opaque(recorded, given):
        yield recorded, given
        if SIGNED.fullmatch(recorded):
            return
    words = WORD.findall(recorded), WORD.findall(given)
    if len(words[0]) == len(words[1]):
        yield from ((left, right) for left, right in zip(*words, strict=True) if left != right)


def _are_opaque(recorded: str, given: str) -> bool:
    """Whether both are one value each; base64 may begin as a path does, but hardly both sides."""
    if not (OPAQUE.fullmatch(recorded) and OPAQUE.fullmatch(given)):
        return False
    return not (recorded.startswith("/") and given.startswith("/"))


def _text_pairs(recorded: str, given: str) -> Iterator[Pair]:
    """Values after the same words, the first with the first and so on: ``name="csrf" value="``."""
    places: dict[str, list[str]] = {}
    for before, value in _in_context(given):
        places.setdefault(before, []).append(value)
    queues = {before: iter(values) for before, values in places.items()}
    for before, value in _in_context(recorded):
        found = next(queues.get(before, iter(())), None)
        if found is not None:
            yield from _in_piece(value, found)


def _in_context(text: str) -> Iterator[Pair]:
    """Each value with what is before it in its tag or line, other values there left out."""
    end, before = 0, ""
    for match in OPAQUE.finditer(text):
        between = text[end : match.start()]
        cut = max(between.rfind(mark) for mark in "<\n")
        before = (between[cut:] if cut >= 0 else before + between)[-_CONTEXT:]
        if any(looks_fresh(word) for word in WORD.findall(match[0])):
            yield before, match[0]
            before += "*"
        else:
            before += match[0]
        end = match.end()
