"""The generated files in a folder of their own: what differs there from what people have."""

import difflib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run would do to the generated folder."""

    written: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the folder is as it should be."""
        return not (self.written or self.removed)


@contextmanager
def staged(out: Path, files: Mapping[str, bytes], *, apart: bool = False) -> Iterator[Path]:
    """A folder of the same name beside ``out`` that holds the files, gone afterwards.

    What a killed run left there goes as well. With ``apart`` it stands among temporary files,
    where nothing can be moved into place, and nobody else's is looked at.
    """
    parent = Path(os.path.realpath(out)).parent
    if not apart:
        parent.mkdir(parents=True, exist_ok=True)
        for left in parent.glob(f"{_prefix(out)}*"):
            shutil.rmtree(left, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(dir=None if apart else parent, prefix=_prefix(out)))
    try:
        for name, content in files.items():
            path = scratch / out.name / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield scratch / out.name
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _prefix(out: Path) -> str:
    return f".{out.name}.scaffold-"


def read_tree(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their posix paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def digest(content: bytes) -> str:
    """What tells a file from an edited one."""
    return hashlib.sha256(content).hexdigest()


def changes(out: Path, files: Mapping[str, bytes], known: Iterable[str]) -> Changes:
    """What differs between the folder and what it should hold."""
    written = tuple(n for n, content in files.items() if _content(out / n) != content)
    removed = tuple(n for n in known if n not in files and (out / n).is_file())
    return Changes(written, removed)


def put(package: Path, files: Mapping[str, bytes]) -> None:
    """Make the staged package hold these files and no others."""
    for name, content in read_tree(package).items():
        if name not in files:
            (package / name).unlink()
        elif content != files[name]:
            (package / name).write_bytes(files[name])
    for name in files.keys() - read_tree(package).keys():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_bytes(files[name])


def link_own(out: Path, package: Path, removed: Collection[str]) -> None:
    """Give the staged package what people put beside the generated files: it may be imported."""
    for path in sorted(out.rglob("*")) if out.is_dir() else ():
        name = path.relative_to(out)
        if path.is_dir() or "__pycache__" in name.parts or name.as_posix() in removed:
            continue
        if not (package / name).exists():
            (package / name).parent.mkdir(parents=True, exist_ok=True)
            (package / name).symlink_to(path.resolve())


def keep_times(out: Path, source: Path, names: Iterable[str]) -> None:
    """Give unchanged copies the times of their originals: ``Last-Modified`` is read from them."""
    for name in names:
        copy, original = out / name, source / name
        if not original.is_file() or not copy.is_file():
            continue
        time = original.stat().st_mtime_ns
        if copy.stat().st_mtime_ns != time and copy.read_bytes() == original.read_bytes():
            os.utime(copy, ns=(time, time))


def read_files(out: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Those of the files that are there."""
    found = ((name, _content(out / name)) for name in names)
    return {name: content for name, content in found if content is not None}


def unified_diff(out: Path, files: Mapping[str, bytes], planned: Changes) -> str:
    """All changes as one unified diff."""
    parts: list[str] = []
    for name in sorted((*planned.written, *planned.removed)):
        old, new = _lines(_content(out / name)), _lines(files.get(name))
        if old is None or new is None:
            parts.append(f"Binary file {out.name}/{name} changes\n")
            continue
        path = f"{out.name}/{name}"
        parts += difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
    return "".join(parts)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _lines(content: bytes | None) -> list[str] | None:
    if content is None:
        return []
    try:
        return content.decode().splitlines(keepends=True)
    except UnicodeDecodeError:
        return None
