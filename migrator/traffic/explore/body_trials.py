"""Bodies in which one thing is another: a member of JSON, a part of a form, the whole."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from migrator.model.exchange import Request
from migrator.traffic.explore.candidates import NUMBER, candidates, in_turn
from migrator.traffic.explore.material import Material, boundary_of, media_type
from migrator.traffic.explore.pair_trials import Change

_WHOLE = (b"", b"null", b"[]", b"{}", b"{", b'"x"')
_MEDIA = ("text/plain", "application/json", "application/x-www-form-urlencoded", "")
_OTHERS: tuple[Any, ...] = (None, 0, [], {}, True, "", 1.5, -1)
_MOST_MEMBERS = 24
_SHORT = 200
_MISSING = object()
_PART_NAME = re.compile(rb'name="([^"]*)"')

_Place = tuple[str | int, ...]


def body_trials(material: Material, request: Request) -> Iterator[list[tuple[Change, Request]]]:
    """For each thing that a body has the requests in which it is another."""
    media = media_type(request)
    if media.endswith("json"):
        for bodies in _json(material, request.body):
            yield [(change, replace(request, body=body)) for change, body in bodies]
    if media == "multipart/form-data":
        for bodies in _parts(material, request):
            yield [(change, replace(request, body=body)) for change, body in bodies]
    if request.body:
        whole = (body for body in _WHOLE if body != request.body)
        yield [((media, body), replace(request, body=body)) for body in whole]
        yield [((media, other), _typed(request, other)) for other in _MEDIA]


def _typed(request: Request, media: str) -> Request:
    kept = tuple(pair for pair in request.headers if pair[0].lower() != "content-type")
    return replace(request, headers=(*kept, ("Content-Type", media)) if media else kept)


def _json(material: Material, body: bytes) -> Iterator[list[tuple[Change, bytes]]]:
    try:
        whole = json.loads(body)
    except ValueError:
        return
    members = list(_members(whole))[:_MOST_MEMBERS]
    if isinstance(whole, dict):
        members += [((field,), _MISSING) for field in material.fields if field not in whole]
    for place, value in members:
        others = _values(material, str(place[-1]), value)
        yield [
            ((*place, repr(other)), json.dumps(_with(whole, place, other)).encode())
            for other in others
        ]


def _members(value: Any, place: _Place = ()) -> Iterator[tuple[_Place, Any]]:
    """Every member of objects, and the first item of lists."""
    if place:
        yield place, value
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _members(item, (*place, key))
    elif isinstance(value, list) and value:
        yield from _members(value[0], (*place, 0))


def _with(value: Any, place: _Place, other: Any) -> Any:
    """``value`` with ``other`` in a place."""
    if not place:
        return other
    key, rest = place[0], place[1:]
    if isinstance(value, list):
        fresh = [_with(value[0], rest, other), *value[1:]]
        return [item for item in fresh if item is not _MISSING]
    changed = {**value, key: _with(value.get(key), rest, other)}
    return {name: item for name, item in changed.items() if item is not _MISSING}


def _values(material: Material, name: str, recorded: Any) -> Iterator[Any]:
    """What a member may be instead, of its own type and of others."""
    if isinstance(recorded, bool) or recorded is None or isinstance(recorded, list | dict):
        own: list[Any] = [not recorded] if isinstance(recorded, bool) else []
    elif isinstance(recorded, int | float):
        texts = candidates(material, name, str(recorded))
        own = [recorded + 1, recorded - 1, float(recorded), str(recorded), recorded + 0.5]
        own += [int(text) for text in texts if NUMBER.fullmatch(text)]
    elif recorded is _MISSING:
        texts = candidates(material, name)
        own = [int(text) if NUMBER.fullmatch(text) else text for text in texts]
    else:
        own = list(candidates(material, name, str(recorded)))
    gone = [] if recorded is _MISSING else [_MISSING]
    return in_turn((own, (*gone, *_OTHERS)))


def _parts(material: Material, request: Request) -> Iterator[list[tuple[Change, bytes]]]:
    """A body of parts with one of them left out, repeated or with another content."""
    mark = b"--" + boundary_of(request)
    first, *parts = request.body.split(mark)
    for place, part in enumerate(parts[:-1]):
        before, after = [first, *parts[:place]], parts[place + 1 :]
        yield [
            (others, mark.join([*before, *others, *after])) for others in _others(material, part)
        ]


def _others(material: Material, part: bytes) -> Iterator[tuple[bytes, ...]]:
    head, _, content = part.partition(b"\r\n\r\n")
    found = _PART_NAME.search(head)
    name = found[1].decode("utf-8", "replace") if found else ""
    recorded = content.removesuffix(b"\r\n").decode("utf-8", "replace")
    texts = candidates(material, name, recorded if len(recorded) < _SHORT else None)
    fresh = [(head + b"\r\n\r\n" + text.encode() + b"\r\n",) for text in texts]
    return in_turn((fresh, ((), (part, part))))
