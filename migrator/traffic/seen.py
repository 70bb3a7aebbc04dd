"""What a recording shows of each operation: names, types and statuses, without any value."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from migrator.model.exchange import Exchange, Headers
from migrator.model.openapi import Seen
from migrator.traffic.shapes import Knows, Schema, shape, united

_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_TEXT: Schema = {"type": "string"}
_LEFT_OUT = frozenset({"OPTIONS", "HEAD"})


@dataclass(slots=True)
class _Sight:
    """One operation while the recording is read."""

    count: int = 0
    query: set[str] = field(default_factory=set)
    bodies: dict[str, Schema] = field(default_factory=dict)
    answers: dict[str, dict[str, Schema]] = field(default_factory=dict)


def seen_in(exchanges: Iterable[Exchange], knows: Knows) -> tuple[Seen, ...]:
    """What these exchanges show, in the order of rules and methods."""
    sights: dict[tuple[str, str], _Sight] = {}
    for exchange in exchanges:
        method = exchange.request.method.upper()
        if exchange.rule and method not in _LEFT_OUT and not exchange.answer.cut:
            _look(exchange, sights.setdefault((exchange.rule, method), _Sight()), knows)
    return tuple(
        Seen(rule, method.lower(), s.count, tuple(sorted(s.query)), _sorted(s.bodies), s.answers)
        for (rule, method), s in sorted(sights.items())
    )


def _look(exchange: Exchange, sight: _Sight, knows: Knows) -> None:
    request, answer = exchange.request, exchange.answer
    sight.count += 1
    media = _media(answer.headers)
    kinds = sight.answers.setdefault(str(answer.status), {})
    if media:
        _add(kinds, media, _of_body(media, answer.body, knows))
    if answer.status >= 400:  # noqa: PLR2004 (what was refused teaches nothing about requests)
        return
    query = request.target.partition("?")[2]
    names = (name for name, _ in parse_qsl(query, keep_blank_values=True))
    sight.query |= {name for name in names if knows(name)}
    if request.body and (sent := _media(request.headers)):
        _add(sight.bodies, sent, _of_body(sent, request.body, knows))


def _media(headers: Headers) -> str:
    value = next((v for k, v in headers if k.lower() == "content-type"), "")
    return value.partition(";")[0].strip().lower()


def _of_body(media: str, body: bytes, knows: Knows) -> Schema:
    if media == _FORM:
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        names = sorted({name for name, _ in pairs if knows(name)})
        return {"type": "object", "properties": dict.fromkeys(names, _TEXT)} if names else {}
    return shape(_parsed(body), knows) if media == _JSON and _is_json(body) else {}


def _is_json(body: bytes) -> bool:
    try:
        _parsed(body)
    except ValueError:
        return False
    return True


def _parsed(body: bytes) -> Any:
    return json.loads(body)


def _add(known: dict[str, Schema], media: str, schema: Schema) -> None:
    parts = [known[media], schema] if known.get(media) else [schema]
    known[media] = united(part for part in parts if part)


def _sorted(schemas: dict[str, Schema]) -> dict[str, Schema]:
    return dict(sorted(schemas.items()))
