"""Serve the generated app with Flask behind it, as it would run in production."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from migrator.errors import EvidenceMissing, SpecStale
from migrator.introspect.specs import read_specs
from migrator.project.environment_files import environment_of
from migrator.project.project import Project
from migrator.steps.server import ServerLog, start_gunicorn, start_uvicorn, wait_for_url
from migrator.twins.process import LOOPBACK, Child

Say = Callable[[str], None]

_POLL_SECONDS = 0.1


@contextmanager
def running_server(
    project: Project,
    environ: Mapping[str, str] | None = None,
    port: int = 0,
    *,
    host: str = LOOPBACK,
    legacy: str = "",
) -> Iterator[str]:
    """The base URL of the generated app with its strangler, served until the block is left.

    ``legacy`` is the URL of a Flask server that already runs; without it Flask runs beside the new
    app, or on its own when the project names another interpreter. ``environ`` is added to ours.

    Raises:
        EvidenceMissing: nothing was scaffolded yet.
        CouldNotRun: a server did not start; the message has its last lines.
    """
    with _running(project, environ or {}, host, port, legacy) as (url, _):
        yield url


def serve(
    project: Project,
    say: Say,
    *,
    host: str = LOOPBACK,
    port: int = 8000,
    legacy: str = "",
) -> int:
    """Serve until interrupted, passing on what the server says; the server's exit code.

    Raises:
        EvidenceMissing: nothing was scaffolded yet.
        CouldNotRun: a server did not start; the message has its last lines.
    """
    with _running(project, {}, host, port, legacy) as (url, server):
        log = ServerLog(server.log)
        say(f"serving {project.settings.out} on {url}, Ctrl-C to stop")
        while server.is_alive:
            for line in log.new_lines():
                say(line)
            time.sleep(_POLL_SECONDS)
        for line in log.new_lines():
            say(line)
        return server.exit_code or 0


@contextmanager
def _running(
    project: Project, environ: Mapping[str, str], host: str, port: int, legacy: str
) -> Iterator[tuple[str, Child]]:
    if project.settings.mongo_uri:
        environ = {project.settings.mongo_env: project.settings.mongo_uri, **environ}
    if not (project.out / "main.py").is_file():
        raise EvidenceMissing(
            f"there is no generated application in {project.out}", "run `migrator scaffold` first"
        )
    with ExitStack() as stack:
        flask = legacy or _flask_beside(project, environ, stack)
        server = start_uvicorn(project, _environment(project, environ, flask), host, port)
        stack.callback(server.stop)
        yield wait_for_url(server, "the generated application", port), server


def _flask_beside(project: Project, environ: Mapping[str, str], stack: ExitStack) -> str:
    """The import string for this process, or the URL of Flask under its own interpreter."""
    if not project.settings.python or _is_ours(project):
        return project.app
    flask = start_gunicorn(_called(project), {**environment_of(project.source), **environ})
    stack.callback(flask.stop)
    return wait_for_url(flask, "the legacy application", 0)


def _called(project: Project) -> Project:
    """The app named with the call of its factory, which Flask makes unasked, gunicorn not."""
    try:
        complete = read_specs(project.route_specs).import_string
    except SpecStale:
        return project
    if complete != f"{project.app}()":
        return project
    return replace(project, settings=replace(project.settings, app=complete))


def _is_ours(project: Project) -> bool:
    """Whether the project's interpreter is the one in use; a venv's link is not its target."""
    named = Path(project.root, project.settings.python).absolute()
    return named == Path(sys.executable).absolute()


def _environment(project: Project, environ: Mapping[str, str], legacy: str) -> dict[str, str]:
    given = {**environment_of(project.source), **environ}
    paths = [str(project.source), *filter(None, [given.get("PYTHONPATH")])]
    return {
        **given,
        "MIGRATOR_LEGACY": legacy,
        "MIGRATOR_CUTOVER": str(project.cutover_file),
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONUNBUFFERED": "1",
    }
