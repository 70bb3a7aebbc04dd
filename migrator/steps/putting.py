"""Translate a project and put what is generated in its place: the part that needs the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from migrator.errors import MigratorError
from migrator.model.app import AppSpec
from migrator.model.codec import to_json
from migrator.model.translation import Translation
from migrator.project.files import dump_json, write_atomic
from migrator.project.project import Project
from migrator.scaffold import stage
from migrator.scaffold.assemble import Look, assemble
from migrator.scaffold.merge.choices import Choices
from migrator.scaffold.placing import check_places
from migrator.scaffold.tidy import tidy
from migrator.steps.documenting import traffic
from migrator.steps.generated import last_generated, remember_generated
from migrator.steps.placed import NO_CHANGES, Placed, Scaffolded
from migrator.steps.placing import prepare
from migrator.steps.renewing import Renewal, digests_after, grades, renew
from migrator.steps.unchanged import remember_inputs
from migrator.translate.translate import Draft, drafts

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Run:
    """What is asked of one run, and the digest of what it reads."""

    project: Project
    spec: AppSpec
    routes: Sequence[str]
    inputs: str
    dry_run: bool
    choices: Choices


def put(run: Run) -> Scaffolded:
    """Translate the project and put the files where they belong; wrong drafts are not put.

    Raises:
        CouldNotRun: something is still left after several drafts.
    """
    project, spec, settings = run.project, run.spec, run.project.settings
    for draft in drafts(
        spec, project.import_root(spec), package=project.out.name, driver=settings.driver,
        gather=settings.gather,
    ):  # fmt: skip
        try:
            done = _put(run, draft)
        except (MigratorError, SyntaxError):  # of files that are not right, nothing is said
            if draft.is_right():
                raise
            continue
        if done is not None:
            return done
    raise AssertionError("the last draft is right")


def _put(run: Run, draft: Draft) -> Scaffolded | None:
    """Put the files of a draft where they belong; None where they turn out not to be right."""
    project, spec, translation = run.project, run.spec, draft.translation
    root = project.import_root(spec)
    if not translation.files:
        return Scaffolded(translation, Placed(NO_CHANGES), ())
    look = Look(project.out.name, project.settings.driver, project.settings.give_up)
    seen = traffic(project, spec, keep=not run.dry_run)
    files = assemble(spec, translation, project.source, look, seen)

    check_places(project.out, files)
    with stage.staged(project.out, files, apart=run.dry_run) as folder:
        tidy(folder)
        finished, was = stage.read_tree(folder), last_generated(project)
        renewal = Renewal(finished, was, spec)
        if run.routes and was.stands_in(stage.read_files(project.out, was.digests)):
            renewal = renew(project, spec, run.routes, finished, was)
        renewal = replace(renewal, asks_early=translation.asks_early)
        ready = prepare(project, folder, renewal, run.choices, write=not run.dry_run)
        if not draft.is_right():
            return None
        done = ready.put(project.out, folder)
    if not run.dry_run and not done.conflicts:
        stage.keep_times(project.out, root, renewal.files)
        kept = replace(translation, routes=grades(project, renewal, translation.routes))
        _remember(project, kept, digests_after(was, renewal))
        remember_generated(project, spec, was if renewal.part else None, renewal.files)
        if not renewal.part:
            remember_inputs(project, run.inputs, finished)
    return Scaffolded(translation, done, tuple(renewal.files))


def _remember(project: Project, translation: Translation, digests: Mapping[str, str]) -> None:
    record: dict[str, Any] = {
        "format": FORMAT,
        "driver": project.settings.driver,
        "package": project.out.name,
        "give_up": list(project.settings.give_up),
        "gather": project.settings.gather,
        "routes": [to_json(route) for route in translation.routes],
        "notes": [to_json(note) for note in translation.notes],
        "files": dict(digests),
    }
    write_atomic(project.scaffold_file, dump_json(record))
