"""Files that nobody can read but this process: what was recorded, until its secrets are replaced.

The key is drawn when the seal is made and is never written down, so that a process which is killed
leaves noise. The cipher is SHAKE-256 in counter mode: the key, a nonce of each file and the number
of the block give the bytes that a block is combined with (FIPS 202; the keyed sponge of Bertoni,
Daemen, Peeters and Van Assche, 2011).
"""

import hashlib
import io
import secrets
from pathlib import Path
from typing import IO, Any, Literal

_KEY_BYTES = 32
_NONCE_BYTES = 16
_BLOCK = 1 << 16


class Seal:
    """Opens files for one process; whoever else reads them sees noise."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(_KEY_BYTES)

    def open(self, path: Path, mode: Literal["rb", "wb"]) -> IO[bytes]:
        """The file as its plain bytes, from its beginning to its end."""
        file = path.open(mode, buffering=0)
        try:
            nonce = secrets.token_bytes(_NONCE_BYTES) if mode == "wb" else file.read(_NONCE_BYTES)
            if mode == "wb":
                file.write(nonce)
        except BaseException:
            file.close()
            raise
        raw = _Sealed(file, self._key + nonce)
        if mode == "rb":
            return io.BufferedReader(raw, _BLOCK)
        return io.BufferedWriter(raw, _BLOCK)


class _Sealed(io.RawIOBase):
    """The bytes of a file through the cipher; carries its place in it."""

    def __init__(self, file: io.FileIO, key: bytes) -> None:
        self._file, self._key = file, key
        self._at = 0
        self._number, self._pad = -1, b""

    def readable(self) -> bool:
        return self._file.readable()

    def writable(self) -> bool:
        return self._file.writable()

    def readinto(self, buffer: Any) -> int:
        data = self._combined(self._file.read(len(buffer)) or b"", self._at)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def write(self, data: Any) -> int:
        written = self._file.write(self._combined(bytes(data), self._at)) or 0
        self._at += written
        return written

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._file.close()

    def _combined(self, data: bytes, at: int) -> bytes:
        parts = []
        while data:
            number, offset = divmod(at, _BLOCK)
            part, data = data[: _BLOCK - offset], data[_BLOCK - offset :]
            pad = self._block(number)[offset : offset + len(part)]
            mixed = int.from_bytes(part) ^ int.from_bytes(pad)
            parts.append(mixed.to_bytes(len(part)))
            at += len(part)
        return b"".join(parts)

    def _block(self, number: int) -> bytes:
        if number != self._number:
            seed = self._key + number.to_bytes(8)
            self._number, self._pad = number, hashlib.shake_256(seed).digest(_BLOCK)
        return self._pad
