"""The last part of the demo: both sides live behind one address, then one pattern rolled back."""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx

from migrator.errors import CouldNotRun
from migrator.project.project import Project
from migrator.steps.demo import example_database
from migrator.steps.serve import running_server

_LOGIN = {"email": "ana@estoque.local", "senha": "admin123"}
_PAGES = ("/", "/produtos", "/api/produtos", "/api/estoque/hierarquia", "/movimentacoes/")
_PATTERN = "/api/produtos"
_MARK = "x-served-by"
_RELOAD_SECONDS = 5.0


def serve_a_round(folder: Path) -> Iterator[str]:
    """Serve, walk some pages as one logged-in user, roll one pattern back; say what happened.

    Raises:
        CouldNotRun: a page failed, or a pattern was not answered by the side that owns it.
    """
    project = Project.here(folder)
    _back_to_flask(project, keep=_PATTERN)
    with (
        example_database(folder) as uri,
        running_server(project, {"MONGO_URI": uri, "MIGRATOR_MARK": "1"}) as url,
        httpx.Client(base_url=url, follow_redirects=False) as client,
    ):
        _log_in(client)
        sides = Counter(_get(client, page) for page in _PAGES * 2)
        yield f"{sum(sides.values())} pages of one login, answered by {_shown(sides)}"
        _expect(sides["flask"] > 0 and sides["fastapi"] > 0, "only one side answered")

        before = _get(client, _PATTERN)
        _rollback(folder, _PATTERN)
        after = _wait_for(client, _PATTERN, "flask")
        yield f"`migrator rollback {_PATTERN}`: answered by {before} before, by {after} after"
        _expect(before == "fastapi", f"{_PATTERN} was not live before the rollback")


def _back_to_flask(project: Project, keep: str) -> None:
    """Leave every second live pattern on Flask, so that both sides have something to answer."""
    table = json.loads(project.cutover_file.read_text())
    live = sorted(rule for rule, entry in table["patterns"].items() if entry["stage"] == "live")
    _expect(keep in live, f"{keep} was not cut over")
    _rollback(project.root, *[rule for rule in live if rule != keep][::2])


def _rollback(folder: Path, *patterns: str) -> None:
    command = [sys.executable, "-m", "migrator", "rollback", *patterns]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    _expect(done.returncode == 0, f"`migrator rollback` failed: {done.stderr}")


def _log_in(client: httpx.Client) -> None:
    page = client.get("/login")
    found = re.search(r'name="_csrf"[^>]*value="([^"]+)"', page.text)
    _expect(found is not None, "the login page has no CSRF token")
    assert found  # noqa: S101 (for the type checker)
    answer = client.post("/login", data={**_LOGIN, "_csrf": found[1]})
    _expect(answer.status_code == httpx.codes.FOUND, f"the login answered {answer.status_code}")


def _get(client: httpx.Client, page: str) -> str:
    answer = client.get(page)
    _expect(answer.status_code == httpx.codes.OK, f"{page} answered {answer.status_code}")
    return answer.headers[_MARK]


def _wait_for(client: httpx.Client, page: str, side: str) -> str:
    deadline = time.monotonic() + _RELOAD_SECONDS
    while _get(client, page) != side:
        _expect(time.monotonic() < deadline, f"{page} did not go back to {side}")
        time.sleep(0.1)
    return side


def _shown(sides: Counter[str]) -> str:
    return " and ".join(f"{side} ({count})" for side, count in sorted(sides.items()))


def _expect(holds: bool, message: str) -> None:  # noqa: FBT001 (an assertion)
    if not holds:
        raise CouldNotRun(message, "the logs are in .migrator/logs of the work folder")
