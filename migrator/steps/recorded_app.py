"""The app that is recorded: its database filled and copied, its process started and frozen."""

import os
import shlex
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from migrator.errors import CouldNotRun, UsageError
from migrator.project.files import Opener, open_plain
from migrator.project.project import Project
from migrator.steps.databases import database_name, fresh_folder
from migrator.twins.app import legacy_twin
from migrator.twins.mongo import embedded_server, external_server
from migrator.twins.process import LOOPBACK
from migrator.twins.snapshot import snapshot_digest, take_snapshot
from migrator.twins.state import user_databases

Say = Callable[[str], None]

_LAST_LINES = 12


@dataclass(frozen=True, slots=True)
class RecordedApp:
    """Where it listens, whether it is frozen, the digest of the snapshot, and a look at it."""

    address: tuple[str, int]
    snapshot: str
    check: Callable[[], None] = lambda: None
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a recording takes place: what ``stack`` ends with it, and the snapshot's folder.

    ``opened`` opens the files of the snapshot.
    """

    project: Project
    stack: ExitStack
    snapshot: Path
    say: Say
    opened: Opener = open_plain


@dataclass(frozen=True, slots=True)
class FilledDatabase:
    """What the app is given as its URI, and the digest of the snapshot."""

    uri: str
    snapshot: str


def filled_database(stage: Stage, seed: str) -> FilledDatabase:
    """The project's database, filled and copied into the stage's snapshot.

    Raises:
        DatabaseUnreachable: no server starts or answers.
        CouldNotRun: the seed command failed.
    """
    name = database_name(stage.project)
    if stage.project.settings.mongo_uri:
        server = stage.stack.enter_context(external_server(stage.project.settings.mongo_uri))
        uri, command = stage.project.settings.mongo_uri, seed
    else:
        folder = fresh_folder(stage.project.state / "databases" / "recorded")
        server = stage.stack.enter_context(embedded_server(folder))
        uri, command = server.database_uri(name), seed or stage.project.settings.seed
    if command:
        stage.say(f"filling the database: {command}")
        _run_seed(stage.project, command, uri)
    names = (name,) if stage.project.settings.mongo_uri else user_databases(server.uri)
    if not names:
        stage.say("the database is empty; `seed` in [tool.migrator] names a command that fills it")
    return FilledDatabase(uri, take_snapshot(server.uri, names, stage.snapshot, stage.opened))


def started_app(stage: Stage, seed: str, epoch: float) -> RecordedApp:
    """Start the project's app, frozen, on a database whose copy is in ``snapshot``.

    Raises:
        DatabaseUnreachable: no server starts or answers.
        CouldNotRun: the seed command failed.
        TwinFailed: the app did not start.
    """
    database = filled_database(stage, seed)
    twin = stage.stack.enter_context(
        legacy_twin(stage.project, database.uri, name="recorded", epoch=epoch)
    )
    return RecordedApp((LOOPBACK, twin.port), database.snapshot, twin.check, frozen=True)


def running_app(stage: Stage, url: str) -> RecordedApp:
    """The app that already runs at ``url``; its database is copied when ``mongo_uri`` names it.

    Raises:
        UsageError: the URL cannot be used.
        DatabaseUnreachable: the server does not answer.
    """
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme != "http" or not parts.hostname or parts.path not in {"", "/"}:
        raise UsageError(f"{url!r} is not an address to record", "give it as http://host:port")
    address = (parts.hostname, parts.port or 80)
    if not stage.project.settings.mongo_uri:
        stage.say("no database is copied: without --mongo-uri the twins will start on an empty one")
    return replace(app_elsewhere(stage), address=address)


def app_elsewhere(stage: Stage) -> RecordedApp:
    """An app that the toolkit did not start; its database is copied when ``mongo_uri`` names it.

    Raises:
        DatabaseUnreachable: the server does not answer.
    """
    if not stage.project.settings.mongo_uri:
        fresh_folder(stage.snapshot)
        return RecordedApp((LOOPBACK, 0), snapshot_digest(stage.snapshot, stage.opened))
    server = stage.stack.enter_context(external_server(stage.project.settings.mongo_uri))
    digest = take_snapshot(
        server.uri, (database_name(stage.project),), stage.snapshot, stage.opened
    )
    return RecordedApp((LOOPBACK, 0), digest)


def _run_seed(project: Project, command: str, uri: str) -> None:
    words = shlex.split(command)
    if words and words[0] in {"python", "python3"}:
        words[0] = project.python
    try:
        done = subprocess.run(
            words,
            cwd=project.source,
            env={**os.environ, project.settings.mongo_env: uri},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise CouldNotRun(f"the seed command cannot be run: {error}") from error
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-_LAST_LINES:])
        raise CouldNotRun(
            f"the seed command left with exit code {done.returncode}:\n{last}",
            f"`{command}` runs in {project.source} with {project.settings.mongo_env} set",
        )
