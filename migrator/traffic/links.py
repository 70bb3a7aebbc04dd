"""Follow values from answers into requests: recorded -> this side, one to one.

A value that an answer gave first and a request used later (an id, a CSRF token) is another one in
a replay when the app made it anew. Where a side's answer has another value in the very place in
which the recorded answer had it, the two are linked: later requests get the side's own value, and
answers are judged with the recorded one in its place.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from migrator.model.exchange import Answer, Exchange, Headers, Request

_VALUE = re.compile(r"[0-9A-Za-z_\-]{12,}")
_MADE = re.compile(
    r"[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
)
_CONTEXT = 80
_BY_JAR = frozenset({"cookie", "set-cookie"})


@dataclass(frozen=True, slots=True)
class Known:
    """What must be known of a recording before values can be followed.

    ``used`` are the values that requests carry, ``seen`` all ids that occur anywhere in it,
    ``fixed`` the ids that were in the database from the beginning: they never get another value,
    and no other value ever becomes one of them. When ``frozen`` only ids can differ at all (those
    that the database server makes).
    """

    used: frozenset[str]
    seen: frozenset[str]
    fixed: frozenset[str] = frozenset()
    frozen: bool = False


def survey(
    exchanges: Iterable[Exchange], fixed: frozenset[str] = frozenset(), *, frozen: bool
) -> Known:
    """Read a recording once to know its values."""
    used: set[str] = set()
    seen: set[str] = set()
    for exchange in exchanges:
        used.update(_values_of(exchange.request))
        seen.update(value for value in _values_of(exchange.answer) if _MADE.fullmatch(value))
    return Known(frozenset(used), frozenset(seen | used), fixed, frozen)


def made_ids(exchange: Exchange) -> frozenset[str]:
    """The ids (ObjectIds and UUIDs) that a request or its answer carries, cookies aside."""
    values = chain(_values_of(exchange.request), _values_of(exchange.answer))
    return frozenset(value for value in values if _MADE.fullmatch(value))


class Links:
    """The links of one side; carries them in both directions."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._to_side: dict[str, str] = {}
        self._to_recorded: dict[str, str] = {}

    def learn(self, recorded: Answer, given: Answer) -> tuple[str, ...]:
        """Link what the side's answer has in place of recorded values.

        The result says, in words, which values broke the rule of one to one.
        """
        if recorded.body == given.body and recorded.headers == given.headers:
            return ()
        pairs = dict.fromkeys(pair for pair in _pairs(recorded, given) if self._is_worth(*pair))
        return tuple(problem for pair in pairs if (problem := self._link(*pair)))

    def request(self, request: Request) -> Request:
        """The request with this side's own values; cookies are the jar's business."""
        if not self._to_side:
            return request
        return replace(
            request,
            target=_renamed(request.target, self._to_side),
            headers=_renamed_headers(request.headers, self._to_side),
            body=_renamed(request.body.decode("latin-1"), self._to_side).encode("latin-1"),
        )

    def answer(self, answer: Answer) -> Answer:
        """The side's answer with the recorded values, for the judge."""
        if not self._to_recorded:
            return answer
        return replace(
            answer,
            headers=_renamed_headers(answer.headers, self._to_recorded),
            body=_renamed(answer.body.decode("latin-1"), self._to_recorded).encode("latin-1"),
        )

    def _is_worth(self, recorded: str, given: str) -> bool:
        """Whether two different values are ones that an app may have made anew."""
        if recorded == given or recorded in self._known.fixed:
            return False
        if given in self._known.fixed or given in self._known.seen:
            return False
        if _MADE.fullmatch(recorded):
            return _MADE.fullmatch(given) is not None
        return not self._known.frozen and recorded in self._known.used and _looks_random(recorded)

    def _link(self, recorded: str, given: str) -> str:
        known, other = self._to_side.get(recorded), self._to_recorded.get(given)
        if known is None and other is None:
            self._to_side[recorded] = given
            self._to_recorded[given] = recorded
            return ""
        if known == given:
            return ""
        return f"{recorded} was {known or 'new'} before and is {given} now"


