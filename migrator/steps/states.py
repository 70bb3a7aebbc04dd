"""Copies of the database in the middle of a recording, where something else had changed it."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from migrator.errors import CouldNotRun, EvidenceMissing
from migrator.project.files import Opener, open_plain
from migrator.project.project import Project
from migrator.steps.databases import database_name
from migrator.twins.snapshot import snapshot_digest, take_snapshot

FOLDER = "states"


class StateCopies:
    """Copies databases into ``folder``, one folder for each state that was met."""

    def __init__(self, project: Project, folder: Path, opened: Opener = open_plain) -> None:
        self._project = project
        self._folder = folder
        self._opened = opened

    def copy(self, places: Mapping[str, list[str]]) -> str:
        """Copy the databases of a server (``host:port``); the name of the copy.

        A single database gets the name that the twins' app will be given, whatever the suite
        called it.

        Raises:
            DatabaseUnreachable: the server does not answer.
            CouldNotRun: there are several servers.
        """
        if len(places) != 1:
            raise CouldNotRun(f"the databases are on several servers: {', '.join(sorted(places))}")
        [(server, names)] = places.items()
        fresh = self._folder / "fresh"
        take_snapshot(f"mongodb://{server}/", names, fresh, self._opened)
        if len(names) == 1:
            (fresh / names[0]).rename(fresh / database_name(self._project))
        name = snapshot_digest(fresh, self._opened)
        if (self._folder / name).exists():
            shutil.rmtree(fresh)
        else:
            fresh.rename(self._folder / name)
        return name


def state_folder(folder: Path, name: str) -> Path:
    """The copy of that name.

    Raises:
        EvidenceMissing: it is not there, or was changed.
    """
    found = folder / name
    if not found.is_dir() or snapshot_digest(found) != name:
        raise EvidenceMissing(
            f"{found} is not the database that was recorded", "run `migrator record` again"
        )
    return found
