"""Requirements of a generated app: the team's own without Flask, and what the code imports."""

import ast
import re
from collections.abc import Mapping
from functools import cache

_NAME = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_LEAVING = re.compile(r"^(flask([-_].*)?|gunicorn|pymongo|motor|pytest.*|secantusdb)$")
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
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


def requirements(sources: Mapping[str, bytes], theirs: str) -> str:
    """The text of ``requirements.txt``."""
    imported = {name for text in sources.values() for name in _imports(text)}
    imported |= {"uvicorn"}
    ours = {_PINS[name] for name in imported if name in _PINS}
    taken = {_requirement_name(line) for line in ours}
    kept = [
        line.strip()
        for line in theirs.splitlines()
        if (name := _requirement_name(line)) and not _LEAVING.match(name) and name not in taken
    ]
    return "\n".join(sorted({*ours, *kept}, key=str.lower)) + "\n"


@cache
def _imports(text: bytes) -> frozenset[str]:
    found: set[str] = set()
    nodes: list[ast.AST] = [ast.parse(text)]
    for node in nodes:  # statements only: an expression imports nothing
        for block in _BLOCKS:
            nodes += getattr(node, block, ())
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


def _requirement_name(line: str) -> str:
    found = _NAME.match(line)
    return found[1].lower().replace("_", "-") if found else ""
