"""Functions that keep their synchronous bodies: they run in worker threads, with PyMongo itself."""

from dataclasses import dataclass, field

from migrator.model.translation import Reason
from migrator.translate.declarations import FunctionInfo


@dataclass(frozen=True, slots=True)
class Threaded:
    """Which functions stay as they are, and why.

    ``entries`` are those that Flask, a decorator of the project or a class view calls: they are
    async to whoever calls them. The other ``bodies`` are called by each other, or with
    ``in_thread`` by async code. ``because`` has the reasons of each body.
    """

    bodies: frozenset[FunctionInfo] = frozenset()
    entries: frozenset[FunctionInfo] = frozenset()
    because: dict[FunctionInfo, tuple[Reason, ...]] = field(default_factory=dict)

    @property
    def plain(self) -> frozenset[FunctionInfo]:
        """The bodies that code in a thread calls as they are."""
        return self.bodies - self.entries
