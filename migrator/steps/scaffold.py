"""Translate the project and write ``generated_app/``; or say, with file and line, why not."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from migrator.errors import SpecStale
from migrator.introspect.specs import read_specs
from migrator.model.app import AppSpec
from migrator.model.codec import to_json
from migrator.model.reach import RuleKey
from migrator.model.translation import RouteTranslation, Translation
from migrator.project.files import dump_json, write_atomic
from migrator.project.lock import alone
from migrator.project.project import Project
from migrator.scaffold import stage
from migrator.scaffold.assemble import Look, assemble
from migrator.scaffold.merge.choices import Choices
from migrator.scaffold.placing import check_places
from migrator.scaffold.tidy import tidy
from migrator.steps.documenting import traffic
from migrator.steps.generated import kept_by_hand, last_generated, remember_generated
from migrator.steps.inspect import inspect, with_app, write
from migrator.steps.placing import Placed, place
from migrator.steps.renewing import Renewal, asked_for, digests_after, grades, renew
from migrator.steps.unchanged import inputs_digest, last_run, remember_inputs
from migrator.translate.collector import collector_at_rest
from migrator.translate.translate import translate
from migrator.translate.why import why_async

FORMAT = 1
_NONE = Choices()
_NO_CHANGES = stage.Changes((), ())
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scaffolded:
    """A finished run: the translation, what happened (or would) on disk, the files it is about."""

    translation: Translation
    placed: Placed
    files: tuple[str, ...]

    @property
    def changes(self) -> stage.Changes:
        """What changed on disk, or would."""
        return self.placed.changes


def scaffold(
    project: Project,
    routes: Sequence[str] = (),
    *,
    say: Say,
    dry_run: bool = False,
    choices: Choices = _NONE,
) -> Scaffolded:
    """Translate the project; with ``routes`` only what these need is renewed and reported.

    What people changed by hand is merged with what is generated now; ``choices`` say whose text
    stands where both changed the same.

    Raises:
        RouteUnknown: one of ``routes`` matches nothing.
        UsageError: one of ``choices`` is about nothing that was changed by hand, or what the
            other routes share has changed.
    """
    lock = project.state / "scaffold.lock"
    with collector_at_rest(), nullcontext() if dry_run else alone(lock, "scaffold"):
        return _scaffold(project, routes, say=say, dry_run=dry_run, choices=choices)


def _scaffold(
    project: Project, routes: Sequence[str], *, say: Say, dry_run: bool, choices: Choices
) -> Scaffolded:
    spec = specs(project, say)
    asked = {route.key for route in asked_for(spec, routes)}
    inputs = inputs_digest(project, spec)
    if not choices and (same := last_run(project, inputs)) is not None:
        if not dry_run:
            stage.keep_times(project.out, project.source / spec.root, same[1])
        shown = _narrowed(same[0], asked)
        placed = Placed(_NO_CHANGES, by_hand=kept_by_hand(project))
        return Scaffolded(shown, placed, same[1])
    settings, package = project.settings, project.out.name
    root, driver = project.source / spec.root, settings.driver
    translation = translate(spec, root, package=package, driver=driver, gather=settings.gather)
    shown = _narrowed(translation, asked)
    if not translation.files:
        return Scaffolded(shown, Placed(_NO_CHANGES), ())
    look = Look(package, driver, settings.give_up)
    seen = traffic(project, spec, keep=not dry_run)
    files = assemble(spec, translation, project.source, look, seen)

    check_places(project.out, files)
    with stage.staged(project.out, files, apart=dry_run) as folder:
        tidy(folder)
        finished, was = stage.read_tree(folder), last_generated(project)
        renewal = Renewal(finished, was, spec)
        if routes and was.stands_in(stage.read_files(project.out, was.digests)):
            renewal = renew(project, spec, routes, finished, was)
        renewal = replace(renewal, asks_early=translation.asks_early)
        done = place(project, folder, renewal, choices, write=not dry_run)
    if not dry_run and not done.conflicts:
        stage.keep_times(project.out, project.source / spec.root, renewal.files)
        translation = replace(translation, routes=grades(project, renewal, translation.routes))
        _remember(project, translation, digests_after(was, renewal))
        remember_generated(project, spec, was if renewal.part else None, renewal.files)
        if not renewal.part:
            remember_inputs(project, inputs, finished)
    return Scaffolded(shown, done, tuple(renewal.files))


def _narrowed(translation: Translation, asked: set[RuleKey]) -> Translation:
    routes = tuple(route for route in translation.routes if _key(route) in asked)
    return replace(translation, routes=routes)


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


__all__ = ["Scaffolded", "scaffold", "why"]
