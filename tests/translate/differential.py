"""Run cases before and after translation against a real database and keep what both said."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import migrator.compat
from migrator.model.translation import Grade, Translation
from migrator.scaffold.assemble import Look, assemble
from migrator.twins.mongo import embedded_server
from tests.translate.cases import Case, run, spec_of

DRIVERS = ("motor", "pymongo-async")
_SIDES = Path(__file__).parent / "sides.py"


def write_out(case: Case, folder: Path, driver: str) -> Translation:
    """The Flask project and its translation, ready to be imported; compat is shared."""
    flask = folder / "flask"
    translation = run(case, flask, driver)
    if translation.files:
        spec = spec_of(flask)
        for name, content in assemble(
            spec, translation, flask, Look("generated_app", driver)
        ).items():
            path = folder / driver / "generated_app" / name
            if not name.startswith("compat/"):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    return translation


def is_whole(translation: Translation) -> bool:
    """Whether every route of a case was translated."""
    return all(route.grade is not Grade.REFUSED for route in translation.routes)


def outcomes(asked: list[tuple[Case, tuple[str, ...]]], folder: Path) -> dict:
    """Translate cases for the drivers beside them, run them, and return plain data by their names."""
    jobs = {side: [] for side in ("flask", *DRIVERS)}
    refused, threaded = {}, {}
    for number, (case, drivers) in enumerate(asked):
        for driver in drivers:
            place = folder / str(number)
            translation = write_out(case, place, driver)
            if not is_whole(translation):
                refused[case.name] = said(translation)
                break
            threaded[case.name] = said(translation)
            jobs[driver].append(job(case.name, case.requests, place / driver))
        jobs["flask"].append(job(case.name, case.requests, place / "flask"))
    return {"refused": refused, "threaded": threaded, **run_sides(jobs, folder)}


def job(name: str, requests: tuple, folder: Path, app: str = "app:app") -> dict:
    """One application and what it is asked."""
    return {"name": name, "requests": requests, "folder": str(folder), "app": app}


def run_sides(jobs: dict[str, list[dict]], folder: Path) -> dict:
    """What the jobs answer and leave, by side and name."""
    shared = folder / "shared" / "generated_app"
    shutil.copytree(Path(migrator.compat.__file__).parent, shared / "compat")
    (shared / "__init__.py").touch()
    return {side: _answers(side, todo, folder) for side, todo in jobs.items()}


def said(translation: Translation) -> str:
    """The reasons of routes that are refused or threaded, one a line."""
    reasons = [r for route in translation.routes for r in route.reasons]
    return "\n".join(f"{r.file}:{r.line} {r.construct}: {r.why}" for r in reasons)


def _answers(side: str, jobs: list[dict], folder: Path) -> dict:
    todo, done = folder / f"{side}.json", folder / f"{side}-results.json"
    todo.write_text(json.dumps(jobs))
    with embedded_server(folder / f"database-{side}") as server:
        words = ["flask" if side == "flask" else "fastapi", str(server.port), str(todo), str(done)]
        subprocess.run([sys.executable, str(_SIDES), *words], cwd=folder, check=True)
    return json.loads(done.read_text())
