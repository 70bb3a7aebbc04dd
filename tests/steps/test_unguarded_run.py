"""An app whose last line is ``app.run()`` without a guard blocks nobody who only imports it."""

import json

import httpx

from migrator.compat.application import Application
from migrator.project.project import Project
from migrator.steps.serve import running_server
from tests.journey.conftest import run

APP = """
from flask import Flask
from pymongo import MongoClient

app = Flask(__name__)


def notes():
    return MongoClient("mongodb://127.0.0.1:27017").diary.notes


@app.get("/notes")
def count():
    return {"notes": notes().count_documents({})}


@app.post("/notes")
def add():
    notes().insert_one({"text": "x"})
    return "added", 201


app.run(debug=True)
"""
DAY = """
import sys
import httpx

with httpx.Client(base_url=sys.argv[1]) as client:
    assert client.get("/notes").json() == {"notes": 0}
    client.post("/notes")
    assert client.get("/notes").json() == {"notes": 1}
"""
SETTINGS = """
[tool.migrator]
app = "app:app"
"""


def test_the_whole_road_ends_although_the_last_line_starts_a_server(tmp_path):
    for name, text in (("app.py", APP), ("day.py", DAY), ("pyproject.toml", SETTINGS)):
        (tmp_path / name).write_text(text)
    for words in (("inspect", "--no-reach"), ("scaffold",), ("record", "--drive", "day.py")):
        done = run(tmp_path, *words)
        assert done.returncode == 0, done.stderr

    done = run(tmp_path, "replay", "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"]["compared"] == 3
    assert "app.run(debug=True)" in (tmp_path / "generated_app" / "app.py").read_text()
    with running_server(Project.here(tmp_path)) as url:
        assert httpx.get(url + "/nothing").status_code == 404


def test_a_call_by_the_program_itself_serves(monkeypatch):
    served = []
    monkeypatch.setattr("uvicorn.run", lambda _, **where: served.append(where))

    exec("app.run(port=8001)", {"app": Application("a"), "__name__": "__main__"})
    exec("app.run(port=8002)", {"app": Application("a"), "__name__": "a"})

    assert served == [{"host": "127.0.0.1", "port": 8001}]
