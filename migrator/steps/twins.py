"""Start what a replay needs: two databases from one snapshot, and an app on each."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from migrator.errors import DatabaseUnreachable
from migrator.project.project import Project
from migrator.steps.databases import SideDatabase, side_database
from migrator.twins.app import Twin, legacy_twin, new_twin
from migrator.twins.restoring import Place, restore_snapshot


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays, frozen from ``epoch`` on; Flask on both sides when ``against_itself``.

    Without an ``epoch`` clock, ids and randomness are real. ``needs_flask`` asks for a Flask beside
    the new app, on the new app's database, which answers the routes that were not generated.
    ``threads`` is how many requests a Flask answers at once.
    """

    epoch: float | None
    against_itself: bool = False
    needs_flask: bool = False
    threads: int = 4


@dataclass(frozen=True, slots=True)
class Twins:
    """Both apps with their databases; ``flask`` stands beside the new app where it is needed."""

    legacy: Twin
    new: Twin
    flask: Twin | None
    databases: tuple[SideDatabase, SideDatabase]
    is_frozen: bool = True

    @property
    def legacy_state(self) -> tuple[str, Mapping[str, str]]:
        """Where the legacy side's documents are."""
        return _state(self.databases[0])

    @property
    def new_state(self) -> tuple[str, Mapping[str, str]]:
        """Where the new side's documents are."""
        return _state(self.databases[1])

    @property
    def apps(self) -> tuple[Twin, ...]:
        """All that run."""
        return tuple(twin for twin in (self.legacy, self.new, self.flask) if twin)

    def restore(self, snapshot: Path, untouched: frozenset[Place] = frozenset()) -> None:
        """Make both databases hold a snapshot; ``untouched`` collections do already.

        Raises:
            DatabaseUnreachable: a server does not answer.
        """
        for database in self.databases:
            actual = {shown: name for name, shown in database.names.items()}
            restore_snapshot(snapshot, database.server.uri, actual, untouched)

    def check(self) -> None:
        """Say so when one of them is gone.

        Raises:
            TwinFailed: an app is.
            DatabaseUnreachable: an embedded server is.
        """
        for side, database in zip(("legacy", "new"), self.databases, strict=True):
            if not database.server.is_alive:
                raise DatabaseUnreachable(
                    f"the database of the {side} side stopped",
                    f"its log is {database.server.process.log}" if database.server.process else "",
                )
        for twin in self.apps:
            twin.check()


def start_twins(project: Project, stack: ExitStack, snapshot: Path, cast: Cast) -> Twins:
    """Everything started and answering, stopped when ``stack`` is closed.

    Raises:
        RecordingMissing: there is no snapshot.
        DatabaseUnreachable: a server does not start or answer.
        TwinFailed: an app does not start.
    """
    with ThreadPoolExecutor(2) as threads:
        legacy_database, new_database = threads.map(
            lambda side: side_database(project, stack, side, snapshot), ("legacy", "new")
        )
        uri = new_database.uri
        flask = partial(legacy_twin, project, epoch=cast.epoch, threads=cast.threads)
        apps = [flask(legacy_database.uri)]
        if cast.against_itself:
            apps.append(flask(uri, name="legacy-again"))
        else:
            apps.append(new_twin(project, uri, epoch=cast.epoch))
        if cast.needs_flask:
            apps.append(flask(uri, name="flask-beside-new"))
        legacy, new, *beside = threads.map(stack.enter_context, apps)
    databases = (legacy_database, new_database)
    is_frozen = cast.epoch is not None
    return Twins(legacy, new, beside[0] if beside else None, databases, is_frozen)


def _state(database: SideDatabase) -> tuple[str, Mapping[str, str]]:
    return database.server.uri, database.names
