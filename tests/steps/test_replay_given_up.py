"""What a team gave up is excused by its name in a whole replay, and named in the verdict."""

import json
from datetime import UTC, datetime

import pytest

from migrator.model.switches import NAMES
from migrator.model.verdict import Outcome
from migrator.project.project import Project
from migrator.steps import inspect
from migrator.steps.record import Plan, record
from migrator.steps.replay import Order
from migrator.steps.replay import replay as replay_recording
from migrator.steps.scaffold import scaffold

APP = """
import os
from datetime import datetime
from flask import Flask, abort, session
from pymongo import MongoClient

app = Flask(__name__)
app.secret_key = "s"
db = MongoClient(os.environ["MONGO_URI"]).get_database()


@app.get("/orders/")
def orders():
    return {"z": db.orders.count_documents({}), "a": "é", "at": datetime(2024, 1, 1)}


@app.get("/missing")
def missing():
    abort(404, "no such <order>")


@app.get("/seen")
def seen():
    return session.get("seen", "no")
"""
DAY = """
import sys
import httpx

with httpx.Client(base_url=sys.argv[1], timeout=30) as client:
    client.get("/orders", follow_redirects=True)
    client.get("/missing")
    client.get("/seen")
    client.options("/seen")
"""


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "day.py").write_text(DAY)
    settings = f'[tool.migrator]\napp = "app:app"\ngive_up = {json.dumps(NAMES)}\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    project = Project.here(tmp_path)
    inspect.write(project, inspect.inspect(project, lambda _: None))
    scaffold(project, say=lambda _: None)
    record(project, Plan(drive=tmp_path / "day.py"), lambda: datetime.now(UTC), lambda _: None)
    return project


def test_every_given_up_behaviour_is_excused_and_named(shop):
    verdict = replay_recording(shop, Order(), lambda: datetime.now(UTC), lambda *_: None)

    judged = (*verdict.routes, *verdict.unmatched)
    assert not [difference for item in judged for difference in item.differences]
    assert verdict.outcome is Outcome.SAME
    excuses = {excuse.name: excuse.reason for item in judged for excuse in item.excuses}
    assert set(NAMES) <= set(excuses)
    assert all(excuses[name].startswith("given up in [tool.migrator]: ") for name in NAMES)
