"""One request with some of its parts left out: what Hypothesis shrinks a trial by."""

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from hypothesis import strategies as st

from migrator.model.exchange import Request
from migrator.traffic.explore.material import FORM, Sample, media_type

_SURELY = 10**6
"""A part is left out at zero, which is where shrinking goes and drawing hardly ever comes."""

T = TypeVar("T")


def kept(sample: Sample, request: Request) -> st.SearchStrategy[tuple[Sample, Request]]:
    """``request`` whole, or without some of its pairs, members and headers."""

    @st.composite
    def drawn(draw: st.DrawFn) -> tuple[Sample, Request]:
        path, _, query = request.target.partition("?")
        left = "&".join(_some(draw, query.split("&")))
        headers = [pair for pair in request.headers if _is_host(pair) or _is_kept(draw)]
        target = f"{path}?{left}" if left else path
        return sample, Request(request.method, target, tuple(headers), _body(draw, request))

    return drawn()


def _is_kept(draw: st.DrawFn) -> bool:
    return draw(st.integers(0, _SURELY)) > 0


def _is_host(pair: tuple[str, str]) -> bool:
    return pair[0].lower() == "host"


def _some(draw: st.DrawFn, items: Iterable[T]) -> list[T]:
    return [item for item in items if _is_kept(draw)]


def _body(draw: st.DrawFn, request: Request) -> bytes:
    body, media = request.body, media_type(request)
    if not body or not _is_kept(draw):
        return b""
    if media == FORM:
        return b"&".join(_some(draw, body.split(b"&")))
    if media.endswith("json"):
        try:
            value = json.loads(body)
        except ValueError:
            return body
        left = _members(draw, value)
        return body if left == value else json.dumps(left).encode()
    return body


def _members(draw: st.DrawFn, value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _members(draw, item) for k, item in value.items() if _is_kept(draw)}
    if isinstance(value, list):
        return [_members(draw, item) for item in _some(draw, value)]
    return value
