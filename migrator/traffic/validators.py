"""Follow ETag and Last-Modified: a client sends back what *this* side gave it for its cache."""

from dataclasses import replace

from migrator.model.exchange import Answer, Request

_TAGS = frozenset({"if-none-match", "if-match", "if-range"})
_DATES = frozenset({"if-modified-since", "if-unmodified-since", "if-range"})


class Validators:
    """What one side gave in place of the recorded validators; opaque, so any may differ.

    Carries those that are not as they were recorded.
    """

    def __init__(self) -> None:
        self._tags: dict[tuple[str, str], str] = {}
        self._dates: dict[tuple[str, str], str] = {}

    def learn(self, request: Request, recorded: Answer, given: Answer) -> None:
        """Take the validators of an answer, recorded and given."""
        for name, known in (("etag", self._tags), ("last-modified", self._dates)):
            old, new = recorded.header(name), given.header(name)
            if old and new and known.get((request.path, old), old) != new:
                known[request.path, old] = new

    def request(self, request: Request) -> Request:
        """The request with this side's validators."""
        if not self._tags and not self._dates:
            return request
        headers = tuple(
            (name, self._own(name.lower(), value, request.path)) for name, value in request.headers
        )
        return replace(request, headers=headers)

    def _own(self, name: str, value: str, path: str) -> str:
        if name in _DATES and (path, value) in self._dates:
            return self._dates[path, value]
        if name not in _TAGS:
            return value
        tags = value.split(", ")
        return ", ".join(self._tags.get((path, tag), tag) for tag in tags)
