"""Which routes may answer otherwise than they did at a git revision."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.introspect.spec_names import file_names
from migrator.introspect.specs import read_specs
from migrator.model.app import AppSpec
from migrator.project.project import Project
from migrator.steps.digests import without_places
from migrator.steps.revision import Revision, read_revision
from migrator.translate.changes import changes_between
from migrator.translate.concerned import Change, Rule, concerned_rules

_NEW_FILES = frozenset({"main.py", "database.py", "settings.py", "__init__.py"})


@dataclass(frozen=True, slots=True)
class Since:
    """The rules that a change may concern; None where any may be, and ``why``."""

    rules: frozenset[Rule] | None
    why: str = ""


def changed_since(project: Project, revision: str) -> Since:
    """The rules that may reach what changed between a revision and the files as they are now.

    The files are those that evidence is bound to: modules that the running app had imported,
    templates, the generated app, the specs, the settings and the approvals.

    Raises:
        UsageError: the project is in no git repository, or there is no such revision.
        SpecStale: the application was never inspected.
    """
    past = read_revision(project.root, revision)
    spec = read_specs(project.route_specs)
    if why := _decides_all(project, past):
        return Since(None, f"{why} changed")
    functions: set[str] = set()
    for path, name in _modules(project, spec, past):
        found = changes_between(past.text(path), _text(path))
        if found.elsewhere:
            return Since(None, f"{found.elsewhere} changed in {name}")
        functions |= found.names
    change = Change(
        frozenset(functions),
        frozenset(_templates(project, spec, past)),
        frozenset(_rules(project, spec, past)),
    )
    rules = concerned_rules(spec, *_texts(project, spec), change)
    return Since(rules, "" if rules is not None else "any rule may use what changed")


def _decides_all(project: Project, past: Revision) -> str:
    """The file that decides for all rules and changed, if one did."""
    parts = (
        (project.root / "pyproject.toml", _settings),
        (project.route_specs / "app.json", _facts),
        (project.scaffold_file, _given_up),
    )
    for path, part in parts:
        if past.has_changed(path) and part(past.text(path)) != part(_text(path)):
            return path.name
    whole = [project.approvals_file, project.out / "requirements.txt"]
    whole += [path for path in past.below(project.out) if _is_ours(path, project.out)]
    changed = (path for path in sorted(whole) if past.has_changed(path))
    return next((path.relative_to(project.root).as_posix() for path in changed), "")


def _is_ours(path: Path, out: Path) -> bool:
    """Whether a file of the generated app mirrors none of the team's."""
    name = path.relative_to(out).as_posix()
    return path.suffix == ".py" and (name in _NEW_FILES or name.startswith("compat/"))


def _modules(project: Project, spec: AppSpec, past: Revision) -> Iterator[tuple[Path, str]]:
    """The modules of both sides that changed."""
    for module in spec.modules:
        path = project.import_root(spec) / module.file
        if past.has_changed(path):
            yield path, module.file
    for path in sorted(past.below(project.out)):
        name = path.relative_to(project.root).as_posix()
        if path.suffix == ".py" and not _is_ours(path, project.out) and past.has_changed(path):
            yield path, name


def _template_folders(project: Project, spec: AppSpec) -> list[Path]:
    return [project.source / folder for folder in spec.template_folders]


def _templates(project: Project, spec: AppSpec, past: Revision) -> Iterator[str]:
    """The names of the templates that changed, on either side."""
    mirrored = {path.parent for path in past.below(project.out) if path.parent.name == "templates"}
    for folder in (*_template_folders(project, spec), *mirrored):
        for path in past.below(folder):
            if past.has_changed(path):
                yield path.relative_to(folder).as_posix()


def _rules(project: Project, spec: AppSpec, past: Revision) -> Iterator[Rule]:
    """The rules of which the specs say something else now, and those of static files if any did."""
    folders = [project.source / folder for folder in spec.static_folders]
    files = [path for folder in (*folders, project.out / "static") for path in past.below(folder)]
    has_static = any(past.has_changed(path) for path in files)
    for route, name in zip(spec.routes, file_names(spec.routes), strict=True):
        path = project.route_specs / name
        is_other = past.has_changed(path) and _facts(past.text(path)) != _facts(_text(path))
        if is_other or (has_static and route.view.kind in {"static", "third-party"}):
            yield route.endpoint, route.rule


def _texts(project: Project, spec: AppSpec) -> tuple[dict[str, str], dict[str, str]]:
    """The text of each module by its file, and of each template by its name."""
    root = project.import_root(spec)
    modules = {module.file: _text(root / module.file) for module in spec.modules}
    templates = {
        path.relative_to(folder).as_posix(): _text(path)
        for folder in _template_folders(project, spec)
        for path in folder.rglob("*")
        if path.is_file()
    }
    return modules, templates


def _text(path: Path) -> str:
    return path.read_text(errors="replace") if path.is_file() else ""


def _facts(text: str) -> Any:
    return without_places(_json(text))


def _given_up(text: str) -> Any:
    """What the generated app was written without, and the grade of every rule."""
    data = _json(text)
    if not isinstance(data, dict):
        return data
    return data.get("give_up"), without_places(data.get("routes"))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _settings(text: str) -> Any:
    try:
        return tomllib.loads(text).get("tool", {}).get("migrator", {})
    except tomllib.TOMLDecodeError:
        return text
