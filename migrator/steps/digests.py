"""Digests of what evidence is made from: a changed digest makes the evidence stale.

Code is digested as its syntax tree without docstrings and positions, so that comments and
formatting do not cost a replay.
"""

import ast
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from migrator.project.project import Project

_CHUNK = 1 << 20


def current_digests(project: Project) -> dict[str, str]:
    """Digests of code, recording, spec and lock as they are now; empty for what is absent."""
    return {
        "code": _digest(_code(project)),
        "recording": _digest(_recording(project)),
        "spec": _digest(_spec(project)),
        "lock": _digest(_existing([project.out / "requirements.txt"], project.out)),
    }


def stale_parts(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """What changed between two sets of digests, by name; what was absent then counts as changed."""
    return tuple(name for name in now if not now[name] or then.get(name) != now[name])


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


def _normalised(source: bytes) -> bytes:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
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


def _recording(project: Project) -> Iterable[tuple[str, bytes]]:
    if not project.recording_file.is_file():
        return
    yield "recording", _of_file(project.recording_file)
    for path in sorted(project.snapshot.rglob("*")):
        if path.is_file():
            yield path.relative_to(project.snapshot).as_posix(), _of_file(path)


def _spec(project: Project) -> Iterable[tuple[str, bytes]]:
    """``route_specs/`` without scaffold's own file, which is an outcome and not a premise."""
    paths = project.route_specs.rglob("*.json")
    return _existing((p for p in sorted(paths) if p != project.scaffold_file), project.route_specs)


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
