"""Translate the project and write ``generated_app/``; or say, with file and line, why not."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace

from migrator.errors import SettingsInvalid, SpecStale
from migrator.introspect.specs import read_specs
from migrator.model.app import AppSpec
from migrator.model.reach import RuleKey
from migrator.model.translation import RouteTranslation, Translation
from migrator.project.lock import alone
from migrator.project.project import Project
from migrator.scaffold import stage
from migrator.scaffold.merge.choices import Choices
from migrator.steps.asked import asked_for
from migrator.steps.generated import kept_by_hand
from migrator.steps.placed import NO_CHANGES, Placed, Scaffolded
from migrator.steps.unchanged import inputs_digest, last_run
from migrator.translate.collector import collector_at_rest

_NONE = Choices()
Say = Callable[[str], None]


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
    _check_root(spec)
    asked = {route.key for route in asked_for(spec, routes)}
    inputs = inputs_digest(project, spec)
    if not choices and (same := last_run(project, inputs)) is not None:
        if not dry_run:
            stage.keep_times(project.out, project.import_root(spec), same[1])
        shown = _narrowed(same[0], asked)
        placed = Placed(NO_CHANGES, by_hand=kept_by_hand(project))
        return Scaffolded(shown, placed, same[1])
    from migrator.steps.putting import Run, put  # the engine, which nothing unchanged needs

    done = put(Run(project, spec, routes, inputs, dry_run=dry_run, choices=choices))
    return replace(done, translation=_narrowed(done.translation, asked))


def _check_root(spec: AppSpec) -> None:
    """The modules must stand in the project's folder, under the names by which they are imported.

    Raises:
        SettingsInvalid: they are imported from another folder.
    """
    if spec.root in {"", "."}:
        return
    if spec.root.startswith(".."):
        raise SettingsInvalid(
            f"{spec.module} is part of a package that begins above this folder",
            f"run migrator in {spec.root}, the folder that holds the package",
        )
    module, _, name = spec.import_string.partition(":")
    path = module if "/" in module else f"{spec.root}/{module.replace('.', '/')}.py"
    raise SettingsInvalid(
        f"the app's modules are imported from {spec.root}/, not from the project's folder",
        f"`migrator init --app {path}:{name}` writes down that this folder is the source",
    )


def _narrowed(translation: Translation, asked: set[RuleKey]) -> Translation:
    routes = tuple(route for route in translation.routes if _key(route) in asked)
    return replace(translation, routes=routes)


def why(project: Project, label: str, *, say: Say) -> list[str]:
    """The chain from a function down to the operation that made it async, one step a line."""
    from migrator.translate.why import why_async

    spec = specs(project, say)
    return why_async(spec, project.import_root(spec), project.settings.driver, label)


def specs(project: Project, say: Say) -> AppSpec:
    """What ``inspect`` wrote; the app is inspected first when it has not been yet."""
    try:
        spec = read_specs(project.route_specs)
    except SpecStale:
        spec = None
    app = project.settings.app
    if spec is not None and (not app or spec.import_string in {app, f"{app}()"}):
        return spec
    from migrator.steps.inspect import inspect, with_app, write

    named = with_app(project)
    say(f"inspecting {named.app} first")
    spec = inspect(named, say)
    write(project, spec)
    return spec


def _key(route: RouteTranslation) -> RuleKey:
    return route.endpoint, route.rule, route.methods


__all__ = ["Scaffolded", "scaffold", "why"]
