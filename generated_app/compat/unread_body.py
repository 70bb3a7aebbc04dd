"""A body that was left with the client because the config allows no more of it.

Keeps Q43: within MAX_CONTENT_LENGTH it reads like any body. Flask lets one view allow itself more
(`request.max_content_length = ...`); by then this server has stopped reading, and it says so.
Delete when: the server or the front proxy limits bodies.
"""

from typing import IO


class UnreadBody:
    """The part that was read, and an error behind it."""

    def __init__(self, known: IO[bytes]) -> None:
        self._known = known

    def read(self, size: int = -1) -> bytes:
        """Return what is there; never less than was asked for without saying so."""
        content = self._known.read(size)
        if content and size >= 0:
            return content
        raise RuntimeError(
            "The body is larger than MAX_CONTENT_LENGTH and was not read to its end. A view that"
            " raises request.max_content_length needs the higher limit in the config."
        )

    def seek(self, offset: int) -> None:
        """Start again."""
        self._known.seek(offset)
