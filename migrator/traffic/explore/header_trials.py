"""Headers of which one is left out or one more, and cookies that are gone or another."""

from collections.abc import Iterator

from migrator.model.exchange import Headers
from migrator.traffic.explore.material import Material
from migrator.traffic.explore.pair_trials import Change, cookie_changes

ADDED = (
    ("Accept", "application/json"),
    ("Accept", "text/html;q=0.1, application/json"),
    ("Accept", "*/*"),
    ("X-Requested-With", "XMLHttpRequest"),
    ("Accept-Language", "en"),
    ("If-None-Match", "*"),
    ("If-None-Match", '"x"'),
    ("If-Modified-Since", "Thu, 15 Jan 2026 12:00:00 GMT"),
    ("If-Modified-Since", "yesterday"),
    ("Range", "bytes=0-1"),
    ("Range", "bytes=9999999-"),
    ("Origin", "https://other.example"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("X-Forwarded-For", "10.0.0.1"),
    ("Cookie", "session=x"),
    ("Cookie", "a=1; a=2; b"),
)
"""Headers that views and Flask itself read, with values that make them answer otherwise."""
_OF_CONNECTION = frozenset({"host", "user-agent", "connection"})


def header_changes(material: Material, recorded: Headers) -> Iterator[list[tuple[Change, Headers]]]:
    """The headers of a request with one changed."""
    yield list(_with_one_more(recorded))
    for place, (name, value) in enumerate(recorded):
        before, after = recorded[:place], recorded[place + 1 :]
        if name.lower() == "cookie":
            for changes in cookie_changes(material, value):
                yield [
                    (change, (*before, (name, text), *after)) for change, text in changes if text
                ]
    yield [
        ((name, "left out"), tuple(pair for pair in recorded if pair[0] != name))
        for name, _ in recorded
        if name.lower() not in _OF_CONNECTION
    ]


def _with_one_more(recorded: Headers) -> Iterator[tuple[Change, Headers]]:
    """One more, in the place of one of that name: two of a name are joined unlike Flask's (Q24)."""
    for name, value in ADDED:
        kept = tuple(pair for pair in recorded if pair[0].lower() != name.lower())
        if name != "Cookie" or len(kept) == len(recorded):
            yield (name, value), (*kept, (name, value))
