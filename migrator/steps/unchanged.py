"""Whether anything that ``scaffold`` reads has changed since its last run; if not, it is done.

One digest stands for all of it: the facts, the project's code and copied files, the settings and
the toolkit itself. It is kept in ``.migrator/``, which nobody commits: a fresh checkout, and CI
with it, always translates anew.
"""

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from migrator.errors import UsageError
from migrator.introspect.specs import spec_files
from migrator.model.app import AppSpec
from migrator.model.codec import from_json
from migrator.model.translation import Reason, RouteTranslation, Translation
from migrator.project.files import dump_json, load_json, write_atomic
from migrator.project.project import Project
from migrator.scaffold.stage import digest
from migrator.scaffold.their_requirements import their_requirements

_FORMAT = 1
_TOOLKIT = Path(__file__).parent.parent
_LIBRARIES = ("ruff", "jinja2")
_CODE = frozenset({".py", ".j2"})
_SKIPPED = frozenset({"venv", "env", "site-packages", "node_modules", "__pycache__"})


def inputs_digest(project: Project, spec: AppSpec) -> str:
    """A digest of all that the generated application depends on."""
    found = hashlib.sha256()
    tools = (sys.version, *(version(name) for name in _LIBRARIES))
    found.update(repr((_FORMAT, project.settings, tools, spec_files(spec))).encode())
    root = project.import_root(spec)
    for path in (*_toolkit(), *_code(root, project.out), *_copied(project, spec)):
        found.update(f"\0{path}\0{_time(path) if path.suffix not in _CODE else ''}\0".encode())
        found.update(_content(path))
    found.update(their_requirements(project.source).encode())
    found.update(_traffic(project))
    return found.hexdigest()


def _traffic(project: Project) -> bytes:
    """The recording, which may be large, by size and time; without one, what it once showed."""
    if not project.recording_file.is_file():
        return _content(project.traffic_file)
    known = project.recording_file.stat()
    return f"{known.st_size} {known.st_mtime_ns}".encode()


def last_run(project: Project, inputs: str) -> tuple[Translation, tuple[str, ...]] | None:
    """What the last run said, and its files; None unless a new one would do the same again.

    The files must still be as it left them: what a person changed is never passed over.
    """
    record = _read(project.scaffold_file)
    kept = _read(_memory(project))
    if kept.get("inputs") != inputs or kept.get("record") != _digest_of(project.scaffold_file):
        return None
    files: dict[str, str] = record["files"]
    if kept.get("left") != _left(project, files):
        return None
    routes = tuple(from_json(RouteTranslation, item) for item in record["routes"])
    notes = tuple(from_json(Reason, item) for item in record["notes"])
    return Translation(routes, (), (), notes), tuple(files)


def remember_inputs(project: Project, inputs: str, files: Iterable[str]) -> None:
    """Note that the generated application was made from these inputs, and how it was left."""
    record, left = _digest_of(project.scaffold_file), _left(project, files)
    memory = {"format": _FORMAT, "inputs": inputs, "record": record, "left": left}
    write_atomic(_memory(project), dump_json(memory))


def _left(project: Project, names: Iterable[str]) -> str:
    """One digest of the generated files as they stand, those edited by hand as well."""
    found = hashlib.sha256()
    for name in sorted(names):
        found.update(f"{name}\0{_digest_of(project.out / name)}\0".encode())
    return found.hexdigest()


def _memory(project: Project) -> Path:
    return project.state / "scaffold-inputs.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        return load_json(path, _FORMAT) if path.is_file() else {}
    except UsageError:
        return {}


def _digest_of(path: Path) -> str:
    return digest(_content(path))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() else b""  # a pipe would be waited for
    except OSError as error:
        return repr(error.errno).encode()


def _time(path: Path) -> int:
    """When it was written: the copy of a static file gets the time of its original."""
    return path.stat().st_mtime_ns if path.is_file() else 0


def _toolkit() -> list[Path]:
    return sorted(p for p in _TOOLKIT.rglob("*") if p.suffix in _CODE)


def _code(root: Path, out: Path) -> Iterator[Path]:
    """Every module that the project's code could import from its own folders."""
    seen: set[str] = set()
    generated = os.path.realpath(out)
    for folder, inner, names in os.walk(root, followlinks=True):
        here = os.path.realpath(folder)
        if here in seen or here == generated:
            inner.clear()
            continue
        seen.add(here)
        inner[:] = sorted(n for n in inner if n not in _SKIPPED and not n.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".py"))


def _copied(project: Project, spec: AppSpec) -> Iterator[Path]:
    """Templates and static files, which also keep their times."""
    source, root = project.source, project.import_root(spec)
    yield from (root / module.file for module in spec.modules)
    for folder in sorted({*spec.template_folders, *spec.static_folders}):
        yield from sorted(path for path in (source / folder).rglob("*") if path.is_file())
