"""Look whether everything that the road needs is there, and say what to do where it is not."""

import sys
from collections.abc import Callable, Iterator

from migrator.errors import MigratorError
from migrator.model import versions
from migrator.model.app import AppSpec
from migrator.model.check import Check, State
from migrator.project.project import Project
from migrator.steps import inspect as inspection
from migrator.steps.packages import check_packages
from migrator.steps.surroundings import (
    check_browser,
    check_database,
    check_driver,
    check_gunicorn,
    check_module,
    check_port,
)

Say = Callable[[str], None]
QUART = (
    "If all you want is async views, Quart keeps Flask's API; FastAPI with Motor is for typed "
    "parameters and OpenAPI beside it, and costs a translation."
)
_OLDEST, _NEWEST = (3, 11), (3, 13)


def doctor(project: Project, say: Say) -> tuple[Check, ...]:
    """All checks, in the order in which their failures should be repaired."""
    return tuple(_checks(project, say))


def _checks(project: Project, say: Say) -> Iterator[Check]:
    yield _check_python()
    yield check_driver(project.settings.driver)
    yield check_database(project.settings.mongo_uri)
    app, spec = _check_app(project, say)
    yield app
    if spec:
        yield _check_stack(spec)
        yield check_packages(project, spec)
        yield _check_debug(spec)
        yield _check_specs(project, spec)
    yield check_gunicorn(project.python)
    yield check_module("uvicorn", "uvicorn", "it serves the new side", State.FAIL)
    yield check_module("locust", "locust", "`migrator bench` needs it", State.WARN)
    yield check_browser()
    yield check_port(8000)


def _check_python() -> Check:
    version = sys.version_info[:2]
    said = "{}.{}.{}".format(*sys.version_info[:3])
    if _OLDEST <= version <= _NEWEST:
        return Check("python", State.OK, f"Python {said}")
    return Check("python", State.FAIL, f"Python {said}", "use Python 3.11, 3.12 or 3.13")


def _check_app(project: Project, say: Say) -> tuple[Check, AppSpec | None]:
    try:
        spec = inspection.inspect(project, say)
    except MigratorError as error:
        return Check("app", State.FAIL, error.message, error.hint), None
    return Check("app", State.OK, f"{spec.import_string}: {len(spec.routes)} rules"), spec


def _check_stack(spec: AppSpec) -> Check:
    said = ", ".join(
        f"{name} {spec.versions[name]}" for name in ("flask", "werkzeug") if name in spec.versions
    )
    said = f"{said}, Python {spec.python}"
    extensions = {it.name: it.version for it in spec.extensions}
    older = versions.unpromised(spec.versions) | versions.unpromised_extensions(extensions)
    if not older:
        return Check("stack", State.OK, said)
    unknown = " and ".join(f"{name} {it}" for name, it in older.items())
    todo = f"{unknown} is not promised; replay shows where it answers otherwise"
    return Check("stack", State.WARN, said, todo)


def _check_debug(spec: AppSpec) -> Check:
    on = [name for name in ("DEBUG", "TESTING") if spec.config.get(name) == "True"]
    if not on:
        return Check("config", State.OK, "DEBUG and TESTING are off")
    return Check(
        "config",
        State.WARN,
        f"{' and '.join(on)} is on",
        "errors are answered differently then; record and replay with the production settings",
    )


def _check_specs(project: Project, spec: AppSpec) -> Check:
    if not (project.route_specs / "app.json").is_file():
        return Check("route_specs", State.WARN, "not written yet", "run `migrator inspect`")
    try:
        changes = inspection.changes_since(project, spec)
    except MigratorError as error:
        return Check("route_specs", State.WARN, error.message, error.hint)
    if changes:
        said = f"{len(changes)} changes since `inspect`, the first: {changes[0]}"
        return Check("route_specs", State.WARN, said, "run `migrator inspect`")
    return Check("route_specs", State.OK, "as the application is")
