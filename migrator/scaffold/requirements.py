"""Requirements of a generated app: the team's own without Flask, and what the code imports."""

import ast
import re
from collections.abc import Mapping
from functools import cache

from migrator.model.imports import imported_modules
from migrator.scaffold.pins import loosened

_NAME = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_LEAVING = re.compile(r"^(flask([-_].*)?|gunicorn|pymongo|motor|bson|pytest.*|secantusdb)$")
"""What the generated app has no use for; ``bson`` would be put in the place of PyMongo's own."""
_PINS = {
    "fastapi": "fastapi>=0.165",
    "starlette": "fastapi>=0.165",
    "uvicorn": "uvicorn[standard]>=0.34",
    "motor": "motor>=3.7.1",
    "pymongo": "pymongo>=4.10",
    "bson": "pymongo>=4.10",
    "werkzeug": "werkzeug>=3.1.9",
    "itsdangerous": "itsdangerous>=2.2",
    "jinja2": "jinja2>=3.1",
    "markupsafe": "markupsafe>=3.0",
    "pydantic_settings": "pydantic-settings>=2.6",
    "asyncstdlib": "asyncstdlib>=3.13",
    "a2wsgi": "a2wsgi>=1.10.10",
    "blinker": "blinker>=1.8",
    "httpx": "httpx>=0.28",
    "wtforms": "wtforms>=3.1",
    "bcrypt": "bcrypt>=4.2",
    "jwt": "PyJWT>=2.10",
    "aniso8601": "aniso8601>=10.0",
}

_WORDS = re.compile(rf"\b(?:{'|'.join(_PINS)})\b")
"""Where no other library is named than those that are imported anyway, nothing is parsed."""


def requirements(sources: Mapping[str, bytes], theirs: str) -> str:
    """The text of ``requirements.txt``.

    What only the team's own code imports stays as the team wants it; a version stays unless the
    rest cannot take it.
    """
    by_compat = {
        name for path, text in sources.items() if _is_ours(path) for name in _imports(text)
    }
    imported = set(by_compat)
    for text in sources.values():
        if not imported.issuperset(_WORDS.findall(text.decode(errors="replace"))):
            imported |= _imports(text)
    named = {name for line in theirs.splitlines() if (name := _requirement_name(line))}
    ours = {
        pin
        for name, pin in _PINS.items()
        if name in by_compat or (name in imported and _stands_alone(pin, named))
    }
    ours.add(_PINS["uvicorn"])
    taken = {_requirement_name(line) for line in ours}
    kept = [
        loosened(line.strip(), ours)
        for line in theirs.splitlines()
        if (name := _requirement_name(line)) and not _LEAVING.match(name) and name not in taken
    ]
    return "\n".join(sorted({*ours, *kept}, key=str.lower)) + "\n"


def _is_ours(path: str) -> bool:
    return path.startswith("compat/") or path in {"main.py", "database.py", "settings.py"}


def _stands_alone(pin: str, named: set[str]) -> bool:
    """Whether the team names no version of its own, or none that may stay."""
    name = _requirement_name(pin)
    return name not in named or bool(_LEAVING.match(name))


@cache
def _imports(text: bytes) -> frozenset[str]:
    return imported_modules(ast.parse(text))


def _requirement_name(line: str) -> str:
    found = _NAME.match(line)
    return found[1].lower().replace("_", "-") if found else ""
