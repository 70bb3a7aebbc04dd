"""Put the generated project together: translated modules, new files, compat, templates, static."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from migrator.model.app import AppSpec
from migrator.model.openapi import Seen
from migrator.model.route import RouteSpec
from migrator.model.translation import Translation
from migrator.scaffold.openapi import openapi_file
from migrator.scaffold.requirements import requirements
from migrator.scaffold.their_requirements import their_requirements

_HERE = Path(__file__).parent
_COMPAT = _HERE.parent / "compat"
_SWITCHES = ("switches",)


@dataclass(frozen=True, slots=True)
class Look:
    """What the team chose: the package's name, the driver, what is given up of Flask."""

    package: str
    driver: str
    give_up: tuple[str, ...] = ()


def assemble(
    spec: AppSpec, translation: Translation, source: Path, look: Look, seen: Iterable[Seen] = ()
) -> dict[str, bytes]:
    """Every file of the generated package by its posix path in it."""
    files = {file.path: file.content for file in translation.files}
    files["openapi.json"] = openapi_file(translation.documented, seen)
    for name, text in _new_files(spec, translation, look).items():
        files[name] = text.encode()
    for module in (*translation.compat, *(_SWITCHES if look.give_up else ())):
        files[f"compat/{module}.py"] = (_COMPAT / f"{module}.py").read_bytes()
    files |= _packages(files)
    code = {name: data for name, data in files.items() if name.endswith(".py")}
    files["requirements.txt"] = requirements(code, their_requirements(source)).encode()
    files |= _folders(spec, source)
    return dict(sorted(files.items()))


def _new_files(spec: AppSpec, translation: Translation, look: Look) -> dict[str, str]:
    package, driver = look.package, look.driver
    module, _, called = spec.import_string.partition(":")
    renamed = _module(spec.module or module)
    name = called.partition("(")[0] or spec.factory or "app"
    is_factory = bool(spec.factory)
    imported = name if is_factory or name == "api" else f"{name} as api"
    call = called if called.endswith(")") else f"{name}()"
    imports, setup = _imported(f"{package}.{renamed}", imported)
    setup += [f"api = {call}\n"] if is_factory else []
    setup += [f"{_left(route)}\n" for route in translation.elsewhere]
    if look.give_up:
        imports.append(f"from {package}.compat.switches import give_up")
        setup.append(f"give_up(api, {_quoted(look.give_up)})\n")
    facts: dict[str, str | bool] = {
        "package": package,
        "python": spec.python,
        "imports": "\n".join(imports),
        "setup": "".join(setup),
        "asks_sync": translation.asks_sync,
        "is_threaded": translation.asks_sync and "threads" in translation.compat,
    }
    return {
        "main.py": _template("main.py.j2", facts),
        "settings.py": _template("settings.py.j2", facts),
        "database.py": _template(f"database_{driver}.py.j2", facts),
        "Dockerfile": _template("Dockerfile.j2", facts),
    }


def _imported(module: str, imported: str) -> tuple[list[str], list[str]]:
    """How the application is imported; no import statement can name a folder like ``shop-api``."""
    if all(part.isidentifier() for part in module.split(".")):
        return [f"from {module} import {imported}"], []
    name, _, alias = imported.partition(" as ")
    bound = f'{alias or name} = import_module("{module}").{name}\n'
    return ["from importlib import import_module"], [bound]


def _left(route: RouteSpec) -> str:
    """A rule of an extension that stays on Flask, with what tells it from others."""
    implied = {
        "HEAD" if "GET" in route.methods else "",
        "OPTIONS" if route.automatic_options else "",
    }
    options: dict[str, object] = {
        "endpoint": route.endpoint,
        "methods": [name for name in route.methods if name not in implied],
        "defaults": dict(route.defaults),
        "subdomain": route.subdomain,
        "host": route.host,
    }
    given = [f"{name}={_written(value)}" for name, value in options.items() if value]
    given += [] if route.strict_slashes else ["strict_slashes=False"]
    return f"api.stays_on_flask({_written(route.rule)}, {', '.join(given)})"


def _written(value: object) -> str:
    return json.dumps(value) if isinstance(value, str | list) else repr(value)


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _module(name: str) -> str:
    head, dot, tail = name.partition(".")
    taken = head in {"main", "database", "settings", "compat"}
    return f"{'project_' if taken else ''}{head}{dot}{tail}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 (Python source, not HTML)
    )


def _template(name: str, facts: Mapping[str, str | bool]) -> str:
    return _environment().get_template(name).render(facts)


def _packages(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """An ``__init__.py`` for each folder that holds modules and has none."""
    found: dict[str, bytes] = {}
    for name in files:
        for parent in PurePosixPath(name).parents:
            path = (parent / "__init__.py").as_posix()
            if name.endswith(".py") and path not in files:
                found[path] = b""
    return found


def _folders(spec: AppSpec, source: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for folder in {*spec.template_folders, *spec.static_folders}:
        for path in sorted((source / folder).rglob("*")):
            inside = path.relative_to(source) if path.is_relative_to(source) else None
            if inside is not None and path.is_file() and "__pycache__" not in inside.parts:
                found[inside.as_posix()] = path.read_bytes()
    return found
