"""Walk the whole road on the example application: the verbs a person would type, in their order."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import migrator
from migrator.errors import CouldNotRun, ExitCode
from migrator.project.files import write_atomic

_SETTINGS = """\
[tool.migrator]
app = "app:create_app()"
mongo_env = "MONGO_URI"
seed = "python seed.py"

[tool.migrator.twin_env]
UPLOAD_FOLDER = "{scratch}/uploads"
"""
_HOT_ROUTES = 3


@dataclass(frozen=True, slots=True)
class Stop:
    """One verb of the road: what it shows and the words a person would type.

    ``answers`` are the exit codes with which the road goes on; ``shown`` is how many of the last
    lines of its result are worth a look here, 0 for all.
    """

    title: str
    words: tuple[str, ...]
    answers: tuple[ExitCode, ...] = (ExitCode.PASSED,)
    shown: int = 0


@dataclass(frozen=True, slots=True)
class Passed:
    """A stop that was passed: seconds it took and what it printed on stdout."""

    stop: Stop
    seconds: float
    output: str

    @property
    def result(self) -> str:
        """The part of the output that is worth a look on the road."""
        lines = self.output.rstrip().splitlines()
        return "\n".join(lines[-self.stop.shown :])


def road(bench_seconds: float) -> tuple[Stop, ...]:
    """The stops up to the moment where both sides serve."""
    bench = ("bench", "--hot", str(_HOT_ROUTES), "--seconds", str(bench_seconds))
    # A few seconds of load may honestly say "inconclusive"; a route that fails stays on Flask.
    judged = (ExitCode.PASSED, ExitCode.DIFFERENT, ExitCode.INCONCLUSIVE)
    return (
        Stop("Check the machine and the project", ("doctor",)),
        Stop("See what the Flask application really has", ("inspect",), shown=2),
        Stop("Translate it, or say why not", ("scaffold",), shown=2),
        Stop("Record a day of traffic", ("record", "--drive", "day.py")),
        Stop("Replay it on both apps and judge", ("replay",)),
        Stop("Load both sides of the hot routes", bench, answers=judged),
        Stop("Cut over what is proven", ("cutover", "--without-bench"), shown=1),
    )


def after_serving() -> tuple[Stop, ...]:
    """The stops after the round of requests."""
    return (
        Stop("See where every route stands", ("status",), shown=1),
        Stop("Write the report", ("report",)),
    )


def copy_example(work: Path | None) -> Path:
    """Copy the example into a work folder that is kept, and make it a project.

    Raises:
        CouldNotRun: this installation does not carry the example.
    """
    source = _examples()
    folder = (work or _free_folder(Path.cwd())) / "estoque"
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", "uploads", ".pytest_cache")
    shutil.copytree(source / "estoque", folder, ignore=ignored, dirs_exist_ok=True)
    shutil.copy2(source / "day.py", folder / "day.py")
    write_atomic(folder / "pyproject.toml", _SETTINGS)
    return folder


def travel(
    folder: Path, stops: tuple[Stop, ...], began: Callable[[Stop], None]
) -> Iterator[Passed]:
    """Run the stops one after the other in ``folder``; ``began`` hears of each before it runs.

    Raises:
        CouldNotRun: a verb failed; the message has its exit code and its last lines.
    """
    for stop in stops:
        began(stop)
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "migrator", *stop.words],
            cwd=folder,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        _keep_log(folder, stop, done)
        if done.returncode not in stop.answers:
            raise CouldNotRun(
                f"`migrator {' '.join(stop.words)}` left with exit code {done.returncode}",
                _last_lines(done.stderr or done.stdout),
            )
        yield Passed(stop, time.monotonic() - start, done.stdout)


def _examples() -> Path:
    package = Path(migrator.__file__).parent
    for folder in (package / "_examples", package.parent / "examples"):
        if (folder / "estoque" / "app.py").is_file():
            return folder
    raise CouldNotRun(
        "this installation does not carry the example application",
        "run `make demo` in a clone of the repository",
    )


def _free_folder(where: Path) -> Path:
    names = ("migrator-demo", *(f"migrator-demo-{number}" for number in range(2, 1000)))
    return next(where / name for name in names if not (where / name).exists())


def _environment() -> dict[str, str]:
    """This environment, with the programs of this Python first on the path."""
    programs = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join((programs, os.environ.get("PATH", "")))}


def _keep_log(folder: Path, stop: Stop, done: "subprocess.CompletedProcess[str]") -> None:
    log = folder / ".migrator" / "logs" / f"demo-{stop.words[0]}.log"
    write_atomic(log, f"$ migrator {' '.join(stop.words)}\n{done.stdout}{done.stderr}")


def _last_lines(text: str, count: int = 12) -> str:
    return "\n".join(text.strip().splitlines()[-count:])


@contextmanager
def example_database(folder: Path) -> Iterator[str]:
    """An embedded database filled by the example's own seed script; yields its URI."""
    from migrator.twins.mongo import embedded_server

    with embedded_server(folder / ".migrator" / "demo-database") as server:
        uri = f"{server.uri.rstrip('/')}/estoque"
        subprocess.run(
            [sys.executable, "seed.py"],
            cwd=folder,
            env={**os.environ, "MONGO_URI": uri},
            check=True,
            capture_output=True,
        )
        yield uri
