"""The committed application, served as its README says, on a real database."""

import os
import socket
import subprocess
import sys
import time

import httpx
import pytest
from pymongo import MongoClient

from migrator.twins.mongo import embedded_server
from tests.golden import ROOT

SECONDS = 120.0


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """``uvicorn generated_app.main:app`` in the root of the repository: its URL and its database."""
    folder = tmp_path_factory.mktemp("generated")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with embedded_server(folder / "database") as server:
        environ = {
            **os.environ,
            "MONGO_URI": server.database_uri("estoque"),
            "UPLOAD_FOLDER": str(folder / "uploads"),
        }
        environ.pop("MIGRATOR_LEGACY", None)
        command = [sys.executable, "-m", "uvicorn", "generated_app.main:app", "--port", str(port)]
        child = subprocess.Popen(command, cwd=ROOT, env=environ)
        try:
            yield _ready(f"http://127.0.0.1:{port}", child), environ["MONGO_URI"]
        finally:
            child.terminate()
            child.wait(10)


@pytest.fixture(scope="module")
def url(served):
    return served[0]


def _ready(url, child):
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        try:
            httpx.get(f"{url}/saude")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return url
    pytest.fail("uvicorn did not start")


def test_it_answers_with_its_database(url):
    answer = httpx.get(f"{url}/saude")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_its_indexes_were_made_before_it_served(served):
    with MongoClient(served[1]) as client:
        indexes = client["estoque"]["produtos"].index_information()

    assert indexes["codigo_1"]["unique"] is True


def test_interactive_documentation_names_every_route_with_its_login(url):
    page = httpx.get(f"{url}/_migrator/docs")
    schema = httpx.get(f"{url}/_migrator/openapi.json").json()

    assert page.status_code == 200
    assert "swagger" in page.text.lower()
    assert len(schema["paths"]) >= 45
    guarded = schema["paths"]["/api/estoque/hierarquia"]["get"]
    assert guarded["security"]
    path = schema["paths"]["/api/movimentacoes/{numero}"]["get"]
    assert path["parameters"][0]["schema"]["type"] == "integer"
    assert "422" not in path["responses"]


def test_what_flask_answers_at_the_usual_places_of_documentation_stays(url):
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert httpx.get(url + path).status_code == 404
