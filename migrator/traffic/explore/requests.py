"""Requests of one operation: a recorded one, of which each part is kept, left out or changed.

Everything is drawn so that zero leaves a part out: Hypothesis shrinks a request that matters to the
parts that matter.
"""

from dataclasses import replace
from urllib.parse import quote

from hypothesis import strategies as st

from migrator.model.exchange import Headers, Request
from migrator.model.route import Converter
from migrator.traffic.explore.bodies import bodies
from migrator.traffic.explore.header_trials import ADDED
from migrator.traffic.explore.material import (
    BODILESS,
    Material,
    Sample,
    path_pattern,
    path_pieces,
)
from migrator.traffic.explore.pairs import drawn_pairs
from migrator.traffic.explore.values import segments

_KEPT = 20
"""How often a part stays as it was recorded, against each way to change it."""
_LONGEST_TARGET = 2000
_MEDIA = (
    "application/json",
    "application/json; charset=utf-8",
    "APPLICATION/JSON",
    "application/vnd.api+json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "text/plain",
    "text/plain; charset=utf-16",
    "",
)


def requests(material: Material) -> st.SearchStrategy[tuple[Sample, Request]]:
    """A request, with the sample that it was made from."""

    @st.composite
    def drawn(draw: st.DrawFn) -> tuple[Sample, Request]:
        sample = draw(st.sampled_from(material.samples))
        request = replace(sample.request, method=material.method)
        if material.method in BODILESS and sample.request.method not in BODILESS:
            request = replace(request, body=b"")
        path = _path(draw, material, request.path)
        query = drawn_pairs(draw, request.target.partition("?")[2], material.query, material)
        target = f"{path}?{query}" if query else path
        body = request.body
        if material.method not in BODILESS or body:
            body = draw(bodies(material, request))
        headers = _headers(draw, material, request.headers)
        fresh = Request(material.method, target[:_LONGEST_TARGET], headers, body)
        return sample, fresh

    return drawn()


def _path(draw: st.DrawFn, material: Material, recorded: str) -> str:
    """The path with its variables as recorded or others; now and then with a slash too many."""
    route = material.route
    converters = {item.argument: item for item in route.converters}
    found = path_pattern(route.rule, route.converters).fullmatch(recorded)
    known = found.groupdict() if found else {}
    text = ""
    for before, name in path_pieces(route.rule):
        text += before
        if not name:
            continue
        if name in known and draw(st.integers(0, 3)):
            text += known[name]
            continue
        value = draw(segments(converters.get(name), material.values.get(name, ())))
        text += quote(value, safe="/" if _is_path(converters.get(name)) else "")
    match draw(st.integers(0, 3 * _KEPT)):
        case 1:
            return (text.rstrip("/") or "/") if text.endswith("/") else f"{text}/"
        case 2:
            return "/" + text if text.count("/") == 1 else text.replace("/", "//", 2)
    return text


def _is_path(converter: Converter | None) -> bool:
    """Whether a variable takes slashes."""
    return converter is not None and converter.name == "path"


def _headers(draw: st.DrawFn, material: Material, recorded: Headers) -> Headers:
    kept: list[tuple[str, str]] = []
    for name, value in recorded:
        lower = name.lower()
        if lower == "host":
            kept.append((name, value))
        elif lower == "content-length":
            continue
        elif draw(st.integers(0, _KEPT)):
            kept.append((name, _value(draw, material, lower, value)))
    if draw(st.integers(0, 3)) == 1:
        name, value = draw(st.sampled_from(ADDED))
        # Cookies in two headers are joined unlike Flask's on purpose (Q24); no browser sends them.
        if name != "Cookie" or "cookie" not in {known.lower() for known, _ in kept}:
            kept.append((name, value))
    return tuple((name, value) for name, value in kept if value)


def _value(draw: st.DrawFn, material: Material, name: str, value: str) -> str:
    """A header's value, as recorded but for now and then."""
    if name == "content-type" and draw(st.integers(0, 7)) == 1:
        return draw(st.sampled_from(_MEDIA))
    if name == "cookie" and material.cookies and draw(st.integers(0, _KEPT)) == 1:
        return draw(st.sampled_from(material.cookies))
    return value