def _pairs(recorded: Answer, given: Answer) -> Iterator[tuple[str, str]]:
    """What stands in the same places of two answers."""
    yield from _header_pairs(recorded.headers, given.headers)
    if (recorded.header("content-type") or "").partition(";")[0].endswith("json"):
        try:
            yield from _json_pairs(json.loads(recorded.body), json.loads(given.body))
        except ValueError:
            return
    else:
        yield from _text_pairs(recorded.body.decode("latin-1"), given.body.decode("latin-1"))


def _header_pairs(recorded: Headers, given: Headers) -> Iterator[tuple[str, str]]:
    for name in {name.lower() for name, _ in recorded} - _BY_JAR:
        ours, theirs = ([v for n, v in side if n.lower() == name] for side in (recorded, given))
        for left, right in zip(ours, theirs, strict=False):
            yield from _aligned(left, right)


def _json_pairs(recorded: Any, given: Any) -> Iterator[tuple[str, str]]:
    if isinstance(recorded, dict) and isinstance(given, dict):
        for key in recorded.keys() & given.keys():
            yield from _json_pairs(recorded[key], given[key])
    elif isinstance(recorded, list) and isinstance(given, list) and len(recorded) == len(given):
        for left, right in zip(recorded, given, strict=True):
            yield from _json_pairs(left, right)
    elif isinstance(recorded, str) and isinstance(given, str):
        yield from _aligned(recorded, given)


def _aligned(recorded: str, given: str) -> Iterator[tuple[str, str]]:
    """The values of two short texts by their order, when both have as many."""
    left, right = list(_values(recorded)), list(_values(given))
    if len(left) == len(right):
        yield from zip(left, right, strict=True)


def _text_pairs(recorded: str, given: str) -> Iterator[tuple[str, str]]:
    """Values after the same words, the first with the first and so on: ``name="csrf" value="``."""
    if recorded == given:
        return
    places: dict[str, list[str]] = {}
    for before, value in _in_context(given):
        places.setdefault(before, []).append(value)
    queues = {before: iter(values) for before, values in places.items()}
    for before, value in _in_context(recorded):
        if found := next(queues.get(before, iter(())), None):
            yield value, found


def _in_context(text: str) -> Iterator[tuple[str, str]]:
    """Each value with the words before it, back to where its tag, its line or a value ends."""
    end = 0
    for match in _VALUE.finditer(text):
        start = max(end, match.start() - _CONTEXT)
        cut = max(text.rfind(mark, start, match.start()) for mark in "<\n")
        yield text[max(start, cut) : match.start()], match[0]
        end = match.end()


def _values(text: str) -> Iterator[str]:
    return (match[0] for match in _VALUE.finditer(text))


def _renamed(text: str, names: dict[str, str]) -> str:
    return _VALUE.sub(lambda match: names.get(match[0], match[0]), text)


def _renamed_headers(headers: Iterable[tuple[str, str]], names: dict[str, str]) -> Headers:
    return tuple(
        (name, value if name.lower() in _BY_JAR else _renamed(value, names))
        for name, value in headers
    )


def _looks_random(value: str) -> bool:
    """Whether a value is a token rather than a word or a number: letters and digits mixed."""
    return any(c.isdigit() for c in value) and any(c.isalpha() for c in value)


def _values_of(message: Request | Answer) -> Iterator[str]:
    yield from _values(message.body.decode("latin-1"))
    if isinstance(message, Request):
        yield from _values(message.target)
    for name, value in message.headers:
        if name.lower() not in _BY_JAR:
            yield from _values(value)


def values_in(message: Request | Answer) -> frozenset[str]:
    """Every value that a message carries, cookies aside."""
    return frozenset(_values_of(message))


def is_made(value: str) -> bool:
    """Whether a value is an id that somebody makes anew: an ObjectId or a UUID."""
    return _MADE.fullmatch(value) is not None
