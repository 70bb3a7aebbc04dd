"""The example, served twice: by the real server while it is recorded, and by the player alone."""

import http.client
import os
import re
import subprocess
import sys
from urllib.parse import urlencode

import pytest

from migrator.project.project import Project
from migrator.twins.app import legacy_twin
from migrator.twins.mongo import embedded_server
from migrator.twins.wire.process import wire_process
from tests.golden import ROOT

EPOCH = 1_788_000_000.0
EXAMPLE = ROOT / "examples" / "estoque"
SEED = (
    "import os, pymongo, seed; seed.semear(pymongo.MongoClient(os.environ['URI']).estoque, 12, 30)"
)
PAGES = ("/produtos", "/painel", "/api/dashboard", "/api/produtos?pagina=1", "/movimentacoes/")


class Visitor:
    """Asks with a cookie, at moments that are the same for every visitor."""

    def __init__(self, twin):
        self._port, self._cookie, self._number = twin.port, "", 0

    def ask(self, method, path, fields=None):
        self._number += 1
        headers = {
            "X-Migrator-Exchange": f"{self._number};{EPOCH + self._number}",
            "Cookie": self._cookie,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.request(method, path, urlencode(fields) if fields else None, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if sent := answer.headers["Set-Cookie"]:
            self._cookie = sent.partition(";")[0]
        return answer.status, body


def day(project, uri):
    with legacy_twin(project, uri, epoch=EPOCH, name="played") as twin:
        visitor = Visitor(twin)
        status, page = visitor.ask("GET", "/login")
        token = re.search(rb'csrf-token" content="([^"]+)"', page)[1].decode()
        login = {"_csrf": token, "email": "ana@estoque.local", "senha": "admin123"}
        answers = [(status, page), visitor.ask("POST", "/login", login)]
        return answers + [visitor.ask("GET", path) for path in PAGES]


@pytest.mark.slow
def test_the_example_answers_byte_for_byte_the_same_from_the_player(tmp_path):
    project = Project.here(
        tmp_path,
        app="app:create_app()",
        source=str(EXAMPLE),
        twin_env={"UPLOAD_FOLDER": "{scratch}/uploads"},
    )
    file = tmp_path / "answers.ndjson"
    with embedded_server(tmp_path / "server") as server:
        environ = {**os.environ, "URI": server.uri, "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run([sys.executable, "-c", SEED], cwd=EXAMPLE, env=environ, check=True)
        words = ("record", "--to", f"127.0.0.1:{server.port}", "--file", str(file))
        with wire_process(words, tmp_path / "record.log") as recorder:
            recorded = day(project, f"mongodb://127.0.0.1:{recorder.port}/estoque")

    with wire_process(("play", "--file", str(file)), tmp_path / "play.log") as player:
        played = day(project, f"mongodb://127.0.0.1:{player.port}/estoque")
        player.process.stop()

    assert [status for status, _ in recorded] == [200, 302, *[200] * len(PAGES)]
    assert played == recorded
    assert player.process.exit_code == 0, player.process.last_lines()
