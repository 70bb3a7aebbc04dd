"""What the probe could not do, as one sentence and a hint."""

from collections.abc import Mapping
from typing import Any

from migrator.errors import (
    AppImportFailed,
    AppNotFound,
    CouldNotRun,
    DatabaseUnreachable,
    MigratorError,
)
from migrator.introspect.candidates import candidates_in_sources
from migrator.introspect.database_variables import database_variables
from migrator.introspect.way_on import set_variables, way_on
from migrator.project.project import Project

Failure = Mapping[str, Any]
_EMBEDDED = "not supported by SecantusDB"


def as_error(failure: Failure, app: str, project: Project, printed: str = "") -> MigratorError:
    """The error that a person reads for a failure; ``printed`` is what the app said last."""
    if _asks_for_database(failure, project):
        return _no_database(failure, app, project)
    match failure["kind"]:
        case "not-found":
            return _not_found(failure, app, project)
        case "no-flask":
            return AppImportFailed(
                f"Flask is not installed in {failure['message']}",
                "give the Python of the app's own environment: --python venv/bin/python",
            )
        case "exit":
            return _exited(failure, app, printed)
        case "probe":
            return CouldNotRun(
                f"{app} was loaded, but looking at it failed: {failure['type']}: "
                f"{failure['message']} (probe/{failure['place']})",
                "this is a defect of migrator; please report it with this line",
            )
    return _raised(failure, app, project)


def too_slow(app: str, seconds: float) -> MigratorError:
    """The import did not come to its end."""
    return AppImportFailed(
        f"{app} was still being imported after {seconds:g} s and was stopped",
        "is there a server, a queue or a long computation at module level? "
        'Put it behind `if __name__ == "__main__":`, or raise [tool.migrator] import_timeout',
    )


def silent_death(app: str, code: int, last_lines: str) -> MigratorError:
    """The process ended without an answer: ``os._exit``, a signal, a crash of native code."""
    how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
    printed = f"; its last words were:\n{last_lines}" if last_lines else ""
    return AppImportFailed(
        f"the process that imported {app} {how} before the import was done",
        f"look for os._exit() or a crash of a native library{printed}",
    )


def _not_found(failure: Failure, app: str, project: Project) -> MigratorError:
    tried = ", ".join(failure["tried"])
    candidates = [item.import_string for item in candidates_in_sources(project.source)]
    return AppNotFound(
        f"no Flask application at {app}: {failure['message']} (tried {tried})",
        f"found in this folder: {', '.join(candidates)}"
        if candidates
        else "no file in this folder creates a Flask application; is it the project's folder?",
    )


def _no_database(failure: Failure, app: str, project: Project) -> MigratorError:
    where = f" at {failure['place']}" if failure["place"] else ""
    is_named = failure["kind"] == "database" or "DNS" in failure["message"]
    said = "none answers" if is_named else "none is named"
    return DatabaseUnreachable(
        f"{app} needs its database to be imported{where}, and {said}: {failure['message']}",
        f"start MongoDB, set {project.settings.mongo_env} or MIGRATOR_MONGO_URI to one that runs, "
        "or install the embedded server: pip install 'migrator[embedded]'",
    )


def _asks_for_database(failure: Failure, project: Project) -> bool:
    """Whether the app gave up because nobody answered, or because no address was set."""
    if failure["kind"] != "raised":
        return bool(failure["kind"] == "database")
    known = {project.settings.mongo_env, *database_variables(project.source)}
    is_driver = failure["type"] in {"InvalidURI", "ConfigurationError"}
    named = failure["variable"] in known or project.settings.mongo_env in failure["message"]
    return is_driver or named


def _exited(failure: Failure, app: str, printed: str) -> MigratorError:
    where = f" at {failure['place']}" if failure["place"] else ""
    code = failure["message"] or "0"
    said = f", and it had printed: {printed}" if printed else ""
    return AppImportFailed(
        f"importing {app} ended the program{where}: sys.exit({code}){said}",
        "does it read the command line or check its surroundings while it is imported? "
        'Put that behind `if __name__ == "__main__":`',
    )


def _raised(failure: Failure, app: str, project: Project) -> MigratorError:
    where = f" at {failure['place']}" if failure["place"] else ""
    said = f": {failure['message']}" if failure["message"] else ""
    return AppImportFailed(
        f"importing {app} failed{where}: {failure['type']}{said}", _hint(failure, project)
    )


def _hint(failure: Failure, project: Project) -> str:
    if failure["variable"]:
        return f"set the environment variable {failure['variable']}, or write it into .env"
    if _EMBEDDED in failure["message"]:
        return "the embedded server has no such thing: set MIGRATOR_MONGO_URI to a real one"
    known = set_variables(project.root, project.source)
    seen = way_on(project.source, failure["missing"], known)
    if failure["missing"]:
        return seen or (
            f"install it for {project.python}, or name the app's own Python with --python; "
            f"it was imported with {project.source} first on sys.path"
        )
    return seen or "`flask --app ... routes` in that folder should fail alike; repair the app first"
