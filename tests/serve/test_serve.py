"""Serving: both sides on one address, as a context and as a command."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from migrator.errors import CouldNotRun, EvidenceMissing, SettingsInvalid
from migrator.introspect.run import introspect
from migrator.introspect.specs import write_specs
from migrator.project.project import Project
from migrator.steps.serve import running_server


def test_both_sides_answer_and_a_rule_moves_without_restart(folder):
    project = Project.here(folder)

    with running_server(project, {"MIGRATOR_MARK": "1", "MONGO_URI": "mongodb://x"}) as url:
        before = httpx.get(url + "/quem")
        project.cutover_file.write_text(
            json.dumps({"format": 1, "patterns": {"/quem": {"stage": "live"}}})
        )
        after = _when(url + "/quem", lambda answer: answer.headers["x-served-by"] == "fastapi")
        rest = httpx.get(url + "/so-flask")

    assert before.json()["lado"] == "flask"
    assert before.json()["banco"] == "mongodb://x"
    assert after.text == f"fastapi {before.json()['processo']}"
    assert (rest.text, rest.headers["x-served-by"]) == ("flask", "flask")
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_another_interpreter_gets_flask_as_its_own_server(folder):
    other = folder / "other-python"
    other.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    other.chmod(0o755)
    project = Project.here(folder, python=str(other), mongo_uri="mongodb://y")
    project.cutover_file.write_text('{"format": 1, "patterns": {"/quem": {"stage": "shadow"}}}')

    with running_server(project) as url:
        answer = httpx.get(url + "/quem").json()
        new = httpx.get(url + "/so-flask").text

    assert (answer["lado"], answer["banco"], new) == ("flask", "mongodb://y", "flask")
    assert "gunicorn" in (project.logs / "flask.log").read_text()


def test_gunicorn_is_told_to_call_a_factory_that_was_only_named(folder):
    (folder / "fabrica.py").write_text(
        "def create_app():\n    from loja import app\n    return app\n"
    )
    other = folder / "other-python"
    other.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    other.chmod(0o755)
    project = Project.here(folder, app="fabrica:create_app", python=str(other))
    write_specs(project.route_specs, introspect(project))

    with running_server(project) as url:
        assert httpx.get(url + "/so-flask").text == "flask"


def test_without_a_generated_app_the_hint_is_scaffold(tmp_path):
    with (
        pytest.raises(EvidenceMissing) as caught,
        running_server(Project.here(tmp_path, app="x:y")),
    ):
        pass

    assert "scaffold" in caught.value.hint


def test_a_legacy_app_that_cannot_be_loaded_is_named(folder):
    with (
        pytest.raises(CouldNotRun, match="MIGRATOR_LEGACY=nada:app") as caught,
        running_server(Project.here(folder, app="nada:app")),
    ):
        pass

    assert "\n" not in caught.value.message
    assert "serve.log" in caught.value.hint


def test_gunicorn_needs_the_app_by_name(folder):
    project = Project.here(folder, app="loja", python="/usr/bin/python3-of-theirs")

    with pytest.raises(SettingsInvalid, match="gunicorn cannot find"), running_server(project):
        pass


def test_an_interpreter_that_is_not_there_is_said(folder):
    project = Project.here(folder, python="/usr/bin/python-of-nobody")

    with (
        pytest.raises(CouldNotRun, match="the legacy application did not start"),
        running_server(project),
    ):
        pass


def test_a_taken_port_is_exit_code_5(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = _migrator(folder, "serve", "--port", str(taken.getsockname()[1]))
        _, errors = done.communicate(timeout=30)

    assert done.returncode == 5
    assert "is taken by another program" in errors
    assert "--port" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_command_and_its_servers(folder, number):
    command = _migrator(folder, "serve", "--port", "0")
    url = _announced(command)
    server = httpx.get(url + "/quem").json()["processo"]

    command.send_signal(number)
    command.communicate(timeout=20)

    assert command.returncode == (130 if number is signal.SIGINT else -signal.SIGTERM)
    _gone(server)


def _migrator(folder, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "migrator", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _announced(command):
    for line in command.stderr:
        if "http://" in line:
            return next(word.rstrip(",") for word in line.split() if word.startswith("http://"))
    raise AssertionError("no address was announced")


def _when(url, holds, seconds=5):
    deadline = time.monotonic() + seconds
    while not holds(answer := httpx.get(url)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return answer


def _gone(pid, seconds=10):
    deadline = time.monotonic() + seconds
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
