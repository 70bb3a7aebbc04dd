"""Play a tape on the Flask app alone: nothing is judged, what is sent and answered is heard."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import DatabaseUnreachable, TwinFailed
from migrator.model.exchange import Answer, Exchange, Request
from migrator.project.project import Project
from migrator.steps.databases import SideDatabase, side_database
from migrator.steps.playback import Progress
from migrator.steps.tape import Tape
from migrator.traffic.links import survey
from migrator.traffic.replay import Side
from migrator.twins.app import Twin, legacy_twin
from migrator.twins.coverage import measuring
from migrator.twins.restoring import restore_snapshot
from migrator.twins.snapshot import snapshot_identities

Heard = Callable[[Exchange, Request, Answer], None]
"""Takes an exchange, and this time's request and answer as they went over the wire."""


def _nothing(_exchange: Exchange) -> None:
    """What is done before an exchange when nobody wants to look."""


@dataclass(frozen=True, slots=True)
class Solo:
    """The Flask app, frozen, on its own copy of the tape's database."""

    tape: Tape
    twin: Twin
    database: SideDatabase

    async def play(
        self, heard: Heard, progress: Progress, before: Callable[[Exchange], None] = _nothing
    ) -> None:
        """Play everything, one exchange after the other; ``before`` each, it may still look.

        Raises:
            TwinFailed: the app died, or gave no answer.
            DatabaseUnreachable: its database stopped.
        """
        tape = self.tape
        fixed = frozenset().union(*map(snapshot_identities, tape.snapshots()))
        side = Side(self.twin.name, survey(tape.exchanges(), fixed, frozen=tape.is_frozen))
        total = sum(1 for _ in tape.exchanges())
        try:
            for number, exchange in enumerate(tape.exchanges(), 1):
                before(exchange)
                if exchange.state:
                    self._restore(tape.state(exchange.state))
                heard(exchange, *await self._played(side, exchange))
                progress("playing on Flask", number, total)
        finally:
            await side.close()

    async def _played(self, side: Side, exchange: Exchange) -> tuple[Request, Answer]:
        moment = f"{exchange.id};{self.tape.began + exchange.at:.3f}"
        try:
            side.read(exchange, await side.play(exchange, self.twin.port, moment))
        except TwinFailed:
            self.check()  # its last words say more than "no answer"
            raise
        if side.wire is None:
            raise AssertionError("a side that played has heard an answer")
        return side.wire

    def check(self) -> None:
        """Say so when the app or its database is gone.

        Raises:
            TwinFailed: the app is.
            DatabaseUnreachable: the database is.
        """
        if not self.database.server.is_alive:
            raise DatabaseUnreachable("the database of the Flask app stopped")
        self.twin.check()

    def _restore(self, snapshot: Path) -> None:
        actual = {shown: name for name, shown in self.database.names.items()}
        restore_snapshot(snapshot, self.database.server.uri, actual)


@contextmanager
def solo(project: Project, tape: Tape, measured: Path | None = None) -> Iterator[Solo]:
    """The app started on a copy of the tape's database; stopped when the block is left.

    What runs of it is measured into the file ``measured``.

    Raises:
        DatabaseUnreachable: a server does not start or answer.
        TwinFailed: the app does not start.
    """
    with ExitStack() as stack:
        database = side_database(project, stack, "legacy", tape.snapshot)
        told = measuring(project, measured) if measured else project
        twin = legacy_twin(told, database.uri, epoch=tape.began)
        yield Solo(tape, stack.enter_context(twin), database)
