"""What exploring found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrator.model.exchange import Request
from migrator.model.verdict import Difference


@dataclass(frozen=True, slots=True)
class Finding:
    """A request that both sides answer differently, as small as it could be made.

    ``exchange`` is its number in the recording of such requests; ``key`` is what differs first;
    ``is_steady`` says that it differed again when it was asked once more.
    """

    endpoint: str
    rule: str
    exchange: int
    key: tuple[str, ...]
    request: Request
    differences: tuple[Difference, ...]
    is_steady: bool = True

    @property
    def at(self) -> tuple[str, str]:
        """Endpoint and rule text."""
        return self.endpoint, self.rule


@dataclass(frozen=True, slots=True)
class ExploredRoute:
    """One rule: requests that both sides answered, with which methods, and Flask's statuses.

    ``is_cut`` says that time ended before all was asked.
    """

    endpoint: str
    rule: str
    compared: int
    methods: tuple[str, ...] = ()
    statuses: Mapping[str, int] = field(default_factory=dict)
    findings: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Exploration:
    """The whole: ``kept`` are rules that stay on Flask and were not asked.

    ``excuses`` counts the tolerances that were used; ``recording`` is the file of the findings.
    """

    routes: tuple[ExploredRoute, ...]
    findings: tuple[Finding, ...]
    compared: int
    kept: tuple[str, ...] = ()
    excuses: Mapping[str, int] = field(default_factory=dict)
    recording: str = ""
    seconds: float = 0.0
