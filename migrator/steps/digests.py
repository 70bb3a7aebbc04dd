"""Digests of what evidence is made from: a changed digest makes the evidence stale.

Code is digested as its syntax tree without docstrings and positions, so that comments and
formatting do not cost a replay.
"""

import ast
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from migrator.errors import SpecStale
from migrator.introspect.specs import read_specs
from migrator.project.project import Project
from migrator.steps.approvals import approvals_in_force

_CHUNK = 1 << 20


def current_digests(project: Project) -> dict[str, str]:
    """Digests of what there is now, empty for what is absent.

    ``code`` is the generated app, ``legacy`` the Flask app, ``spec`` what ``inspect`` saw of it,
    ``lock`` the requirements, ``approvals`` the approved differences that have not expired.
    """
    return {
        "code": _digest(_code(project)),
        "legacy": _digest(_legacy(project)),
        "recording": _digest(_recording(project.recording_file, project.snapshot)),
        "spec": _digest(_spec(project)),
        "approvals": _digest([("approvals", _approvals(project))]),
        "lock": _digest(_existing([project.out / "requirements.txt"], project.out)),
    }


def noise_digests(project: Project, recording: Path) -> dict[str, str]:
    """Digests of what decides how Flask differs from itself when it answers a recording."""
    snapshot = recording.with_name(project.snapshot.name)
    return {
        "legacy": _digest(_legacy(project)),
        "recording": _digest(_recording(recording, snapshot)),
        "spec": _digest(_spec(project)),
    }


def stale_parts(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """What changed between two sets of digests, by name; what was absent then counts as changed."""
    return tuple(name for name in now if not now[name] or then.get(name) != now[name])


def _approvals(project: Project) -> bytes:
    return repr(sorted(map(repr, approvals_in_force(project)))).encode()


def _code(project: Project) -> Iterable[tuple[str, bytes]]:
    out = project.out
    if not out.is_dir():
        return
    for path in sorted(out.rglob("*")):
        relative = path.relative_to(out)
        if "__pycache__" in relative.parts or not path.is_file():
            continue
        if path.suffix == ".py":
            yield relative.as_posix(), _normalised(path.read_bytes())
        elif "templates" in relative.parts:
            yield relative.as_posix(), path.read_bytes()


def _legacy(project: Project) -> Iterable[tuple[str, bytes]]:
    """The modules that the running Flask app had imported, and its templates."""
    try:
        spec = read_specs(project.route_specs)
    except SpecStale:
        return
    source = project.source
    for module in spec.modules:
        path = source / module.file
        yield module.file, _normalised(path.read_bytes()) if path.is_file() else b""
    for folder in spec.template_folders:
        files = (path for path in sorted((source / folder).rglob("*")) if path.is_file())
        yield from _existing(files, source)


def _normalised(source: bytes) -> bytes:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            _drop_docstring(node)
    return ast.dump(tree).encode()


def _drop_docstring(
    node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
) -> None:
    match node.body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            node.body = rest


def _recording(file: Path, snapshot: Path) -> Iterable[tuple[str, bytes]]:
    if not file.is_file():
        return
    yield "recording", _of_file(file)
    for path in sorted(snapshot.rglob("*")):
        if path.is_file():
            yield path.relative_to(snapshot).as_posix(), _of_file(path)


def _spec(project: Project) -> Iterable[tuple[str, bytes]]:
    """``route_specs/`` without line numbers, and without what scaffold writes: outcomes."""
    for path in sorted(project.route_specs.rglob("*.json")):
        if path not in {project.scaffold_file, project.generated_file, project.traffic_file}:
            yield path.name, json.dumps(without_places(_json(path)), sort_keys=True).encode()


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        return path.read_text(errors="replace")


def without_places(value: Any) -> Any:
    """Facts without the lines they stand in, which every edit above them moves."""
    if isinstance(value, dict):
        return {name: without_places(item) for name, item in value.items() if name != "place"}
    return [without_places(item) for item in value] if isinstance(value, list) else value


def _existing(paths: Iterable[Path], folder: Path) -> Iterable[tuple[str, bytes]]:
    return ((p.relative_to(folder).as_posix(), p.read_bytes()) for p in paths if p.is_file())


def _of_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _digest(parts: Iterable[tuple[str, bytes]]) -> str:
    """One digest of named parts, lengths included so that no two sets of parts read the same."""
    total, seen = hashlib.sha256(), False
    for name, content in parts:
        seen = True
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest() if seen else ""
