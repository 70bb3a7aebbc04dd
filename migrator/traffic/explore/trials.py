"""Requests that differ from a recorded one in one part, the likeliest to matter first.

Most mistakes show when one value is another (Kuhn, Wallace and Gallo, Software Fault Interactions,
2004), so each part is tried by itself before Hypothesis draws many at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote, unquote

from migrator.model.exchange import Request
from migrator.traffic.explore.body_trials import body_trials
from migrator.traffic.explore.candidates import candidates, in_turn
from migrator.traffic.explore.header_trials import header_changes
from migrator.traffic.explore.material import (
    BODILESS,
    FORM,
    Material,
    Sample,
    media_type,
    path_pattern,
    path_pieces,
    query_names,
)
from migrator.traffic.explore.pair_trials import Change, pair_changes
from migrator.traffic.explore.values import segment_values

_MOST_SHAPES = 6
_FIRST = 12
_MOVED = 300
_WRONG = 400
_LONGEST_TARGET = 2000

Trial = tuple[Sample, Request]


def trials(material: Material) -> Iterator[Trial]:
    """Each kind of recorded request as it is, then with one part changed, all parts in turn.

    The first changes of a part are made in one kind of request each, then in the others, then come
    all further ones.
    """
    began = [(sample, _begun(material, sample.request)) for sample in _shapes(material)]
    yield from began
    parts = [
        [(change, (sample, changed)) for change, changed in changes]
        for number, (sample, request) in enumerate(began)
        for changes in _changes(material, request, is_first=not number)
    ]
    made: set[Change] = set()
    again: list[Trial] = []
    for change, trial in in_turn(part[:_FIRST] for part in parts):
        if change in made:
            again.append(trial)
        else:
            made.add(change)
            yield trial
    yield from again
    yield from (trial for _, trial in in_turn(part[_FIRST:] for part in parts))


def _begun(material: Material, request: Request) -> Request:
    """A sample asked with the method and rule of the material; of another rule its path is not."""
    path, mark, query = request.target.partition("?")
    rule, converters = material.route.rule, material.route.converters
    if not path_pattern(rule, converters).fullmatch(path):
        path = _path(material, path_pieces(rule), {})
    is_bodiless = material.method in BODILESS and request.method not in BODILESS
    body = b"" if is_bodiless else request.body
    headers = tuple(pair for pair in request.headers if pair[0].lower() != "content-length")
    return Request(material.method, f"{path}{mark}{query}", headers, body)


def _shapes(material: Material) -> list[Sample]:
    """The sample with the fewest names, then samples with names that the ones before have not.

    To the first one others are added: beside many filters one more selects nothing.
    """
    found: dict[frozenset[str], Sample] = {}
    for sample in material.samples:
        request = sample.request
        has = {*query_names(request), media_type(request), *_form(request)}
        found.setdefault(frozenset(has), sample)
    went_well = [names for names in found if _went_well(found[names])] or list(found)
    seen = min(went_well, key=len)
    chosen = [found[seen]]
    for names in sorted(found, key=lambda names: (names not in went_well, -len(names))):
        if not seen.issuperset(names):
            chosen.append(found[names])
            seen |= names
    return chosen[:_MOST_SHAPES]


def _went_well(sample: Sample) -> bool:
    """A form that was taken sends on; a page that sends on, as a rule to a login, was not shown."""
    is_page = sample.request.method in BODILESS
    return sample.status < (_MOVED if is_page else _WRONG)


def _form(request: Request) -> Iterable[str]:
    if media_type(request) != FORM:
        return ()
    return (pair.partition("=")[0] for pair in request.body.decode("latin-1").split("&"))


def _changes(
    material: Material, request: Request, *, is_first: bool
) -> Iterator[list[tuple[Change, Request]]]:
    """For each part of a request the requests in which it is another."""
    path, _, query = request.target.partition("?")
    absent = material.query if is_first else ()
    for queries in pair_changes(material, query, absent):
        yield [
            (change, _with_target(request, f"{path}?{text}" if text else path))
            for change, text in queries
        ]
    yield from _path_changes(material, request)
    if material.method not in BODILESS or request.body:
        if media_type(request) == FORM:
            form = request.body.decode("latin-1")
            absent = material.fields if is_first else ()
            for forms in pair_changes(material, form, absent):
                yield [
                    (change, replace(request, body=text.encode("latin-1", "replace")))
                    for change, text in forms
                ]
        yield from body_trials(material, request)
    if is_first:
        for headers in header_changes(material, request.headers):
            yield [(change, replace(request, headers=fresh)) for change, fresh in headers]


def _with_target(request: Request, target: str) -> Request:
    """A line that is too long for a client is cut."""
    return replace(request, target=target[:_LONGEST_TARGET])


def _path_changes(material: Material, request: Request) -> Iterator[list[tuple[Change, Request]]]:
    """The path with one of its variables changed."""
    route = material.route
    converters = {item.argument: item for item in route.converters}
    path, mark, query = request.target.partition("?")
    found = path_pattern(route.rule, route.converters).fullmatch(path)
    known = found.groupdict() if found else {}
    pieces = path_pieces(route.rule)
    for _, name in pieces[:-1]:
        converter = converters.get(name)
        own = candidates(material, name, unquote(known.get(name, "")))
        values = filter(None, in_turn((segment_values(converter, ()), own)))
        safe = "/" if converter is not None and converter.name == "path" else ""
        paths = (
            (value, _path(material, pieces, {**known, name: quote(value, safe=safe)}))
            for value in values
        )
        yield [
            ((name, value), _with_target(request, f"{text}{mark}{query}")) for value, text in paths
        ]


def _path(material: Material, pieces: list[tuple[str, str]], known: dict[str, str]) -> str:
    text = ""
    for before, variable in pieces:
        text += before
        if variable:
            others = material.values.get(variable, ()) or ("1",)
            text += known.get(variable) or quote(others[0])
    return text
