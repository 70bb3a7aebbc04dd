"""A route that asks another database with blocking calls stays on Flask."""

import pytest

from migrator.model.translation import Grade
from migrator.translate.translate import translate
from tests.translate.cases import spec_of

IN_A_FUNCTION = """import sqlite3

from flask import Flask, g

app = Flask(__name__)


def banco():
    if "banco" not in g:
        g.banco = sqlite3.connect("loja.sqlite")
    return g.banco


@app.get("/produtos")
def produtos():
    return [nome for nome, in banco().execute("select nome from produtos")]


@app.get("/saude")
def saude():
    return "ok"
"""
IN_THE_MODULE = """from flask import Flask
from sqlalchemy import create_engine, text

app = Flask(__name__)
motor = create_engine("sqlite://")


@app.get("/produtos")
def produtos():
    with motor.connect() as conexao:
        return [linha[0] for linha in conexao.execute(text("select 1"))]
"""


def graded(root, text):
    (root / "app.py").write_text(text)
    found = translate(spec_of(root), root, package="new")
    return {route.rule: route for route in found.routes}


def test_only_the_routes_that_ask_it_are_refused_with_its_place(tmp_path):
    routes = graded(tmp_path, IN_A_FUNCTION)

    assert routes["/produtos"].grade is Grade.REFUSED
    assert routes["/saude"].grade is Grade.ASYNC
    (reason,) = routes["/produtos"].reasons
    assert (reason.file, reason.line, reason.construct) == ("app.py", 10, "sqlite3.connect()")
    assert "sqlite3" in reason.why


@pytest.mark.filterwarnings("ignore")
def test_a_connection_of_the_whole_module_refuses_what_needs_the_module(tmp_path):
    routes = graded(tmp_path, IN_THE_MODULE)

    assert routes["/produtos"].grade is Grade.REFUSED
    assert "sqlalchemy" in routes["/produtos"].reasons[0].why
