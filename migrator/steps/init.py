"""Find the application and write down where it is, once, in ``[tool.migrator]``."""

from dataclasses import dataclass
from pathlib import Path

from migrator.errors import SettingsInvalid
from migrator.introspect.candidates import find_candidates, likeliest, split_source
from migrator.introspect.database_variables import database_variables
from migrator.introspect.unseen_apps import unseen_app
from migrator.project.files import write_atomic
from migrator.project.project import Project
from migrator.project.pyproject import with_settings
from migrator.project.settings import Settings
from migrator.steps.inspect import question

_FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Plan:
    """What ``init`` would write: the file's text now and then, and the values in words."""

    path: Path
    before: str
    after: str
    values: dict[str, str]


def plan(project: Project, app: str, python: str | None = None) -> Plan:
    """Choose the application (``app`` wins) and the database's variable; nothing is written.

    ``python`` is the interpreter of the app's environment, named once instead of with every verb.

    Raises:
        SettingsInvalid: the sources show no application, or several that are equally likely.
    """
    values = _chosen(project, app)
    variables = database_variables(project.root / values.get("source", project.settings.source))
    if variables and variables[0] != project.settings.mongo_env:
        values["mongo_env"] = variables[0]
    if python:
        values["python"] = python
    path = project.root / _FILE
    before = path.read_bytes().decode() if path.is_file() else ""
    return Plan(path, before, with_settings(before, values), values)


def apply(planned: Plan) -> bool:
    """Write the file; False when it already said all this."""
    return write_atomic(planned.path, planned.after) if planned.after != planned.before else False


def _chosen(project: Project, app: str) -> dict[str, str]:
    if app:
        return _split(project, app)
    if project.settings.app:
        return {}
    best = likeliest(find_candidates(project.source))
    if not best and (unseen := unseen_app(project.source)) is not None:
        raise SettingsInvalid(f"no application can be named: {unseen[0]}", unseen[1])
    if not best:
        raise SettingsInvalid(
            f"no file in {project.source} creates a Flask application",
            "is it the project's folder? Otherwise name the app: `migrator init --app app:app`",
        )
    if len(best) > 1 or best[0].needs:
        raise SettingsInvalid(*question(best))
    return _split(project, best[0].import_string)


def _split(project: Project, import_string: str) -> dict[str, str]:
    """The folder that the modules are imported from gets a setting of its own."""
    kept = project.settings.source
    from_root, named = split_source(project.root, import_string)
    if from_root and from_root == kept.strip("/"):  # the same words as the first time
        return {"app": named}
    source, name = split_source(project.source, import_string)
    if not source or kept != Settings().source:
        return {"app": import_string}
    return {"app": name, "source": source}
