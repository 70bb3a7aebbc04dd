"""Translate the project and write ``generated_app/``; or say, with file and line, why not."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from migrator.errors import SpecStale
from migrator.introspect.database_variables import database_variables
from migrator.introspect.specs import read_specs
from migrator.model.app import AppSpec
from migrator.model.codec import to_json
from migrator.model.reach import RuleKey
from migrator.model.selection import select_routes
from migrator.model.translation import RouteTranslation, Translation
from migrator.project.files import dump_json, load_json, write_atomic
from migrator.project.project import Project
from migrator.scaffold import stage
from migrator.scaffold.assemble import Look, assemble
from migrator.scaffold.tidy import tidy
from migrator.scaffold.verify import verify
from migrator.steps.documenting import traffic
from migrator.steps.inspect import inspect, pointing_at, with_app, write
from migrator.steps.unchanged import inputs_digest, last_run, remember_inputs
from migrator.translate.collector import collector_at_rest
from migrator.translate.translate import translate
from migrator.translate.why import why_async
from migrator.twins.app import ADDRESS, TWIN_MONGO
from migrator.twins.mongo import embedded_server

FORMAT = 1
_NO_DATABASE = "mongodb://127.0.0.1:9/app"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scaffolded:
    """A finished run: the translation, what changed on disk (or would), and the diff."""

    translation: Translation
    changes: stage.Changes
    files: tuple[str, ...]
    diff: str = ""


def scaffold(
    project: Project,
    routes: Sequence[str] = (),
    *,
    say: Say,
    dry_run: bool = False,
    force: bool = False,
) -> Scaffolded:
    """Translate the whole project; ``routes`` narrows what is reported, not what is translated.

    Raises:
        EditedByHand: a file was changed since the last run, and ``force`` is not set.
        RouteUnknown: one of ``routes`` matches nothing.
    """
    with collector_at_rest():
        return _scaffold(project, routes, say=say, dry_run=dry_run, force=force)


def _scaffold(
    project: Project, routes: Sequence[str], *, say: Say, dry_run: bool, force: bool
) -> Scaffolded:
    spec = specs(project, say)
    asked = {route.key for route in select_routes(spec.routes, routes)}
    inputs = inputs_digest(project, spec)
    if (same := last_run(project, inputs)) is not None:
        if not dry_run:
            stage.keep_times(project.out, project.source / spec.root, same[1])
        return Scaffolded(_narrowed(same[0], asked), stage.Changes((), ()), same[1])
    package, driver = project.out.name, project.settings.driver
    translation = translate(spec, project.source / spec.root, package=package, driver=driver)
    shown = _narrowed(translation, asked)
    if not translation.files:
        return Scaffolded(shown, stage.Changes((), ()), ())
    give_up = project.settings.give_up
    look = Look(package, driver, give_up)
    seen = traffic(project, spec, keep=not dry_run)
    files = assemble(spec, translation, project.source, look, seen)
    known = digests(project)

    with stage.staged(project.out, files) as folder:
        tidy(folder)
        finished = stage.read_tree(folder)
        planned = stage.changes(project.out, finished, known)
        diff = stage.unified_diff(project.out, finished, planned) if dry_run else ""
        if not planned.is_empty and not dry_run:
            with _surroundings(project, asks=translation.asks_early) as (environ, before):
                verify(folder, spec, environ, give_up, before)
            if not force:
                stage.check_hands(project.out, planned, finished, known)
            stage.write(project.out, folder, planned)
    if not dry_run:
        stage.keep_times(project.out, project.source / spec.root, finished)
        _remember(project, translation, finished)
        remember_inputs(project, inputs)
    return Scaffolded(shown, planned, tuple(finished), diff)


def _narrowed(translation: Translation, asked: set[RuleKey]) -> Translation:
    routes = tuple(route for route in translation.routes if _key(route) in asked)
    return replace(translation, routes=routes)


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
    missing = {name: uri for name in named if name not in os.environ}
    return {**missing, **project.settings.twin_env}


def why(project: Project, label: str, *, say: Say) -> list[str]:
    """The chain from a function down to the operation that made it async, one step a line."""
    spec = specs(project, say)
    return why_async(spec, project.source / spec.root, project.settings.driver, label)


def specs(project: Project, say: Say) -> AppSpec:
    """What ``inspect`` wrote; the app is inspected first when it has not been yet."""
    try:
        spec = read_specs(project.route_specs)
    except SpecStale:
        spec = None
    if spec is not None and project.settings.app in ("", spec.import_string):
        return spec
    named = with_app(project)
    say(f"inspecting {named.app} first")
    spec = inspect(named, say)
    write(project, spec)
    return spec


def _key(route: RouteTranslation) -> RuleKey:
    return route.endpoint, route.rule, route.methods


def digests(project: Project) -> dict[str, str]:
    """The digest of each file as the last run wrote it."""
    if not project.scaffold_file.is_file():
        return {}
    files: dict[str, str] = load_json(project.scaffold_file, FORMAT).get("files", {})
    return files


def _remember(project: Project, translation: Translation, files: dict[str, bytes]) -> None:
    record: dict[str, Any] = {
        "format": FORMAT,
        "driver": project.settings.driver,
        "package": project.out.name,
        "give_up": list(project.settings.give_up),
        "routes": [to_json(route) for route in translation.routes],
        "notes": [to_json(note) for note in translation.notes],
        "files": {name: stage.digest(content) for name, content in files.items()},
    }
    write_atomic(project.scaffold_file, dump_json(record))


__all__ = ["Scaffolded", "scaffold", "why"]
