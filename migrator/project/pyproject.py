"""Write ``[tool.migrator]`` into a pyproject.toml without touching anything else in it."""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from migrator.errors import UsageError

_HEADER = re.compile(r"^\s*\[\s*tool\s*\.\s*migrator\s*\]\s*(#.*)?$")
_ANY_HEADER = re.compile(r"^\s*\[")


def with_settings(text: str, values: Mapping[str, str]) -> str:
    """``text`` with ``values`` in its table; the same text when they already stand there.

    Raises:
        UsageError: the file is not TOML, or is written in a way that cannot be edited safely.
    """
    before = _parsed(text)
    table = before.get("tool", {}).get("migrator", {})
    wanted = {key: value for key, value in values.items() if table.get(key) != value}
    if not wanted:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    edited = _edited(text.splitlines(keepends=True), wanted, end)
    _make_sure(before, edited, wanted)
    return edited


def _edited(lines: list[str], values: Mapping[str, str], end: str) -> str:
    start = next((n for n, line in enumerate(lines) if _HEADER.match(line)), None)
    if start is None:
        return "".join(lines) + _appended(lines, values, end)
    stop = next((n for n in range(start + 1, len(lines)) if _ANY_HEADER.match(lines[n])), None)
    section = lines[start + 1 : stop]
    for key, value in values.items():
        _set(section, key, value, end)
    rest = lines[stop:] if stop is not None else []
    header = lines[start] if lines[start].endswith("\n") else lines[start] + end
    return "".join([*lines[:start], header, *section, *rest])


def _appended(lines: list[str], values: Mapping[str, str], end: str) -> str:
    gap = ""
    if lines:
        gap = end if lines[-1].endswith("\n") else end + end
    body = "".join(_line(key, value, end) for key, value in values.items())
    return f"{gap}[tool.migrator]{end}{body}"


def _set(section: list[str], key: str, value: str, end: str) -> None:
    """Replace the line of ``key`` or add one after the last that is not blank."""
    pattern = re.compile(rf"^\s*{re.escape(key)}\s*=")
    for number, line in enumerate(section):
        if pattern.match(line):
            section[number] = _line(key, value, end)
            return
    last = max((n for n, line in enumerate(section) if line.strip()), default=-1)
    if last >= 0 and not section[last].endswith("\n"):
        section[last] += end
    section.insert(last + 1, _line(key, value, end))


def _line(key: str, value: str, end: str) -> str:
    return f"{key} = {json.dumps(value, ensure_ascii=False)}{end}"


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"pyproject.toml cannot be read: {error}", "repair it; nothing was written"
        ) from error


def _make_sure(before: dict[str, Any], edited: str, wanted: Mapping[str, str]) -> None:
    tool = before.get("tool", {})
    expected = {**before, "tool": {**tool, "migrator": {**tool.get("migrator", {}), **wanted}}}
    try:
        is_right = tomllib.loads(edited) == expected
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        lines = " ".join(_line(key, value, ";") for key, value in wanted.items())
        raise UsageError(
            "[tool.migrator] in pyproject.toml is written in a way that cannot be edited safely",
            f"add by hand: {lines}",
        )
