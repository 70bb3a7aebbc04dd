"""Settings of a migration: option > ``MIGRATOR_*`` > ``[tool.migrator]`` > default."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from migrator.errors import SettingsInvalid
from migrator.model import switches

DRIVERS = ("motor", "pymongo-async")
_BENCH_DEFAULT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What a team writes once in ``[tool.migrator]``.

    ``app`` as ``flask --app`` takes it; ``source`` the folder of the legacy app, from the project's
    folder (empty: the same); ``python`` the interpreter that runs the legacy app (empty:
    the one in use); ``out`` the folder of the generated app; ``mongo_uri`` empty for the embedded
    server; ``mongo_env`` the environment variable in which the app reads its MongoDB URI;
    ``twin_env`` extra variables for both twins, where ``{scratch}`` is a folder of that twin alone;
    ``seed`` the command that fills an empty embedded database before a recording;
    ``bench_margin`` the p95 ratio new/legacy up to which a route passes; ``give_up`` the behaviours
    of Flask that the generated app leaves out on purpose (``model/switches.py``); ``gather`` has
    independent reads of one function wait together; ``redaction`` the globs of names under ``keep``
    and ``redact`` that ``scrub`` knows beside its own.
    """

    app: str = ""
    source: str = ""
    python: str = ""
    out: str = "generated_app"
    driver: str = "motor"
    mongo_uri: str = ""
    mongo_env: str = "MONGO_URI"
    seed: str = ""
    twin_env: Mapping[str, str] = field(default_factory=dict)
    import_timeout: float = 60.0
    bench_seconds: float = _BENCH_DEFAULT_SECONDS
    bench_margin: float = 1.1
    give_up: tuple[str, ...] = ()
    gather: bool = False
    redaction: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def load_settings(root: Path, environ: Mapping[str, str] | None = None, **options: Any) -> Settings:
    """Read the settings that hold in ``root``; ``options`` that are None or empty say nothing.

    Raises:
        SettingsInvalid: an unknown key, a value of the wrong type, or a file that is not TOML.
    """
    environ = os.environ if environ is None else environ
    values = _from_file(root) | _from_environ(environ)
    values |= {name: value for name, value in options.items() if value not in (None, "")}
    settings = replace(Settings(), **values)
    if settings.driver not in DRIVERS:
        raise SettingsInvalid(
            f"driver is {settings.driver!r}", f"the drivers are {' and '.join(DRIVERS)}"
        )
    return settings


def _from_file(root: Path) -> dict[str, Any]:
    path = root / "pyproject.toml"
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text()).get("tool", {}).get("migrator", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{path} cannot be read: {error}") from error
    return {name: _typed(name, value, str(path)) for name, value in table.items()}


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    known = {f"MIGRATOR_{item.name.upper()}": item.name for item in fields(Settings)}
    return {
        name: _typed(name, environ[key], key)
        for key, name in known.items()
        if environ.get(key) and name not in {"twin_env", "redaction"}
    }


def _typed(name: str, value: Any, origin: str) -> Any:
    kinds = {item.name: item.type for item in fields(Settings)}
    if name not in kinds:
        close = difflib.get_close_matches(name, kinds, 1)
        hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(sorted(kinds))}"
        raise SettingsInvalid(f"[tool.migrator] in {origin} has an unknown key {name!r}", hint)
    if kinds[name] is float:
        return _number(name, value, origin)
    if name == "twin_env":
        _expect(isinstance(value, dict), name, "a table", origin)
        return {key: str(item) for key, item in value.items()}
    if name == "gather":
        return _switch(name, value, origin)
    if name == "give_up":
        return _given_up(value, origin)
    if name == "redaction":
        return _redaction(value, origin)
    _expect(isinstance(value, str), name, "a string", origin)
    return value


def _redaction(value: Any, origin: str) -> dict[str, tuple[str, ...]]:
    """Globs of names, under ``keep`` and ``redact``."""
    wanted = "a table of the lists `keep` and `redact`"
    _expect(
        isinstance(value, dict) and value.keys() <= {"keep", "redact"}, "redaction", wanted, origin
    )
    for globs in value.values():
        is_list = isinstance(globs, list) and all(isinstance(glob, str) for glob in globs)
        _expect(is_list, "redaction", wanted, origin)
    return {key: tuple(globs) for key, globs in value.items()}


def _given_up(value: Any, origin: str) -> tuple[str, ...]:
    """Names of switches, in the order of their table; the environment has them with commas."""
    names = [item.strip() for item in value.split(",")] if isinstance(value, str) else value
    is_list = isinstance(names, list) and all(isinstance(item, str) for item in names)
    _expect(is_list, "give_up", "a list of names", origin)
    for name in names:
        if name not in switches.NAMES:
            raise SettingsInvalid(
                f"give_up in {origin} has an unknown name {name!r}",
                f"the names are {', '.join(switches.NAMES)}",
            )
    return tuple(name for name in switches.NAMES if name in names)


def _switch(name: str, value: Any, origin: str) -> bool:
    """True or false; the environment has it in letters."""
    known = {"true": True, "1": True, "false": False, "0": False}
    found = known.get(value.lower()) if isinstance(value, str) else value
    _expect(isinstance(found, bool), name, "true or false", origin)
    return bool(found)


def _number(name: str, value: Any, origin: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise SettingsInvalid(f"{name} in {origin} should be a number, not {value!r}") from error


def _expect(holds: bool, name: str, wanted: str, origin: str) -> None:  # noqa: FBT001
    if not holds:
        raise SettingsInvalid(f"{name} in {origin} should be {wanted}")
