"""Run the probe in the app's own Python and bring home what it saw."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrator.errors import CouldNotRun, SettingsInvalid
from migrator.introspect.config_variables import config_variables
from migrator.introspect.failures import as_error, silent_death, too_slow
from migrator.model.app import AppSpec
from migrator.model.codec import from_json
from migrator.project.project import Project

_PROBE = Path(__file__).parent / "probe"
_LAST_LINES = 5


def introspect(
    project: Project,
    app: str | None = None,
    environ: Mapping[str, str] | None = None,
    before: Path | None = None,
) -> AppSpec:
    """What the app at ``app`` (default: the project's) is, seen from inside its own process.

    ``environ`` is added to the environment of the child, where the function ``stay_at_home`` of the
    file ``before`` is called first; nothing is written into the project.

    Raises:
        AppNotFound: no Flask application at the import string.
        AppImportFailed: the user's code raised, exited or hung, or has no Flask.
        DatabaseUnreachable: it needs a database to be imported, and none answers.
    """
    wanted = app or project.app
    with tempfile.TemporaryDirectory(prefix="migrator-inspect-") as scratch:
        answer = _answer(project, wanted, Path(scratch), environ or {}, before)
    if "failure" in answer:
        raise as_error(answer["failure"], wanted, project, answer["printed"])
    try:
        spec = from_json(AppSpec, answer["facts"])
    except (KeyError, ValueError) as error:
        raise CouldNotRun(f"the probe's answer cannot be read: {error}") from error
    files = [module.file for module in spec.modules]
    return replace(spec, config_variables=config_variables(project.source, files, spec.config))


def _answer(
    project: Project, app: str, scratch: Path, environ: Mapping[str, str], before: Path | None
) -> dict[str, Any]:
    result, log = scratch / "result.json", scratch / "output.txt"
    request = {"root": str(project.source), "app": app, "result": str(result)}
    request |= {"before": str(before)} if before else {}
    (scratch / "request.json").write_text(json.dumps(request))
    command = [_interpreter(project), str(_PROBE), str(scratch / "request.json")]
    try:
        code = _run(command, project, environ, log)
    except subprocess.TimeoutExpired as error:
        raise too_slow(app, project.settings.import_timeout) from error
    if not result.is_file():
        raise silent_death(app, code, _last_lines(log, _LAST_LINES))
    answer: dict[str, Any] = json.loads(result.read_text())
    return {**answer, "printed": _last_lines(log, 1)}


def _interpreter(project: Project) -> str:
    """The path of the app's Python; a relative one is meant from the project's folder."""
    named = project.python
    found = shutil.which(named) or shutil.which(str(project.root / named))
    if found is None:
        raise SettingsInvalid(
            f"there is no Python interpreter at {named}",
            "give the one of the app's own environment: --python venv/bin/python",
        )
    return os.path.abspath(found)  # noqa: PTH100 (resolve() would leave the virtual environment)


def _run(command: list[str], project: Project, environ: Mapping[str, str], log: Path) -> int:
    """Run the child in its own process group and leave nothing of the group behind."""
    quiet = {"PYTHONDONTWRITEBYTECODE": "1"}
    with log.open("wb") as output:
        child = subprocess.Popen(
            command,
            cwd=project.source,
            env={**os.environ, **quiet, **environ},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            return child.wait(project.settings.import_timeout)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _last_lines(log: Path, number: int) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return "\n".join(lines[-number:])
