"""Bodies of generated requests: JSON, forms and files with fields kept, left out or changed."""

import json
from typing import Any

from hypothesis import strategies as st

from migrator.model.exchange import Request
from migrator.traffic.explore.candidates import candidates
from migrator.traffic.explore.material import FORM, Material, boundary_of, media_type
from migrator.traffic.explore.pairs import drawn_pairs
from migrator.traffic.explore.values import json_near, json_values, texts, whole_bodies

_WHOLE = 24
"""One body in so many is something else altogether."""


def bodies(material: Material, request: Request) -> st.SearchStrategy[bytes]:
    """The body of ``request`` with some of its fields changed."""

    @st.composite
    def drawn(draw: st.DrawFn) -> bytes:
        if draw(st.integers(0, _WHOLE)) == 1:
            return draw(whole_bodies())
        media = media_type(request)
        if media == FORM:
            text = request.body.decode("latin-1")
            return drawn_pairs(draw, text, material.fields, material).encode("latin-1", "replace")
        if media == "multipart/form-data":
            return _parts(draw, request, material)
        if media.endswith("json"):
            return _json(draw, request.body, material)
        return request.body

    return drawn()


def _json(draw: st.DrawFn, body: bytes, material: Material) -> bytes:
    try:
        value = json.loads(body)
    except ValueError:
        return body
    return json.dumps(_changed(draw, value, material, "")).encode()


def _changed(draw: st.DrawFn, value: Any, material: Material, name: str) -> Any:
    """A value of a recorded body; the members of objects come and go."""
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if draw(st.integers(0, 11))}
        fresh = {key: _changed(draw, item, material, key) for key, item in kept.items()}
        for field in material.fields:
            if field not in value and draw(st.integers(0, 5)) == 5:  # noqa: PLR2004 (one in six)
                fresh[field] = draw(json_values(_own(material, field)))
        return fresh
    if isinstance(value, list) and value and draw(st.integers(0, 5)):
        return [_changed(draw, item, material, name) for item in value]
    if draw(st.integers(0, 4)) == 1:
        return draw(
            json_near(value, _own(material, name, value if isinstance(value, str) else None))
        )
    return value


def _own(material: Material, name: str, recorded: str | None = None) -> tuple[str, ...]:
    return (*candidates(material, name, recorded), *material.words)


def _parts(draw: st.DrawFn, request: Request, material: Material) -> bytes:
    """The parts of a multipart body, each kept, left out or with another content."""
    boundary = boundary_of(request)
    first, *parts = request.body.split(b"--" + boundary)
    if len(parts) < 2:  # noqa: PLR2004 (a part and the end)
        return request.body
    fresh = [first]
    for part in parts[:-1]:
        match draw(st.integers(0, 11)):
            case 0:
                continue
            case 9:
                fresh += [part, part]
            case 10 | 11:
                head = part.partition(b"\r\n\r\n")[0]
                value = draw(texts(material.words)).encode("utf-8", "replace")
                fresh.append(head + b"\r\n\r\n" + value + b"\r\n")
            case _:
                fresh.append(part)
    whole = (b"--" + boundary).join([*fresh, parts[-1]])
    return whole[: -len(boundary)] if draw(st.integers(0, _WHOLE)) == 1 else whole
