"""The two production servers as child processes: gunicorn for Flask, uvicorn for what is new."""

import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from migrator.errors import CouldNotRun, SettingsInvalid
from migrator.project.project import Project
from migrator.twins.process import LOOPBACK, Child

_START_SECONDS = 60.0
_POLL_SECONDS = 0.05
# uvicorn says where it runs once it answers; gunicorn says where it listens before it has workers,
# and a worker that cannot import the app ends the whole server.
_UVICORN_RUNS = re.compile(r"Uvicorn running on (http://\S+)")
_GUNICORN_LISTENS = re.compile(r"Listening at: (http://\S+)")
_GUNICORN_SERVES = "Booting worker"
_TAKEN = "ddress already in use"


class ServerLog:
    """Reads what a server has written since the last look; carries the place in its log."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0

    def new_lines(self) -> list[str]:
        """The complete lines that have come since the last call."""
        with self._path.open("rb") as file:
            file.seek(self._read)
            data = file.read()
        complete = data[: data.rfind(b"\n") + 1]
        self._read += len(complete)
        return complete.decode(errors="replace").splitlines()


def start_uvicorn(
    project: Project,
    environ: Mapping[str, str],
    host: str = LOOPBACK,
    port: int = 0,
    *,
    log: str = "serve",
) -> Child:
    """Start ``<out>.main:app``; the port is in its log when none was asked for."""
    command = [sys.executable, "-m", "uvicorn", f"{project.out.name}.main:app"]
    # gunicorn shows the app its peer and no Server header of ours: SEMANTICS Q30 and T5.
    parity = ["--no-proxy-headers", "--no-server-header", "--no-use-colors"]
    where = ["--app-dir", str(project.out.parent), "--host", host, "--port", str(port)]
    return Child([*command, *where, *parity], _log(project, log), cwd=project.source, env=environ)


def start_gunicorn(
    project: Project,
    environ: Mapping[str, str],
    *,
    workers: int = 1,
    threads: int = 32,
    log: str = "flask",
) -> Child:
    """Start the legacy app under the project's own interpreter on a free port.

    Raises:
        SettingsInvalid: the app is not named as gunicorn needs it.
    """
    if ":" not in project.app or "/" in project.app:
        raise SettingsInvalid(
            f"gunicorn cannot find the application at {project.app!r}",
            "name it as module:app or module:create_app() in [tool.migrator] app",
        )
    options = {
        "--bind": f"{LOOPBACK}:0",
        "--worker-class": "gthread",
        "--workers": str(workers),
        "--threads": str(threads),
        "--log-file": "-",
        "--log-level": "info",  # where it listens is said at this level
    }
    command = [project.python, "-m", "gunicorn", project.app]
    pairs = [word for pair in options.items() for word in pair]
    # `app.run()` without a guard does nothing then, as under the `flask` command.
    environment = {**environ, "FLASK_RUN_FROM_CLI": "true"}
    return Child([*command, *pairs], _log(project, log), cwd=project.source, env=environment)


def wait_for_url(server: Child, what: str, port: int, seconds: float = _START_SECONDS) -> str:
    """The base URL of a server that was just started, as soon as it answers there.

    Raises:
        CouldNotRun: it has stopped, or has not begun to serve in time.
    """
    deadline = time.monotonic() + seconds
    while server.is_alive and time.monotonic() < deadline:
        if url := _url_in(server.log.read_text(errors="replace")):
            return url
        time.sleep(_POLL_SECONDS)
    text = server.log.read_text(errors="replace")
    server.stop()
    if port and _TAKEN in text:
        raise CouldNotRun(f"port {port} is taken by another program", "choose one with --port")
    raise CouldNotRun(f"{what} did not start: {_reason(text)}", f"its whole log is {server.log}")


def _reason(text: str) -> str:
    """The error that a log ends with, without the traceback above it."""
    _, traceback, after = text.rpartition("Traceback (most recent call last):")
    lines = [line for line in after.splitlines() if line.strip()]
    if not traceback:
        return " ".join(lines[-3:]) or "it said nothing"
    return next((line for line in lines if not line.startswith(" ")), lines[-1])


def _url_in(text: str) -> str | None:
    if found := _UVICORN_RUNS.search(text):
        return found[1]
    found = _GUNICORN_LISTENS.search(text)
    return found[1] if found and _GUNICORN_SERVES in text else None


def _log(project: Project, name: str) -> Path:
    return project.logs / f"{name}.log"
