"""Renew what some routes need: ``migrator scaffold ROUTE...``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from migrator.errors import UsageError
from migrator.model.app import AppSpec
from migrator.model.reach import RuleKey
from migrator.model.route import RouteSpec
from migrator.model.translation import RouteTranslation
from migrator.project.project import Project
from migrator.scaffold.merge.renewal import OPENAPI, Wanted, needed, renewed
from migrator.scaffold.merge.tree import Generated
from migrator.scaffold.stage import digest
from migrator.steps.asked import asked_for
from migrator.steps.evidence import load_chosen, load_grades
from migrator.translate.documenting.operations import openapi_path
from migrator.translate.imports import layout

_SHARED = ("compat/", "main.py", "settings.py", "database.py")
_EVERYTHING = "renew everything: `migrator scaffold`"
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Renewal:
    """The files that are renewed, and what was generated of them before.

    ``spec`` has the rules that the result must have, ``also`` those that it may have; ``part`` says
    that other files stay as they are, ``asks_early`` that the import asks a database.
    """

    files: Files
    was: Generated
    spec: AppSpec
    asked: frozenset[RuleKey] = frozenset()
    also: frozenset[RuleKey] = frozenset()
    part: bool = False
    asks_early: bool = False


def renew(
    project: Project, spec: AppSpec, words: Sequence[str], new: Files, was: Generated
) -> Renewal:
    """What is generated when only what the words name is renewed.

    Raises:
        UsageError: it cannot be told apart from what is shared by all routes and has changed.
    """
    _check_shared(project, new, was)
    wanted, placed = _wanted(project, spec, words), _files(project, spec)
    names = needed(wanted, new, project.out.name)
    files: dict[str, bytes] = {}
    for path in sorted({*names, *(n for n in new if n.startswith("compat/"))}):
        content, known = new[path], was.texts.get(path)
        if known is not None and digest(known.encode()) == was.digests.get(path):
            content = renewed(path, known, content.decode(), wanted).encode()
        elif (
            path in was.digests and digest(content) != was.digests[path] and _is_part(path, wanted)
        ):
            raise UsageError(
                f"the text of {path} that was generated is not known, so no part of it can stay",
                _EVERYTHING,
            )
        files[path] = content
    asked = frozenset(
        route.key
        for route in spec.routes
        if (path := placed.get(route.view.module, "")) in names
        and _top(route) not in wanted.views.get(path, ())
    ) | {route.key for route in asked_for(spec, words)}
    before = {_key(route) for route in load_grades(project)}
    routes = tuple(route for route in spec.routes if route.key in asked | before)
    also = frozenset(before - {route.key for route in spec.routes})
    return Renewal(files, was.only(files), replace(spec, routes=routes), asked, also, part=True)


def digests_after(was: Generated, renewal: Renewal) -> dict[str, str]:
    """The digests of what is generated now, and of what stays as it was generated before."""
    before = was.digests if renewal.part else {}
    return {**before, **{path: digest(content) for path, content in renewal.files.items()}}


def grades(
    project: Project, renewal: Renewal, fresh: tuple[RouteTranslation, ...]
) -> tuple[RouteTranslation, ...]:
    """The fresh grades; of routes that stay as they were generated the old ones."""
    if not renewal.part:
        return fresh
    old = {_key(route): route for route in load_grades(project)}
    new = {_key(route): route for route in fresh}
    there = (*(route.key for route in renewal.spec.routes), *sorted(renewal.also))
    return tuple(new[key] if key in renewal.asked else old[key] for key in there)


def _key(route: RouteTranslation) -> RuleKey:
    return route.endpoint, route.rule, route.methods


def _check_shared(project: Project, new: Files, was: Generated) -> None:
    chosen = {"driver": project.settings.driver, "gather": project.settings.gather}
    chosen["give_up"] = list(project.settings.give_up)
    for name, value in load_chosen(project, chosen).items():
        if value != chosen[name]:
            raise UsageError(f"{name} is not what the other routes were written with", _EVERYTHING)
    for path in sorted(new.keys() & was.digests.keys()):
        if path.startswith(_SHARED) and digest(new[path]) != was.digests[path]:
            raise UsageError(f"{path} has changed, which all routes share", _EVERYTHING)


def _wanted(project: Project, spec: AppSpec, words: Sequence[str]) -> Wanted:
    files = _files(project, spec)
    whole = {m.name for m in spec.modules if {m.name, m.file} & {*words}}
    asked = asked_for(spec, words)
    modules = {route.view.module for route in asked} | whole
    keys = {route.key for route in asked}
    views = {}
    for name in sorted(modules & files.keys()):
        here = [route for route in spec.routes if route.view.module == name]
        named = {_top(route) for route in here if route.key in keys}
        others = {_top(route) for route in here} - named
        views[files[name]] = frozenset() if name in whole else frozenset(others)
    folders = {*spec.template_folders, *spec.static_folders}
    paths = frozenset(openapi_path(route.rule) for route in asked)
    return Wanted(views, paths, tuple(f"{folder.strip('/')}/" for folder in sorted(folders)))


def _files(project: Project, spec: AppSpec) -> dict[str, str]:
    """The generated file of each module."""
    where = layout(project.out.name, (module.name for module in spec.modules))
    return {module.name: where.file(module.file) for module in spec.modules}


def _is_part(path: str, wanted: Wanted) -> bool:
    return path == OPENAPI or bool(wanted.views.get(path))


def _top(route: RouteSpec) -> str:
    return route.view.qualname.partition(".")[0]
