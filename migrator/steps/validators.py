"""ETags of files, which have a path in them: each side is asked with its own (S2).

A replay follows them as it follows every value; what explores asks both sides the same.
"""

import re

from migrator.model.exchange import Answer, Headers

_CONDITIONS = frozenset({"if-range", "if-match", "if-none-match"})
_FILE_ETAG = re.compile(r'(?:W/)?"\d+(?:\.\d+)?-(?P<size>\d+)-\d+"')
"""The time a copy was written, its size, and a sum of its path."""


class Validators:
    """Carries which ETag of the new side stands for which of the legacy side."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def learn(self, legacy: Answer, new: Answer) -> bool:
        """Whether the ETags of two answers are those of copies of one file, and not known yet."""
        ours, theirs = _etag(legacy), _etag(new)
        one, other = _FILE_ETAG.fullmatch(ours), _FILE_ETAG.fullmatch(theirs)
        if one is None or other is None or one["size"] != other["size"] or ours in self._known:
            return False
        self._known[ours] = theirs
        return True

    def translated(self, headers: Headers) -> Headers:
        """The headers of a request with the new side's ETags for the legacy side's."""
        return tuple(
            (name, self._value(value) if name.lower() in _CONDITIONS else value)
            for name, value in headers
        )

    def _value(self, value: str) -> str:
        for ours, theirs in self._known.items():
            value = value.replace(ours, theirs)
        return value


def _etag(answer: Answer) -> str:
    return next((value for name, value in answer.headers if name.lower() == "etag"), "")
