"""A difference that a team accepts: which one, why, who answers for it, and until when."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Approval:
    """With ``expected`` and ``actual`` this one change is approved; without, anything there.

    ``route`` is a rule or an endpoint; ``aspect`` and ``where`` are those of the difference, and
    ``*`` stands for an index or an id in ``where``; it holds up to and including ``expires``.
    """

    route: str
    aspect: str
    where: str
    reason: str
    owner: str
    expires: date
    expected: str | None = None
    actual: str | None = None

    @property
    def is_exact(self) -> bool:
        """Whether only one change is approved and not anything at that place."""
        return self.expected is not None and self.actual is not None

    @property
    def name(self) -> str:
        """How verdicts and messages call it."""
        return f"approved: {self.aspect} {self.where}"
