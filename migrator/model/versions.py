"""Versions of Flask and Werkzeug: which ones answer alike, and which ones are promised.

``docs/flask-versions.md`` has the differences; ``compat/versions.py`` keeps them.
"""

from collections.abc import Mapping

Numbers = tuple[int, ...]

NEWEST: Mapping[str, Numbers] = {"flask": (3, 1, 3), "werkzeug": (3, 1, 9)}
"""From these on a client sees no difference."""
_OLDEST: Mapping[str, Numbers] = {"flask": (2, 2), "werkzeug": (2, 2, 3)}
_EXTENSIONS: Mapping[str, Numbers] = {
    "Flask-Bcrypt": (1, 0),
    "Flask-Cors": (6, 0),
    "Flask-JWT-Extended": (4, 4),
    "Flask-Login": (0, 6),
    "Flask-PyMongo": (2, 3),
    "Flask-RESTful": (0, 3, 9),
    "Flask-WTF": (1, 0),
}
"""From these on it is what compat was compared with; Flask-PyMongo 2 is told apart."""
_UNSETTLED = ((2, 3), (2, 3, 4))
"""Releases of Werkzeug that changed what the next ones took back."""


def numbers(version: str) -> Numbers:
    """``3.0.3`` as numbers; empty for no version."""
    return tuple(int(part) for part in version.split(".")[:3] if part.isdigit())


def older(versions: Mapping[str, str]) -> dict[str, str]:
    """Those of the two that answer otherwise than the newest."""
    found = {name: versions.get(name, "") for name in NEWEST}
    return {name: text for name, text in found.items() if text and numbers(text) < NEWEST[name]}


def unpromised(versions: Mapping[str, str]) -> dict[str, str]:
    """Those of the two whose differences nobody has looked for."""
    return {name: text for name, text in older(versions).items() if not _is_promised(name, text)}


def unpromised_extensions(versions: Mapping[str, str]) -> dict[str, str]:
    """Those that compat answers for, in versions whose differences nobody has looked for."""
    return {
        name: text
        for name, text in versions.items()
        if text and name in _EXTENSIONS and numbers(text) < _EXTENSIONS[name]
    }


def _is_promised(name: str, version: str) -> bool:
    known = numbers(version)
    is_unsettled = name == "werkzeug" and _UNSETTLED[0] <= known < _UNSETTLED[1]
    return known >= _OLDEST[name] and not is_unsettled
