"""Parity switches: behaviours of Flask that a team may give up later on purpose, by name.

By default everything is kept. ``docs/switches.md`` is this table for people, and a test holds it,
``compat/switches.py`` (what off does) and ``compare/given_up.py`` (what a replay excuses) to it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Switch:
    """One behaviour: its name, its SEMANTICS rows, what Flask does, what comes instead.

    ``mind`` is what a team should know before it gives the behaviour up.
    """

    name: str
    rows: tuple[str, ...]
    flask: str
    instead: str
    mind: str = ""


SWITCHES = (
    Switch(
        "sorted-json-keys",
        ("J1",),
        "a JSON answer has the keys of its objects sorted",
        "they stand in the order in which the code made them",
        "`tojson` in templates and `flask.json.dumps` still sort",
    ),
    Switch(
        "json-newline",
        ("J1", "J3"),
        "a JSON answer ends with a newline, and is indented when debugging",
        "nothing stands behind the JSON, and it is never indented",
    ),
    Switch(
        "ascii-json",
        ("J2",),
        "a JSON answer is ASCII: `é` is written `\\u00e9`",
        "it is UTF-8",
        "a client that reads JSON as Latin-1 will see other letters",
    ),
    Switch(
        "http-dates-in-json",
        ("J5",),
        "dates in a JSON answer are HTTP dates: `Mon, 01 Jan 2024 00:00:00 GMT`",
        "they are ISO 8601: `2024-01-01T00:00:00`",
        "dates that the project's own `default` spells stay as it spells them; parts of a second, "
        "which Flask never sent, cannot be compared",
    ),
    Switch(
        "html-error-pages",
        ("A4",),
        "an error that no handler takes is answered with a page of HTML",
        'it is answered with `{"detail": "..."}`, the text of the page',
        "error handlers of the project stay as they are",
    ),
    Switch(
        "308-slashes",
        ("R1",),
        "a path without its last slash is redirected with 308 and a page",
        "it is redirected with 307 and no page",
        "browsers keep a 308 for ever and ask again after a 307",
    ),
    Switch(
        "vary-cookie",
        ("C8",),
        "an answer for which the session was looked at has `Vary: Cookie`",
        "the session adds no `Vary`",
        "a shared cache in front may then give one user's page to another",
    ),
    Switch(
        "automatic-options",
        ("R26", "R29"),
        "OPTIONS is answered for every rule, and stands in `Allow`",
        "OPTIONS without a view of its own is a 405, and does not stand in `Allow`",
        "not for a browser's preflights: with Flask-CORS keep it",
    ),
)
NAMES = tuple(switch.name for switch in SWITCHES)


def reason(name: str) -> str:
    """Why a difference that a given-up behaviour causes is excused."""
    switch = next(item for item in SWITCHES if item.name == name)
    return f"given up in [tool.migrator]: {switch.instead} ({', '.join(switch.rows)})"
