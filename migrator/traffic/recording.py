"""Recordings on disk: NDJSON, a head and then one exchange a line, never all in memory."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from migrator.errors import FormatUnknown, RecordingBroken, RecordingMissing
from migrator.model.codec import from_json, to_json
from migrator.model.exchange import Exchange, RecordingHead
from migrator.project.files import Opener, open_plain

T = TypeVar("T")
FORMAT = 1
"""The newest format of a recording that this version reads, and the one it writes."""


class RecordingWriter:
    """Writes exchanges beside the recording and puts it in place when all went well.

    Carries the open file, which ``opened`` opens. Leaving the block with an exception keeps the
    old recording.
    """

    def __init__(self, path: Path, head: RecordingHead, opened: Opener = open_plain) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        self._path = path
        self._temporary = Path(temporary)
        os.close(handle)
        self._file = opened(self._temporary, "wb")
        self.count = 0
        self._put(head)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._file.close()
            if kind is None:
                self._temporary.replace(self._path)
        finally:
            self._temporary.unlink(missing_ok=True)

    def write(self, exchange: Exchange) -> None:
        """Add the next exchange."""
        self._put(exchange)
        self.count += 1

    def _put(self, value: RecordingHead | Exchange) -> None:
        text = json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))
        self._file.write(text.encode() + b"\n")


def read_head(path: Path, opened: Opener = open_plain) -> RecordingHead:
    """The first line of a recording.

    Raises:
        RecordingMissing: there is no such file.
        RecordingBroken: it does not begin with a head.
        FormatUnknown: a newer migrator wrote it.
    """
    data = next(_lines(path, opened))
    found = data.get("format")
    if not isinstance(found, int) or isinstance(found, bool):
        raise RecordingBroken(f"{path}:1 is not the head of a recording", "record again")
    if found > FORMAT:
        raise FormatUnknown(
            f"{path} has format {found}; this migrator reads up to {FORMAT}",
            "upgrade migrator, or record again with this version",
        )
    return _decoded(RecordingHead, data, path, 1)


def read_exchanges(path: Path, opened: Opener = open_plain) -> Iterator[Exchange]:
    """The exchanges of a recording one by one, in constant memory.

    Raises:
        RecordingMissing: there is no such file.
        RecordingBroken: a line cannot be read; the message names it.
        FormatUnknown: a newer migrator wrote it.
    """
    read_head(path, opened)
    lines = _lines(path, opened)
    next(lines)
    for number, data in enumerate(lines, 2):
        yield _decoded(Exchange, data, path, number)


def recording_digest(path: Path) -> str:
    """A digest of the file as it is."""
    if not path.is_file():
        raise _missing(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lines(path: Path, opened: Opener) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise _missing(path)
    number = 0
    with opened(path, "rb") as file:
        for number, line in enumerate(file, 1):
            yield _parsed(line, path, number)
    if not number:
        raise RecordingBroken(f"{path} is empty", "record again")


def _parsed(line: bytes, path: Path, number: int) -> dict[str, Any]:
    if not line.endswith(b"\n"):
        raise RecordingBroken(
            f"{path}:{number} is cut off: the recording ended in the middle of a line",
            "record again, or delete that last line to use what came before it",
        )
    try:
        data = json.loads(line)
    except ValueError as error:
        raise RecordingBroken(f"{path}:{number} is not valid JSON: {error}") from error
    if not isinstance(data, dict):
        raise RecordingBroken(f"{path}:{number} is not an object")
    return data


def _decoded(kind: type[T], data: dict[str, Any], path: Path, number: int) -> T:
    try:
        return from_json(kind, data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordingBroken(
            f"{path}:{number} cannot be read: {error}", "record again with this version"
        ) from error


def _missing(path: Path) -> RecordingMissing:
    return RecordingMissing(f"there is no recording at {path}", "run `migrator record` first")
