"""What a team requires: ``requirements.txt`` with the files it names, else ``pyproject.toml``."""

import codecs
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

_INCLUDED = re.compile(r"^\s*(?:-r|--requirement)[ =]\s*(?P<file>\S+)")
_ITSELF = re.compile(r"^\s*(?:(?:-e|--editable)[ =]?\s*)?\.(?:\[[^]]*\])?\s*$")
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def their_requirements(source: Path) -> str:
    """All lines of a project's requirements; those of its ``pyproject.toml`` where they say so."""
    lines = list(_lines((source / "requirements.txt").resolve(), set()))
    if not lines or any(map(_ITSELF.match, lines)):
        lines += _declared(source / "pyproject.toml")
    return "\n".join(lines)


def _lines(path: Path, seen: set[Path]) -> Iterator[str]:
    if path in seen:
        return
    seen.add(path)
    for line in _text(path).splitlines():
        included = _INCLUDED.match(line)
        if included is None:
            yield line
        else:
            yield from _lines((path.parent / included["file"]).resolve(), seen)


def _text(path: Path) -> str:
    """The text of a file, also where PowerShell wrote it in UTF-16."""
    try:
        data = path.read_bytes()
        encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8-sig")
        return data.decode(encoding)
    except (OSError, UnicodeDecodeError):
        return ""


def _declared(path: Path) -> list[str]:
    try:
        project = tomllib.loads(path.read_text(encoding="utf-8")).get("project", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return []
    found = project.get("dependencies", []) if isinstance(project, dict) else []
    return [line for line in found if isinstance(line, str)] if isinstance(found, list) else []
