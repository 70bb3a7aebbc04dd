"""What extensions are given when they are made is seen, whoever holds them."""

import json
import subprocess
import sys

import pytest

from migrator.introspect.run import introspect
from migrator.introspect.specs import spec_files
from migrator.project.project import Project

PACKAGES = (
    "flask", "flask-limiter", "flask-caching", "flask-socketio", "flask-admin", "flask-restx"
)  # fmt: skip
APP = """
from flask import Blueprint, Flask
from flask_admin import Admin
from flask_caching import Cache
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_restx import Api
from flask_socketio import SocketIO

sockets = SocketIO(cors_allowed_origins="https://loja.example", async_mode="threading")


@sockets.on("recado", namespace="/chat")
def recado(dados):
    return dados


def create_app():
    app = Flask(__name__)
    app.config["CACHE_REDIS_PASSWORD"] = "segredo"
    limite = Limiter(
        get_remote_address, app=app, default_limits=["5/second", "200 per day"],
        storage_uri="memory://", storage_options={"password": "segredo"},
    )
    Cache(app, config={"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": 77})
    Admin(app, url="/painel")
    interna = Blueprint("interna", __name__, url_prefix="/interna")
    Api(interna, prefix="/v2", doc="/ajuda")
    app.register_blueprint(interna)
    sockets.init_app(app)

    @app.get("/poucas")
    @limite.limit("1/minute")
    def poucas():
        return ""

    @app.get("/livre")
    @limite.exempt
    def livre():
        return ""

    return app
"""


def settings(spec, name):
    return next(item.settings for item in spec.extensions if item.name == name)


def test_the_arguments_of_an_api_that_a_factory_made_are_seen(look):
    api = settings(look("constructed_extensions"), "Flask-RESTful")

    assert api["prefix"] == "'/v1'"
    assert api["catch_all_404s"] == "True"
    assert api["errors"] == "ProdutoSumiu"
    assert api["decorators"] == "app.contar"
    assert api["representations"] == "application/json"


def test_rounds_of_hashing_are_those_that_the_application_asked_for(look):
    assert settings(look("constructed_extensions"), "Flask-Bcrypt")["log_rounds"] == "5"


def test_what_a_client_has_to_send_is_no_secret_but_the_key_is(look):
    spec = look("constructed_extensions")
    jwt = settings(spec, "Flask-JWT-Extended")

    assert jwt["JWT_ACCESS_TOKEN_EXPIRES"] == "0:20:00"
    assert jwt["JWT_ACCESS_COOKIE_NAME"] == "'access_token_cookie'"
    assert jwt["JWT_SECRET_KEY"] == "(str)"
    assert "segredo" not in json.dumps(spec_files(spec))


@pytest.mark.slow
def test_limits_caches_sockets_and_panels_tell_their_settings(tmp_path):
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    words = [python, "-m", "pip", "install", "--quiet", *PACKAGES]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if "No matching distribution" in done.stderr or "connection" in done.stderr.lower():
        pytest.skip(f"the packages cannot be had here: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr
    (tmp_path / "app.py").write_text(APP)

    spec = introspect(Project.here(tmp_path, app="app", python=str(python)))

    limiter = settings(spec, "Flask-Limiter")
    assert limiter["default_limits"] == "5/second, 200 per day"
    assert limiter["application_limits"] == limiter["blueprint_limits"] == ""
    assert spec.replaced["handle_exception"].startswith("flask_restx.")
    assert limiter["limits of app.poucas.create_app.<locals>.poucas"] == "1/minute"
    assert limiter["exempt_views"] == "app.livre.create_app.<locals>.livre"
    assert limiter["key_func"] == "flask_limiter.util.get_remote_address"
    assert settings(spec, "Flask-Caching")["CACHE_DEFAULT_TIMEOUT"] == "77"
    assert settings(spec, "Flask-Admin")["url"] == "'/painel'"
    assert settings(spec, "flask-restx")["prefix"] == "'/v2'"
    assert settings(spec, "flask-restx")["doc"] == "'/ajuda'"
    sockets = settings(spec, "Flask-SocketIO")
    assert sockets["events"] == "/chat recado"
    assert sockets["cors_allowed_origins"] == "'https://loja.example'"
    assert "segredo" not in json.dumps(spec_files(spec))
