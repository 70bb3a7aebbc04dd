"""Write files so that a reader sees the old text or the new one, never half of it."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal

from migrator.errors import FormatUnknown, UsageError

Opener = Callable[[Path, Literal["rb", "wb"]], IO[bytes]]
"""Opens a file to be read or written once, from beginning to end."""


def open_plain(path: Path, mode: Literal["rb", "wb"]) -> IO[bytes]:
    """The file as it is."""
    return path.open(mode)


def write_atomic(path: Path, content: bytes | str) -> bool:
    """Write ``content`` through a temporary file beside ``path``; False when nothing changed."""
    data = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == data:
        return False
    with replacing(path) as file:
        file.write(data)
    return True


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside ``path`` that takes its place when the block is left without an exception."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def dump_json(value: Any) -> str:
    """Readable JSON with a stable order of keys and a newline at the end."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def load_json(path: Path, newest: int) -> dict[str, Any]:
    """The object in a file of ours; ``newest`` is the highest ``format`` this version reads.

    Raises:
        UsageError: the file is not JSON or not an object.
        FormatUnknown: a newer migrator wrote it.
    """
    try:
        data = json.loads(path.read_text())
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} is not valid JSON: {error}", "restore it from version control or delete it"
        ) from error
    if not isinstance(data, dict):
        raise UsageError(f"{path} should hold a JSON object")
    found = data.get("format")
    if not isinstance(found, int) or found > newest:
        raise FormatUnknown(
            f"{path} has format {found}; this migrator reads up to {newest}",
            "upgrade migrator, or write the file again with this version",
        )
    return data


def append_line(path: Path, line: str) -> None:
    """Append one line in a single write, so that two writers cannot interleave."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
