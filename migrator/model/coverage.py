"""What a recording reaches of the Flask application."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrator.model.place import Place

Branch = tuple[int, int]
"""The line that decides, and the line that comes next; negative where the function ends."""


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """The lines and branches of one module (posix path) that ran, and those that did not."""

    file: str
    lines: frozenset[int]
    missing: frozenset[int]
    branches: frozenset[Branch]
    missing_branches: frozenset[Branch]


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Lines that never ran, or the line of a branch that was never taken, and why, if it is plain.

    ``function`` is ``module:qualname``.
    """

    place: Place
    function: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class RouteCoverage:
    """What a recording reaches of one rule.

    ``methods`` were recorded, ``unrecorded`` were not (HEAD and OPTIONS, which Flask adds by
    itself, aside); ``statuses`` counts what Flask answered in the recording, ``unseen`` are those
    that the code names and nobody met. ``branches`` are those of the functions that the view
    reaches, hooks aside, and ``reached`` how many of them the whole recording took.
    """

    endpoint: str
    rule: str
    source: str = ""
    requests: int = 0
    methods: tuple[str, ...] = ()
    unrecorded: tuple[str, ...] = ()
    statuses: Mapping[str, int] = field(default_factory=dict)
    unseen: tuple[int, ...] = ()
    branches: int = 0
    reached: int = 0
    gaps: tuple[Gap, ...] = ()

    @property
    def share(self) -> float:
        """The part of the branches that was reached; of a rule without any, whether it was."""
        if self.branches:
            return self.reached / self.branches
        return float(bool(self.requests))


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of all rules, worst first, and of the functions that only hooks reach.

    ``branches`` and ``reached`` count each branch once, however many rules reach it; ``note``
    says where only the views themselves could be looked at.
    """

    routes: tuple[RouteCoverage, ...]
    hooks: tuple[Gap, ...] = ()
    branches: int = 0
    reached: int = 0
    requests: int = 0
    unmatched: int = 0
    note: str = ""

    @property
    def rules(self) -> int:
        """How many rules the recording has a request for."""
        return sum(bool(route.requests) for route in self.routes)

    @property
    def share(self) -> float:
        """The part of all branches that was reached."""
        return self.reached / self.branches if self.branches else 1.0
