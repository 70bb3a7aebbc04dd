"""Values that views forget: empty, zero, negative, huge, foreign, of another type."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from migrator.model.route import Converter

_TEXTS = (
    "", "0", "1", "-1", "2", "10", "100", "1000", "999999999999", "1.5", "1e3", "+1", " 1 ", "01",
    "true", "false", "on", "null", "None", "nan", "x", "A", " ", "é", "ção", "日本", "😀", "İ", "ß",
    "'", '"', "<b>", "&", "%", "+", "a b", "a,b", "..", "/", "\\", "$ne", "{{1}}", "\t", "a\r\nb",
    "\uff11", "2026-01-15", "2026-02-30", "2026-01-15T12:00:00Z", "31/12/2025", "x" * 300,
    "0" * 24, "f" * 24, "507f1f77bcf86cd799439011", "zz7f1f77bcf86cd799439011", "a@b.c",
)  # fmt: skip
_RAW = (
    "%FF",
    "%",
    "%zz",
    "%00",
    "%C3%28",
    "a%2Bb",
    "a%26b=c",
    "%E2%82%AC",
    "+",
    "%20",
    ";",
    "%u0041",
)
_NUMBERS = (0, 1, -1, 2, 3, 5, 10, 100, 101, 1000, 2**31, 2**53, 2**63, -(2**63))
_FLOATS = (0.0, -0.0, 0.5, 1.0, 1.5, -2.75, 1e21, 1e-7, 1e308)
_WHOLE_BODIES = (
    b"", b"{}", b"[]", b"null", b'"x"', b"0", b"true", b"{", b'{"a":1,}', b"NaN", b"inf", b"[1,2]",
    b'{"a":1,"a":2}', b'\xef\xbb\xbf{"a":1}', b'{"a":"\xff"}', b'"\\ud800"', b" ", b"a=1&b=2",
    b'{"$ne":null}', b"[" * 50,
)  # fmt: skip
_SEGMENTS = {
    "int": ("0", "1", "2", "7", "00", "01", "999999", "99999999999999999999", "-1", "1.0", "x"),
    "float": ("0.0", "1.5", "00.10", "-1.5", "1", "1e3"),
    "uuid": ("00000000-0000-4000-8000-000000000000", "0000", "x"),
    "path": ("x", "x/y", "x//y", "../x", "é.txt", "x/", ".", "a b.png"),
}
_SEGMENT = (
    "x", "0", "-1", "0" * 24, "f" * 24, "507f1f77bcf86cd799439011", "507f1f77bcf86cd79943901",
    "é", "a b", "a.b", "%", "x" * 200, "..", "None", "a%2Fb", "X;y=1",
)  # fmt: skip


@cache
def texts(own: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    """A value for a field of a query or a form; ``own`` are values that this application knows."""
    drawn = st.integers(-20, 120).map(str) | st.text(max_size=8)
    known = st.sampled_from(_TEXTS)
    return known | drawn | st.sampled_from(own) if own else known | drawn


@cache
def raw_texts() -> st.SearchStrategy[str]:
    """A value that is no proper quoting."""
    return st.sampled_from(_RAW)


@cache
def json_values(own: tuple[str, ...] = ()) -> st.SearchStrategy[Any]:
    """A value for a member of a JSON body, of any type."""
    plain = st.one_of(
        st.none(),
        st.booleans(),
        st.sampled_from(_NUMBERS),
        st.integers(-20, 120),
        st.sampled_from(_FLOATS),
        texts(own),
    )
    lists = st.lists(plain, max_size=2)
    return st.one_of(plain, lists, st.dictionaries(st.sampled_from(("a", "$gt", "")), plain))


def json_near(value: Any, own: tuple[str, ...] = ()) -> st.SearchStrategy[Any]:
    """A value for a member of a JSON body that had another one."""
    if isinstance(value, str):
        others = json_values(own)
        return st.booleans().flatmap(lambda other: others if other else st.sampled_from(own))
    if isinstance(value, int | float) and not isinstance(value, bool):
        around = (0, -1, value - 1, value + 1, -value, value + 0.5, str(value), float(value))
        return st.sampled_from(around) | json_values(own)
    return json_values(own)


@cache
def whole_bodies() -> st.SearchStrategy[bytes]:
    """A body that is not what a view expects."""
    return st.sampled_from(_WHOLE_BODIES)


@cache
def segments(converter: Converter | None, own: tuple[str, ...]) -> st.SearchStrategy[str]:
    """A value for a variable of a path, not quoted yet."""
    return st.sampled_from(segment_values(converter, own))


def segment_values(converter: Converter | None, own: tuple[str, ...]) -> tuple[str, ...]:
    """What a variable of a path may be, its ``own`` values first."""
    name = converter.name if converter else "default"
    known: tuple[str, ...] = _SEGMENTS.get(name, _SEGMENT)
    if known is _SEGMENT:
        known = (*known, *(cased for value in own for cased in (value.upper(), value.title())))
    if converter and name == "any":
        known = (*(item.strip(" '\"") for item in converter.arguments.split(",")), "x")
    return (*own, *known)
