"""``route_specs/``: the facts on disk, one file a rule, one fact a line, in a stable order.

``app.json`` holds what concerns the whole application and the list of the rules' files in order
of registration; a rule's own file has no position, so that a new rule changes two files only.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from migrator.errors import SpecStale, UsageError
from migrator.introspect.spec_names import file_names
from migrator.model.app import AppSpec
from migrator.model.codec import from_json, to_json
from migrator.model.route import RouteSpec
from migrator.project.files import dump_json, load_json, write_atomic

T = TypeVar("T")

FORMAT = 1
_APP = "app.json"


def spec_files(spec: AppSpec) -> dict[str, str]:
    """File name to text: what ``route_specs/`` should hold."""
    names = file_names(spec.routes)
    app = {**to_json(replace(spec, routes=())), "routes": list(names), "format": FORMAT}
    files = {_APP: dump_json(app)}
    for name, route in zip(names, spec.routes, strict=True):
        facts: dict[str, Any] = to_json(route)
        del facts["position"]
        files[name] = dump_json({**facts, "format": FORMAT})
    return files


def write_specs(folder: Path, spec: AppSpec) -> tuple[str, ...]:
    """Write the files; the names of those that changed, came or went.

    Only files that an earlier ``app.json`` lists are removed: what others put there stays.
    """
    files = spec_files(spec)
    gone = [name for name in _listed(folder) if name not in files]
    changed = [name for name, text in files.items() if write_atomic(folder / name, text)]
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return tuple(sorted([*changed, *gone]))


def changed_files(folder: Path, spec: AppSpec) -> dict[str, tuple[str, str]]:
    """File name to its text now and then, for those that ``write_specs`` would touch."""
    files = spec_files(spec)
    present = {name: _text(folder / name) for name in {*files, *_listed(folder)}}
    return {
        name: (text, files.get(name, ""))
        for name, text in sorted(present.items())
        if text != files.get(name, "")
    }


def read_specs(folder: Path) -> AppSpec:
    """The facts that ``write_specs`` wrote.

    Raises:
        SpecStale: there are none, or a file is missing.
        UsageError: a file was damaged.
    """
    if not (folder / _APP).is_file():
        raise SpecStale(f"{folder} holds no facts about the application", "run `migrator inspect`")
    app = _load(folder / _APP)
    names = app.pop("routes", [])
    routes = [_load(folder / name) | {"position": n} for n, name in enumerate(names)]
    spec = _decoded(AppSpec, {**app, "routes": []}, folder / _APP)
    decoded = (
        _decoded(RouteSpec, facts, folder / name) for name, facts in zip(names, routes, strict=True)
    )
    return replace(spec, routes=tuple(decoded))


def _decoded(cls: type[T], facts: dict[str, Any], path: Path) -> T:
    try:
        return from_json(cls, facts)
    except ValueError as error:
        raise UsageError(
            f"{path} cannot be read: {error}", "write it again with `migrator inspect`"
        ) from error


def _load(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise SpecStale(f"{path} is missing", "run `migrator inspect`")
    facts = load_json(path, FORMAT)
    del facts["format"]
    return facts


def _listed(folder: Path) -> list[str]:
    """The rules' files that the present ``app.json`` names, none outside the folder."""
    if not (folder / _APP).is_file():
        return []
    names = load_json(folder / _APP, FORMAT).get("routes", [])
    return [name for name in names if isinstance(name, str) and Path(name).name == name]


def _text(path: Path) -> str:
    return path.read_text() if path.is_file() else ""
