"""Recorded traffic: a request, its answer, and who sent it when."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came over the wire; ``target`` is path and query, still quoted."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request, body decoded from any transfer coding.

    ``cut`` says that the connection was closed before the body was complete.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    cut: bool = False

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with the answer the legacy app gave.

    ``session`` names the client (one cookie jar), ``at`` is seconds since the recording began,
    ``endpoint`` and ``rule`` are empty when no rule matched. ``state`` names the copy of the
    database that the exchange met, where something else had changed it since the last one.
    """

    id: int
    session: str
    at: float
    request: Request
    answer: Answer
    endpoint: str = ""
    rule: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class RecordingHead:
    """The first line of a recording file."""

    format: int
    app: str
    began: str
    snapshot: str = ""
    source: str = "proxy"
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recording:
    """A head and the exchanges in the order they began."""

    head: RecordingHead
    exchanges: tuple[Exchange, ...]
