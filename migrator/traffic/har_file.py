"""The entries of an HTTP Archive one by one: only the one that is being read is in memory.

`json.JSONDecoder.raw_decode` reads a value from a text that slides over the file
(https://docs.python.org/3/library/json.html#json.JSONDecoder.raw_decode).
"""

import io
import json
import re
from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

_CHUNK = 1 << 16
_OF_NUMBERS = "0123456789.eE+-"
_BLANK = re.compile(r"[ \t\n\r]*")
_read = json.JSONDecoder().raw_decode


class Placed(NamedTuple):
    """An entry, and where it stands in the file, in bytes."""

    start: int
    end: int
    entry: Any


def open_har(path: Path) -> IO[bytes]:
    """The text of a file in UTF-8; one in UTF-16 or UTF-32 is read as a whole.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no text.
    """
    with path.open("rb") as file:
        encoding = json.detect_encoding(file.read(4))
    if encoding in {"utf-8", "utf-8-sig"}:
        return path.open("rb")
    return io.BytesIO(path.read_bytes().decode(encoding).encode())


class HarFile:
    """A HAR; ``log`` carries what else its log holds, complete when all entries were read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.log: dict[str, Any] = {}
        self._window = _Window(file)
        self._lists = 0

    def entries(self) -> Iterator[Placed]:
        """Each entry, in the order of the file.

        Raises:
            ValueError: it is no JSON, is cut off, or has not one log with one list of entries.
        """
        for key in _members(self._window):
            if key == "log" and self._window.peek() == "{":
                yield from self._logged()
            else:
                self._window.value()
        if self._lists != 1 or self._window.peek():
            raise ValueError("it has no log with entries, or several")

    def _logged(self) -> Iterator[Placed]:
        for name in _members(self._window):
            if name == "entries":
                self._lists += 1
                yield from self._listed()
            else:
                self.log[name] = self._window.value()

    def _listed(self) -> Iterator[Placed]:
        window = self._window
        if window.peek() not in {"[", ""}:
            raise ValueError("its entries are no list of objects")
        for _ in window.items("[", "]"):
            start = window.passed
            entry = window.value()
            yield Placed(start, window.passed, entry)


def _members(window: "_Window") -> Iterator[str]:
    """The keys of an object; who gets one has to take the value behind it."""
    for _ in window.items("{", "}"):
        key = window.value()
        if not isinstance(key, str):
            raise ValueError(f"a key is no text before byte {window.passed}")  # noqa: TRY004 (of data)
        window.take(":")
        yield key


class _Window:
    """A piece of the text; carries where the next value begins, and how many bytes went before."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        start = file.read(len(BOM_UTF8))
        self.passed = len(BOM_UTF8) if start == BOM_UTF8 else 0
        file.seek(self.passed)

    def items(self, opening: str, closing: str) -> Iterator[None]:
        """Stop where each item of a list or an object begins; who is there takes it."""
        self.take(opening)
        if self.peek() != closing:
            yield
            while self.peek() == ",":
                self.take(",")
                self.peek()
                yield
        self.take(closing)

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            self._pass(blank.end() - self._at if blank else 0)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, wanted: str) -> None:
        """Go on behind a character.

        Raises:
            ValueError: another stands there.
        """
        if self.peek() != wanted:
            raise ValueError(f"it is cut off or no JSON: no {wanted} at byte {self.passed}")
        self._pass(1)

    def value(self) -> Any:
        """Any JSON value.

        Raises:
            ValueError: none stands there, or its end is missing.
        """
        self.peek()
        while True:
            try:
                found, end = _read(self._text, self._at)
            except ValueError as error:
                if self._more():
                    continue
                where = f"no value that is complete at byte {self.passed}"
                raise ValueError(f"it is cut off or no JSON: {where}") from error
            follows = self._text[end : end + 1]
            if (follows and follows not in _OF_NUMBERS) or not self._more():  # it may go on
                self._pass(end - self._at)
                return found

    def _pass(self, count: int) -> None:
        self.passed += len(self._text[self._at : self._at + count].encode())
        self._at += count

    def _more(self) -> bool:
        """Read on, twice as much each time that a value is longer than expected."""
        self._text = self._text[self._at :]
        self._at = 0
        data = self._file.read(max(_CHUNK, len(self._text)))
        self._text += self._decoder.decode(data, final=not data)
        return bool(data)
