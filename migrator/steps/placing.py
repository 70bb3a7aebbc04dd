"""Put the generated files where they belong: merged with edits by hand, and verified before."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.errors import GeneratedImportFailed
from migrator.introspect.database_variables import database_variables
from migrator.project.environment_files import environment_of
from migrator.project.project import Project
from migrator.scaffold import stage
from migrator.scaffold.merge.choices import Choices
from migrator.scaffold.placing import put_in_place
from migrator.scaffold.verify import Around, verify
from migrator.steps.inspect import pointing_at
from migrator.steps.merging import merge
from migrator.steps.packages import differing, explained
from migrator.steps.placed import Placed
from migrator.steps.renewing import Renewal
from migrator.twins.app import ADDRESS, TWIN_MONGO
from migrator.twins.mongo import embedded_server

_NO_DATABASE = "mongodb://127.0.0.1:9/app"


@dataclass(frozen=True, slots=True)
class Ready:
    """A staged folder that may be moved into place; ``write`` says that there is a reason to."""

    placed: Placed
    write: bool = False

    def put(self, out: Path, folder: Path) -> Placed:
        """Move the staged folder into place."""
        if self.write:
            put_in_place(out, folder, self.placed.changes)
        return self.placed


def prepare(
    project: Project, folder: Path, renewal: Renewal, choices: Choices, *, write: bool
) -> Ready:
    """Merge the staged folder with the one that stands, and verify it."""
    merged = merge(project, renewal, choices)
    planned = stage.changes(project.out, merged.files, renewal.was.digests)
    diff = "" if write else stage.unified_diff(project.out, merged.files, planned)
    done = Placed(planned, diff, merged.by_hand, merged.conflicts)
    is_changed = bool(merged.by_hand) or (write and not planned.is_empty)
    if merged.conflicts or not is_changed:
        return Ready(done)

    stage.put(folder, merged.files)
    stage.link_own(project.out, folder, planned.removed)
    staying = frozenset((rule, name, methods) for name, rule, methods in renewal.also)
    with _surroundings(project, asks=renewal.asks_early) as (environ, before):
        around = Around(project.source, before, tuple(merged.by_hand), staying)
        own = _verified(project, folder, renewal, environ, around)
    return Ready(replace(done, own_rules=own), write=write)


def _verified(
    project: Project, folder: Path, renewal: Renewal, environ: Mapping[str, str], around: Around
) -> tuple[str, ...]:
    """``verify``; where the import fails, also what this Python has that the app's has not."""
    try:
        return verify(folder, renewal.spec, environ, project.settings.give_up, around)
    except GeneratedImportFailed as error:
        lines = f"{error.message} | {error.hint}"
        hint = explained(error.hint, lines, differing(project, renewal.spec))
        raise GeneratedImportFailed(error.message, hint) from error


@contextmanager
def _surroundings(project: Project, *, asks: bool) -> Iterator[tuple[dict[str, str], Path]]:
    """What the import finds: a database that answers only where it is asked something.

    It is never the one that the code names: ``mongodb+srv://`` alone would wait for a name server.
    """
    environ = _environ(project)
    if not asks or project.settings.mongo_uri:
        yield {**environ, TWIN_MONGO: project.settings.mongo_uri or _NO_DATABASE}, ADDRESS
        return
    with (
        tempfile.TemporaryDirectory(prefix="migrator-mongo-") as folder,
        embedded_server(Path(folder)) as server,
    ):
        yield {**environ, **pointing_at(server, project), TWIN_MONGO: server.uri}, ADDRESS


def _environ(project: Project) -> dict[str, str]:
    """An address of a database for the import, which makes clients but asks them nothing."""
    known, read = project.settings.mongo_env, database_variables(project.source)
    named = (known, *(() if known in read else read[:1]))
    uri = project.settings.mongo_uri or _NO_DATABASE
    known_here = environment_of(project.source)
    read_here = {name: known_here[name] for name in known_here.keys() - os.environ.keys()}
    missing = {name: uri for name in named if name not in known_here}
    return {**read_here, **missing, **project.settings.twin_env}
