"""``approvals.toml``: the differences that a team accepts, reviewed and committed like code."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from migrator.errors import SettingsInvalid
from migrator.model.approval import Approval
from migrator.project.files import write_atomic

_HEAD = """\
# Differences between Flask and FastAPI that this team accepts. Each one is a promise that the
# behaviour WILL change for users. `migrator approve` adds to it; `migrator check` fails on one
# that is past its day or that nothing needs any more.
"""
_NAMES = tuple(item.name for item in fields(Approval))
_REQUIRED = ("route", "aspect", "where", "reason", "owner", "expires")


def read_approvals(path: Path) -> tuple[Approval, ...]:
    """The approvals in a file, in its order; none when there is no file.

    Raises:
        SettingsInvalid: the file is not TOML, or an approval lacks something.
    """
    if not path.is_file():
        return ()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{path} cannot be read: {error}") from error
    tables = data.pop("approval", [])
    if data or not isinstance(tables, list):
        raise SettingsInvalid(f"{path} should hold [[approval]] tables and nothing else")
    return tuple(_approval(table, f"{path}, approval {i}") for i, table in enumerate(tables, 1))


def write_approvals(path: Path, approvals: Iterable[Approval]) -> None:
    """Write all approvals."""
    write_atomic(path, approvals_text(approvals))


def approvals_text(approvals: Iterable[Approval]) -> str:
    """The file with all approvals; comments in it are kept only at its head."""
    return _HEAD + "".join("\n[[approval]]\n" + _table(approval) for approval in approvals)


def _approval(table: Any, origin: str) -> Approval:
    if not isinstance(table, dict):
        raise SettingsInvalid(f"{origin} is not a table")
    unknown = sorted(table.keys() - set(_NAMES))
    missing = [name for name in _REQUIRED if not table.get(name)]
    if unknown or missing:
        words = f"has an unknown key {unknown[0]!r}" if unknown else f"lacks {missing[0]!r}"
        raise SettingsInvalid(f"{origin} {words}", f"the keys are {', '.join(_NAMES)}")
    if ("expected" in table) != ("actual" in table):
        raise SettingsInvalid(f"{origin} needs both `expected` and `actual`, or neither")
    _check_types(table, origin)
    return Approval(**table)


def _check_types(table: Mapping[str, Any], origin: str) -> None:
    for name, value in table.items():
        if name == "expires":
            if type(value) is not date:
                raise SettingsInvalid(f"{origin}: expires should be a day, as in 2027-01-31")
        elif not isinstance(value, str):
            raise SettingsInvalid(f"{origin}: {name} should be a string")


def _table(approval: Approval) -> str:
    pairs = ((name, getattr(approval, name)) for name in _NAMES)
    return "".join(f"{name} = {_spelled(value)}\n" for name, value in pairs if value is not None)


def _spelled(value: str | date) -> str:
    """A day as it is; a string as JSON spells it, which TOML reads too but for DEL."""
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
