"""Content codings of bodies, undone and done again: gzip, deflate, and Brotli and zstd if there.

Brotli and zstd need a library (``brotli`` or ``brotlicffi``, ``zstandard``); without one such a
body is undecodable, and so is one that grows beyond ``LARGEST``.
"""

import gzip
import zlib
from importlib import import_module
from typing import Any

LARGEST = 256 * 1024 * 1024
_NONE = frozenset({"", "identity"})
_GZIP = frozenset({"gzip", "x-gzip"})
_LIBRARIES = {"br": ("brotli", "brotlicffi"), "zstd": ("zstandard",)}
_RAW_WINDOW, _GZIP_WINDOW = -15, 31


class Undecodable(Exception):
    """A body whose coding cannot be undone: nobody can say what is in it."""


def decoded(body: bytes, codings: str) -> bytes:
    """The plain body; ``codings`` is the value of Content-Encoding.

    Raises:
        Undecodable: it is not what it says, grows too large, or the coding is not known here.
    """
    for coding in reversed(_names(codings)):
        body = _undone(body, coding)
        if len(body) > LARGEST:
            raise Undecodable(f"a body coded as {coding} is larger than {LARGEST} bytes")
    return body


def coded(body: bytes, codings: str) -> bytes:
    """The body coded as Content-Encoding says."""
    for coding in _names(codings):
        if coding in _GZIP:
            body = gzip.compress(body, mtime=0)
        elif coding == "deflate":
            body = zlib.compress(body)
        elif coding == "br":
            body = bytes(_library(coding).compress(body))
        else:
            body = bytes(_library(coding).ZstdCompressor().compress(body))
    return body


def _names(codings: str) -> list[str]:
    names = (name.strip().lower() for name in codings.split(","))
    return [name for name in names if name not in _NONE]


def _undone(body: bytes, coding: str) -> bytes:
    try:
        if coding in _GZIP:
            return _inflated(body, _GZIP_WINDOW)
        if coding == "deflate":
            return _deflated(body)
        if coding == "br":
            return bytes(_library(coding).decompress(body))
        if coding == "zstd":
            reader = _library(coding).ZstdDecompressor().stream_reader(body)
            return bytes(reader.read(LARGEST + 1))
    except Undecodable:
        raise
    except Exception as error:
        raise Undecodable(f"a body is not the {coding} that it says") from error
    raise Undecodable(f"a body is coded as {coding}, which is not known here")


def _deflated(body: bytes) -> bytes:
    """With zlib's head as RFC 9110 says, or without, as some servers send it."""
    try:
        return _inflated(body, zlib.MAX_WBITS)
    except zlib.error:
        return _inflated(body, _RAW_WINDOW)


def _inflated(body: bytes, window: int) -> bytes:
    """All members of a body, never more than ``LARGEST`` and one byte of it."""
    parts, size = [], 0
    while body and size <= LARGEST:
        work = zlib.decompressobj(window)
        parts.append(work.decompress(body, LARGEST + 1 - size))
        size += len(parts[-1])
        if not work.eof and size <= LARGEST:
            raise zlib.error("it is cut off")
        body = work.unused_data
    return b"".join(parts)


def _library(coding: str) -> Any:
    for name in _LIBRARIES[coding]:
        try:
            return import_module(name)
        except ImportError:
            continue
    raise Undecodable(
        f"a body is coded as {coding}, and {' or '.join(_LIBRARIES[coding])} is not installed"
    )
