"""What of a Flask app ran, measured by coverage.py in the app's own Python."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrator.errors import CouldNotRun
from migrator.model.coverage import FileCoverage
from migrator.project.project import Project
from migrator.twins.app import Twin, ask

_OLDEST = 7
_SECONDS = 120.0
_REPORT = Path(__file__).with_name("bootstrap") / "measured.py"


def need_coverage(python: str) -> None:
    """See that coverage.py is installed beside the app.

    Raises:
        CouldNotRun: it is not, or is too old to tell branches.
    """
    try:
        said = _run([python, "-c", "import coverage; print(coverage.__version__)"]).strip()
    except CouldNotRun:
        said = ""
    found = said.partition(".")[0]
    if not found.isdecimal() or int(found) < _OLDEST:
        there = f"coverage.py {said} is too old" if said else "coverage.py is not installed"
        raise CouldNotRun(
            f"{there} in the app's own Python, {python}", f"{python} -m pip install 'coverage>=7'"
        )


def measuring(project: Project, data: Path) -> Project:
    """The project whose Flask twin measures what runs of it into the file ``data``."""
    variables = {**project.settings.twin_env, "MIGRATOR_TWIN_COVERAGE": str(data)}
    return replace(project, settings=replace(project.settings, twin_env=variables))


def measured_files(
    python: str, twin: Twin, data: Path, root: Path, files: Iterable[str]
) -> tuple[FileCoverage, ...]:
    """Which lines and branches of ``files`` (posix paths from ``root``) ran in ``twin`` so far.

    Raises:
        CouldNotRun: nothing was measured, or coverage.py failed.
    """
    try:
        ask(twin.port, "measured")
    except OSError as error:
        twin.check()
        raise CouldNotRun(f"the {twin.name} app did not say what ran of it: {error}") from error
    if not data.is_file():
        raise CouldNotRun(
            "nothing of the app was measured", f"its log is {twin.process.log}; is it in {root}?"
        )
    out = data.with_suffix(".json")
    there = [name for name in files if (root / name).is_file()]
    _run([python, str(_REPORT), str(data), str(out), *(str(root / name) for name in there)], root)
    found = json.loads(out.read_bytes())["files"]
    by_path = {(root / name).resolve(): facts for name, facts in found.items()}
    known = ((name, by_path.get((root / name).resolve())) for name in there)
    return tuple(_file(name, facts) for name, facts in known if facts)


def _file(name: str, facts: dict[str, Any]) -> FileCoverage:
    return FileCoverage(
        name,
        frozenset(facts["executed_lines"]),
        frozenset(facts["missing_lines"]),
        frozenset((line, to) for line, to in facts["executed_branches"]),
        frozenset((line, to) for line, to in facts["missing_branches"]),
    )


def _run(command: list[str], folder: Path | None = None) -> str:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CouldNotRun(f"{command[0]} cannot be run: {error}") from error
    if done.returncode:
        last = "\n".join(done.stderr.splitlines()[-3:])
        raise CouldNotRun(f"coverage.py failed in {command[0]}:\n{last}")
    return done.stdout
