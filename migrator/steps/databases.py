"""Databases of a replay: each side has its own, filled from the same snapshot."""

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from migrator.errors import SettingsInvalid
from migrator.project.project import Project
from migrator.twins.mongo import MongoServer, embedded_server, external_server
from migrator.twins.restoring import restore_snapshot
from migrator.twins.snapshot import snapshot_databases
from migrator.twins.state import connected


@dataclass(frozen=True, slots=True)
class SideDatabase:
    """A side's server, the URI its app gets, and its databases: actual name -> snapshot's name."""

    server: MongoServer
    uri: str
    names: Mapping[str, str]


def side_database(project: Project, stack: ExitStack, side: str, snapshot: Path) -> SideDatabase:
    """The database of a side, restored from the snapshot and valid until ``stack`` is closed.

    An embedded server of its own keeps the databases under their own names, so that an app which
    spells its database's name in code finds it; on a server by URI each side has copies, which
    are dropped at the end.

    Raises:
        RecordingMissing: there is no snapshot.
        DatabaseUnreachable: the server does not start or answer.
    """
    names = snapshot_databases(snapshot)
    main = names[0] if names else database_name(project)
    if not project.settings.mongo_uri:
        folder = fresh_folder(project.state / "databases" / side)
        server = stack.enter_context(embedded_server(folder))
        restore_snapshot(snapshot, server.uri)
        return SideDatabase(server, server.database_uri(main), {n: n for n in names or (main,)})
    server = stack.enter_context(external_server(project.settings.mongo_uri))
    copies = {name: f"{name}_migrator_{side}" for name in names or (main,)}
    stack.callback(_drop, server.uri, tuple(copies.values()))
    _drop(server.uri, tuple(copies.values()))
    restore_snapshot(snapshot, server.uri, copies)
    return SideDatabase(
        server, server.database_uri(copies[main]), {copy: name for name, copy in copies.items()}
    )


def database_name(project: Project) -> str:
    """The database that an app gets when nothing names one: as its folder, letters and digits.

    Raises:
        SettingsInvalid: the settings name a server without a database.
    """
    uri = project.settings.mongo_uri
    if not uri:
        return "".join(letter for letter in project.source.name if letter.isalnum()) or "app"
    if name := urlsplit(uri).path.strip("/"):
        return name
    raise SettingsInvalid(
        "mongo_uri names no database", "write it as mongodb://host/DATABASE, as the app gets it"
    )


def fresh_folder(folder: Path) -> Path:
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _drop(uri: str, names: tuple[str, ...]) -> None:
    with connected(uri) as client:
        for name in names:
            client.drop_database(name)
