"""Queries, forms and cookies in which one pair is another, is gone, comes twice, or is one more."""

import re
from collections.abc import Hashable, Iterable, Iterator
from urllib.parse import quote_plus, unquote_plus

from migrator.traffic.explore.candidates import candidates, in_turn
from migrator.traffic.explore.material import Material

Change = tuple[Hashable, ...]
"""The name of a part and what stands in its place: the same in whatever request it is made."""

_COOKIE_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]*")
"""RFC 6265, 4.1.1: cookie-octet."""
_MOST_OF_A_COOKIE = 6


def pair_changes(
    material: Material, recorded: str, names: Iterable[str]
) -> Iterator[list[tuple[Change, str]]]:
    """A query, or a form, with one pair left out, changed or repeated, or with one more."""
    pairs = [pair for pair in recorded.split("&") if pair]
    there = set()
    for place, pair in enumerate(pairs):
        name = unquote_plus(pair.partition("=")[0])
        there.add(name)
        yield [
            ((name, *others), "&".join([*pairs[:place], *others, *pairs[place + 1 :]]))
            for others in _others(material, pair)
        ]
    for name in names:
        if name not in there:
            added = [_pair(quote_plus(name), value) for value in candidates(material, name)]
            yield [((name, pair), "&".join([*pairs, pair])) for pair in added]


def cookie_changes(material: Material, recorded: str) -> Iterator[list[tuple[Change, str]]]:
    """A Cookie header with one cookie left out or of another value, as a client may send it."""
    cookies = [cookie for cookie in recorded.split("; ") if cookie]
    for place, cookie in enumerate(cookies):
        name, _, text = cookie.partition("=")
        values = filter(_COOKIE_VALUE.fullmatch, candidates(material, name, text))
        others = [(), *((f"{name}={value}",) for value in values)]
        yield [
            (("Cookie", name, *other), "; ".join([*cookies[:place], *other, *cookies[place + 1 :]]))
            for other in others[:_MOST_OF_A_COOKIE]
        ]


def _others(material: Material, pair: str) -> Iterator[tuple[str, ...]]:
    """What may stand in the place of a pair."""
    name, _, text = pair.partition("=")
    fresh = [
        _pair(name, value) for value in candidates(material, unquote_plus(name), unquote_plus(text))
    ]
    first = fresh[0]
    special = [(), (pair, first), (first, pair), (name,), (f"{name}=%FF",), (f"{name}=%00",)]
    return in_turn((((other,) for other in fresh), special))


def _pair(name: str, value: str) -> str:
    return f"{name}={quote_plus(value, errors='replace')}"
