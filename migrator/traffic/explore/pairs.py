"""Pairs of queries and forms: recorded ones kept, left out, changed or repeated; others added."""

from urllib.parse import quote_plus, unquote_plus

from hypothesis import strategies as st

from migrator.traffic.explore.candidates import candidates
from migrator.traffic.explore.material import Material
from migrator.traffic.explore.values import raw_texts, texts

_RARELY = 20


def drawn_pairs(draw: st.DrawFn, recorded: str, names: tuple[str, ...], material: Material) -> str:
    """A query, or a form: recorded pairs kept, left out, changed or repeated; others added."""
    pairs: list[str] = []
    there = set()
    for pair in filter(None, recorded.split("&")):
        name = pair.partition("=")[0]
        there.add(name)
        pairs += _changed(draw, pair, name, material)
    for name in names:
        if name not in there and draw(st.integers(0, 5)) == 5:  # noqa: PLR2004 (one in six)
            pairs.append(_pair(draw, quote_plus(name), material))
    if draw(st.integers(0, _RARELY)) == 1:
        pairs.append(_pair(draw, "other", material))
    return "&".join(pairs)


def _changed(draw: st.DrawFn, pair: str, name: str, material: Material) -> list[str]:
    match draw(st.integers(0, 11)):
        case 0:
            return []
        case 8 | 9:
            return [_pair(draw, name, material, pair)]
        case 10:
            return [pair, _pair(draw, name, material, pair)]
        case 11:
            return [_pair(draw, name, material, pair), pair]
    return [pair]


def _pair(draw: st.DrawFn, name: str, material: Material, recorded: str = "") -> str:
    """A pair of that name with another value than the ``recorded`` one."""
    value = unquote_plus(recorded.partition("=")[2]) if recorded else None
    match draw(st.integers(0, 9)):
        case 9:
            return name
        case 8:
            return f"{name}={draw(raw_texts())}"
        case 7 if material.words:
            drawn = draw(st.sampled_from(material.words))
        case 5 | 6:
            drawn = draw(texts())
        case _:
            drawn = draw(st.sampled_from(candidates(material, unquote_plus(name), value)))
    return f"{name}={quote_plus(drawn, errors='replace')}"
