"""A project with receivers of Flask's signals: both sides tell them the same."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

APP = Path(__file__).parents[1] / "apps" / "signals_connected"
ASK = {
    "flask": "from app import app; c = app.test_client(); r = c.get('/'); text = r.text",
    "fastapi": (
        "from starlette.testclient import TestClient; from generated_app.main import api;"
        " c = TestClient(api); r = c.get('/'); text = r.text"
    ),
}
SHOWN = "; import json; print(json.dumps([text, r.headers['X-Audited']]))"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = shutil.copytree(APP, tmp_path_factory.mktemp("signals") / "project")
    done = subprocess.run(
        [sys.executable, "-m", "migrator", "scaffold", "app:app", "--json"],
        cwd=root, capture_output=True, text=True, timeout=600, check=True,
    )  # fmt: skip
    return root, json.loads(done.stdout)


def test_nothing_is_refused(project):
    assert {route["status"] for route in project[1]["routes"]} == {"async"}


def test_receivers_hear_the_same_of_both(project):
    said = {
        side: subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code + SHOWN],
            cwd=project[0], capture_output=True, text=True, timeout=60, check=True,
        ).stdout
        for side, code in ASK.items()
    }  # fmt: skip

    assert said["fastapi"] == said["flask"] == '["home", "app"]\n'


def test_blinker_is_required_only_where_signals_are(project):
    requirements = (project[0] / "generated_app" / "requirements.txt").read_text()

    assert "blinker" in requirements
    example = Path(__file__).parents[2] / "generated_app" / "requirements.txt"
    assert "blinker" not in example.read_text()
