"""A small project: a Flask app, and a generated app that carries the real strangler."""

import shutil
from pathlib import Path

import pytest

from migrator.translate.compat_surface import closure

COMPAT = Path(__file__).parents[2] / "migrator" / "compat"
STRANGLER = closure(("__init__", "strangler"))
LEGACY = """
import os, sys
from flask import Flask, jsonify

app = Flask(__name__)

@app.get("/quem")
def quem():
    return jsonify(lado="flask", banco=os.environ.get("MONGO_URI"), processo=os.getpid())

@app.get("/so-flask")
def so_flask():
    return "flask"
"""
MAIN = """
import os
from pathlib import Path

from generated_app.compat.strangler import Strangler


class Api:
    def match_rule(self, scope):
        return "/quem" if scope["path"] == "/quem" else None

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                kind = (await receive())["type"]
                await send({"type": f"{kind}.complete"})
                if kind == "lifespan.shutdown":
                    return
        body = f"fastapi {os.getpid()}".encode()
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


app = Strangler(Api(), os.environ.get("MIGRATOR_LEGACY"), Path(os.environ["MIGRATOR_CUTOVER"]))
"""


@pytest.fixture
def folder(tmp_path):
    """The project's folder."""
    compat = tmp_path / "generated_app" / "compat"
    compat.mkdir(parents=True)
    for name in STRANGLER:
        shutil.copy(COMPAT / f"{name}.py", compat)
    (tmp_path / "generated_app" / "__init__.py").touch()
    (tmp_path / "generated_app" / "main.py").write_text(MAIN)
    (tmp_path / "loja.py").write_text(LEGACY)
    (tmp_path / "pyproject.toml").write_text('[tool.migrator]\napp = "loja:app"\n')
    return tmp_path
