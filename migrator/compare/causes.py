"""Name the Flask behaviour behind a difference: rows of the table of known behaviours.

The first row that fits wins, so the narrow ones stand above the wide ones.
"""

# ruff: noqa: PLR2004 (the rows are made of status codes)

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from migrator.compare.shown import ABSENT
from migrator.model.exchange import Answer, Request
from migrator.model.verdict import Difference

_HTTP_DATE = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT")
_ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?")


@dataclass(frozen=True, slots=True)
class Clue:
    """A difference with the request and the answers it was found in."""

    difference: Difference
    request: Request
    legacy: Answer
    new: Answer

    @property
    def where(self) -> str:
        """The place of the difference."""
        return self.difference.where

    @property
    def values(self) -> tuple[str, str]:
        """What was expected and what came."""
        return self.difference.expected, self.difference.actual

    @property
    def statuses(self) -> tuple[int, int]:
        """Both status codes."""
        return self.legacy.status, self.new.status

    @property
    def mimetypes(self) -> tuple[str, str]:
        """Both content types without their parameters."""
        return _mimetype(self.legacy), _mimetype(self.new)


def cause_of(clue: Clue) -> str:
    """The row that names the behaviour behind a difference; empty when none is known."""
    rows = _ROWS.get(clue.difference.aspect, ())
    return next((row for row, fits in rows if fits(clue)), "")


def _mimetype(answer: Answer) -> str:
    return (answer.header("content-type") or "").partition(";")[0].strip().lower()


def _sent_type(clue: Clue) -> str:
    headers = clue.request.headers
    return next((value.lower() for name, value in headers if name.lower() == "content-type"), "")


def _html_to_json(clue: Clue) -> bool:
    return clue.mimetypes == ("text/html", "application/json")


def _has_nan(body: bytes) -> bool:
    return b"NaN" in body or b"Infinity" in body


def _lost(clue: Clue, item: str) -> bool:
    """Whether a set header had an item that the new side does not send."""
    expected, actual = (value.lower() for value in clue.values)
    return item in expected and item not in actual


def _only_origin(clue: Clue) -> bool:
    return clue.where == "vary" and "origin" in "".join(clue.values).lower()


def _same_unquoted(expected: str, actual: str) -> bool:
    return unquote(expected) == unquote(actual)


def _only_one_is_absolute(clue: Clue) -> bool:
    absolute = [bool(re.match(r"[a-z]+://", value)) for value in clue.values]
    return absolute[0] != absolute[1]


def _is_numeric_text(value: str) -> bool:
    return bool(re.fullmatch(r'string "-?\d+(\.\d+)?"', value))


Row = tuple[str, Callable[[Clue], bool]]

_STATUS: tuple[Row, ...] = (
    ("R25", lambda c: c.request.method == "HEAD" and c.statuses[1] == 405),
    ("R26", lambda c: c.request.method == "OPTIONS" and c.statuses[1] == 405),
    ("R10", lambda c: c.statuses == (404, 422)),
    ("Q13", lambda c: c.statuses == (400, 422) and "json" in _sent_type(c)),
    ("Q8", lambda c: c.statuses == (400, 422)),
    ("Q12", lambda c: c.statuses == (415, 422)),
    ("O1", lambda c: c.statuses[1] == 422),
    ("R1", lambda c: c.statuses == (308, 307)),
    ("A1", lambda c: c.statuses == (302, 307)),
    ("R2", lambda c: c.statuses == (404, 307)),
    ("R29", lambda c: c.statuses in {(404, 405), (405, 404)}),
    ("J10", lambda c: c.statuses == (200, 500) and _has_nan(c.legacy.body)),
    ("J18", lambda c: c.statuses == (500, 200)),
    ("Q43", lambda c: 413 in c.statuses),
)

_HEADER: tuple[Row, ...] = (
    ("C8", lambda c: c.where == "vary" and _lost(c, "cookie")),
    ("B11", lambda c: c.where.startswith("access-control-") or _only_origin(c)),
    ("T4", lambda c: c.where == "vary"),
    ("R29", lambda c: c.where == "allow"),
    ("A4", lambda c: c.where == "content-type" and c.legacy.status >= 400 and _html_to_json(c)),
    ("A9", lambda c: c.where == "content-type" and c.statuses == (500, 500)),
    ("J16", lambda c: c.where == "content-type" and _html_to_json(c)),
    ("J26", lambda c: c.where == "content-type" and c.mimetypes[0] == c.mimetypes[1]),
    ("A2", lambda c: c.where == "location" and _same_unquoted(*c.values)),
    ("P3", lambda c: c.where == "location" and _only_one_is_absolute(c)),
    ("R25", lambda c: c.where == "content-length" and c.request.method == "HEAD"),
    ("A8", lambda c: c.where in {"www-authenticate", "retry-after"}),
    ("X5", lambda c: c.values[1] == ABSENT and c.legacy.status >= 500),
    ("E2", lambda c: c.values[1] == ABSENT and c.legacy.status >= 400),
    ("S4", lambda c: c.where == "content-disposition"),
    ("S2", lambda c: c.where == "etag"),
    ("S6", lambda c: c.where == "accept-ranges"),
    ("S7", lambda c: c.where == "content-range"),
    ("S1", lambda c: c.where in {"last-modified", "cache-control"}),
)

_COOKIE: tuple[Row, ...] = (
    ("C6", lambda c: c.where == "session" and ABSENT in c.values),
    ("K1", lambda c: c.where.endswith(" samesite") and c.values == (ABSENT, "lax")),
    ("K6", lambda c: c.where.endswith(" samesite") and c.values[0].lower() == c.values[1].lower()),
    ("K1", lambda c: c.where.endswith(" samesite") and c.values[0] == ABSENT),
    ("K9", lambda c: c.where.endswith(" expires") and "1970" in c.values[0]),
    ("K2", lambda c: c.where.endswith((" expires", " max-age")) and ABSENT in c.values),
    ("K3", lambda c: c.where.endswith(" expires")),
    ("K5", lambda c: c.where.endswith(" domain")),
    ("K12", lambda c: c.where.endswith(" partitioned")),
    ("K4", lambda c: c.where.endswith(" attributes")),
    ("K8", lambda c: set(c.values) == {"", '""'}),
    ("K7", lambda c: '"' in c.values[0] + c.values[1]),
)

_BODY: tuple[Row, ...] = (
    ("J5", lambda c: bool(_HTTP_DATE.search(c.values[0]) and _ISO_DATE.search(c.values[1]))),
    ("J6", lambda c: _is_numeric_text(c.values[0]) and c.values[1].startswith("number")),
    ("J10", lambda c: c.values[0] in {"number NaN", "number Infinity"} and c.values[1] == "null"),
    ("A9", lambda c: c.statuses == (500, 500) and c.values[1].endswith("Internal Server Error")),
    ("A4", lambda c: c.legacy.status >= 400 and _html_to_json(c)),
    ("A1", lambda c: c.legacy.status in {301, 302, 303, 307, 308} and not c.new.body),
    ("J16", _html_to_json),
)

_ROWS = {
    "status": _STATUS,
    "header": _HEADER,
    "cookie": _COOKIE,
    "body": _BODY,
}
