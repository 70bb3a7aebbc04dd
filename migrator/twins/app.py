"""The two apps as child processes: Flask under gunicorn, the generated app under uvicorn."""

import shutil
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import TwinFailed
from migrator.project.environment_files import environment_of
from migrator.project.project import Project
from migrator.twins.process import LOOPBACK, Child, listening_socket

SEED = "migrator"
"""What frozen values derive from, beside the number of the exchange."""

SECRET_KEY = "the same on both sides"  # noqa: S105 (only where the environment sets none)
_START_SECONDS = 60.0
_BOOTSTRAP = Path(__file__).with_name("bootstrap")

TWIN_MONGO = "MIGRATOR_TWIN_MONGO"
"""Holds the server that answers for every address which the app has in its code."""

ADDRESS = _BOOTSTRAP / "address.py"
"""The script that makes it so in an app's process."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A running app: what to call it in messages, where it listens, its process.

    ``commands`` is the file in which it writes down what it asks the database.
    """

    name: str
    port: int
    process: Child
    commands: Path

    def check(self) -> None:
        """Say so when the process is gone.

        Raises:
            TwinFailed: it is; the message has its last words.
        """
        if not self.process.is_alive:
            raise TwinFailed(
                f"the {self.name} app stopped (exit code {self.process.exit_code}):\n"
                f"{self.process.last_lines()}",
                f"its log is {self.process.log}",
            )


@contextmanager
def legacy_twin(
    project: Project,
    mongo_uri: str,
    *,
    name: str = "legacy",
    epoch: float | None = None,
    threads: int = 4,
) -> Iterator[Twin]:
    """The Flask app under gunicorn; frozen when it gets the ``epoch`` at which it starts.

    Raises:
        TwinFailed: it did not start; the message has the end of its log.
    """
    script = [project.python, str(_BOOTSTRAP / "legacy.py"), project.app]
    options = ["--workers", "1", "--worker-class", "gthread", "--threads", str(threads)]
    settings = ["--config", str(_BOOTSTRAP / "no_settings.py")]
    patience = ["--keep-alive", "75", "--timeout", "0"]

    def command(handle: int) -> list[str]:
        return [*script, "--bind", f"fd://{handle}", *options, *settings, *patience]

    environment = twin_environment(project, name, mongo_uri, epoch, project.source)
    with _running(project, name, command, environment) as twin:
        yield twin


@contextmanager
def new_twin(
    project: Project, mongo_uri: str, *, name: str = "new", epoch: float | None = None
) -> Iterator[Twin]:
    """The generated app under uvicorn, without Flask behind it; frozen as its twin.

    Raises:
        TwinFailed: it did not start; the message has the end of its log.
    """
    if not (project.out / "main.py").is_file():
        raise TwinFailed(f"there is no generated app in {project.out}", "run `migrator scaffold`")
    script = [sys.executable, str(_BOOTSTRAP / "new.py"), f"{project.out.name}.main:app"]
    environment = twin_environment(project, name, mongo_uri, epoch, project.out.parent)
    environment.pop("MIGRATOR_LEGACY", None)

    with _running(project, name, lambda handle: [*script, str(handle)], environment) as twin:
        yield twin


def secret_key(project: Project) -> str:
    """The SECRET_KEY that both twins find in their environment."""
    given = environment_of(project.source).get("SECRET_KEY", SECRET_KEY)
    return project.settings.twin_env.get("SECRET_KEY") or given


def twin_environment(
    project: Project, name: str, mongo_uri: str, epoch: float | None, root: Path
) -> dict[str, str]:
    """Our own environment with what tells this twin apart; its scratch folder is made anew.

    ``root`` is put on the twin's ``sys.path``.
    """
    scratch = project.state / "scratch" / name
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    extra = {
        key: value.replace("{scratch}", str(scratch))
        for key, value in project.settings.twin_env.items()
    }
    frozen = {"MIGRATOR_TWIN_SEED": SEED, "MIGRATOR_TWIN_EPOCH": repr(epoch)} if epoch else {}
    # Copies on a server by URI have names of their own, which only the variable tells.
    ours = {} if project.settings.mongo_uri else {TWIN_MONGO: mongo_uri}
    return {
        "SECRET_KEY": SECRET_KEY,
        **environment_of(project.source),
        "PYTHONHASHSEED": "0",  # sets iterate alike on both sides
        "PYTHONUNBUFFERED": "1",
        "MIGRATOR_TWIN_ROOT": str(root),
        "MIGRATOR_TWIN_COMMANDS": str(_commands(project, name)),
        project.settings.mongo_env: mongo_uri,
        **ours,
        **frozen,
        **extra,
    }


def _commands(project: Project, name: str) -> Path:
    return project.logs / f"{name}-commands.ndjson"


@contextmanager
def _running(
    project: Project, name: str, command: Callable[[int], list[str]], environment: Mapping[str, str]
) -> Iterator[Twin]:
    log = project.logs / f"{name}.log"
    _commands(project, name).unlink(missing_ok=True)
    with listening_socket() as listener:
        port: int = listener.getsockname()[1]
        line = command(listener.fileno())
        child = Child(line, log, cwd=project.source, env=environment, sockets=[listener])
    twin = Twin(name, port, child, _commands(project, name))
    try:
        _wait_until_ready(twin, max(_START_SECONDS, project.settings.import_timeout))
        yield twin
    finally:
        child.stop()


def _wait_until_ready(twin: Twin, seconds: float) -> None:
    """The socket listens from the beginning, so one request is enough: it waits for the app."""
    try:
        ask(twin.port, seconds=seconds)
    except TimeoutError as error:
        raise TwinFailed(
            f"the {twin.name} app did not answer within {seconds:.0f} s:\n"
            f"{twin.process.last_lines()}",
            f"its log is {twin.process.log}; [tool.migrator] import_timeout gives it longer",
        ) from error
    except OSError:
        twin.process.stop()
    twin.check()


def ask(port: int, what: str = "ready", seconds: float = _START_SECONDS) -> None:
    """Have a twin itself answer, in front of its app.

    Raises:
        OSError: it does not, or not within ``seconds``.
    """
    lines = ("GET / HTTP/1.1", "Host: twin", f"X-Migrator-Exchange: {what}", "Connection: close")
    with socket.create_connection((LOOPBACK, port), seconds) as connection:
        connection.sendall("\r\n".join((*lines, "", "")).encode())
        if not connection.recv(1):
            raise ConnectionResetError
