"""A copy of the recorded database for each side of a benchmark."""

from contextlib import ExitStack

from migrator.project.project import Project
from migrator.twins.mongo import embedded_server, external_server
from migrator.twins.snapshot import restore_snapshot, snapshot_databases
from migrator.twins.state import connected

SIDES = ("legacy", "new")


def databases_of_sides(project: Project, stack: ExitStack) -> dict[str, str]:
    """A URI for each side, valid until ``stack`` is closed.

    Embedded servers are one for each side, with the databases under their own names; on a server
    by URI each side has databases of its own, which are dropped at the end.

    Raises:
        RecordingMissing: there is no snapshot.
        DatabaseUnreachable: a server does not start or answer.
    """
    names = snapshot_databases(project.snapshot)
    if project.settings.mongo_uri:
        return {side: _on_server(project, stack, side, names) for side in SIDES}
    return {side: _embedded(project, stack, side, names) for side in SIDES}


def _embedded(project: Project, stack: ExitStack, side: str, names: tuple[str, ...]) -> str:
    folder = project.state / "bench" / f"database-{side}"
    server = stack.enter_context(embedded_server(folder))
    restore_snapshot(project.snapshot, server.uri)
    return server.database_uri(_main(names))


def _on_server(project: Project, stack: ExitStack, side: str, names: tuple[str, ...]) -> str:
    server = stack.enter_context(external_server(project.settings.mongo_uri))
    copies = {name: f"{name}_bench_{side}" for name in names}
    stack.callback(_drop, server.uri, tuple(copies.values()))
    restore_snapshot(project.snapshot, server.uri, copies)
    return server.database_uri(copies.get(_main(names), f"migrator_bench_{side}"))


def _main(names: tuple[str, ...]) -> str:
    """The database that the URI names; an app that asked none has recorded none."""
    return names[0] if names else "app"


def _drop(uri: str, names: tuple[str, ...]) -> None:
    with connected(uri) as client:
        for name in names:
            client.drop_database(name)
