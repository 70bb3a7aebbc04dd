"""The example's sides as benchmarks ask them: servers, the database they get, and what is asked.

The database is the wire player (`migrator.twins.wire`): the real server's answers are recorded
once, while every side answers every request, and played from memory afterwards.
"""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from http_load import Ask

from migrator.twins.mongo import embedded_server
from migrator.twins.process import Child
from migrator.twins.wire.process import WireProcess, wire_process

HERE = Path(__file__).parent
ROOT = HERE.parent
EXAMPLE = ROOT / "examples" / "estoque"
PRODUCT = "65a00002" + f"{7:016x}"
ADMIN = {"email": "ana@estoque.local", "senha": "admin123"}
FORM = {
    "codigo": "P0007",
    "nome": "Contator padrão",
    "descricao": "",
    "categoria": "Elétrica",
    "unidade": "UN",
    "preco_custo": "99,90",
    "estoque_minimo": "20",
    "tags": "fragil",
}
ROUTES: dict[str, tuple[str, str, dict[str, str] | None]] = {
    "JSON list": ("GET", "/api/produtos?pagina=2", None),
    "JSON detail": ("GET", f"/api/produtos/{PRODUCT}", None),
    "JSON movements": ("GET", "/api/movimentacoes?tipo=saida", None),
    "JSON dashboard": ("GET", "/api/dashboard?dias=30", None),
    "page, list": ("GET", "/produtos?categoria=EPI", None),
    "page, detail": ("GET", f"/produtos/{PRODUCT}", None),
    "form, write": ("POST", f"/produtos/{PRODUCT}/editar", FORM),
    "form, login": ("POST", "/login", ADMIN),
}
_TOKEN = re.compile(rb'name="csrf-token" content="([^"]+)"')
_NEVER_THE_SAME = re.compile(rb'(csrf-token" content="|name="_csrf" value=")[0-9a-f]+')


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What serves, with which driver; ``environment`` is added to that of the others."""

    name: str
    kind: str
    environment: dict[str, str]


FLASK = Side("Flask", "flask", {})
MOTOR = Side("FastAPI + Motor", "generated", {})
ASYNC = Side("FastAPI + PyMongo Async", "generated", {"GENERATED": "pymongo-async"})
MOTOR_AS_INSTALLED = Side(
    "FastAPI + Motor, its own pool", "generated", {"MOTOR_MAX_WORKERS": str(5 * os.cpu_count())}
)
BY_HAND_MOTOR = Side("by hand, Motor", "handwritten", {"DRIVER": "motor"})
BY_HAND_ASYNC = Side("by hand, PyMongo Async", "handwritten", {"DRIVER": "pymongo-async"})


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: status, headers, body."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def cpu_of(child: Child) -> float:
    """Seconds of processor time, of all threads of a child's processes, to the microsecond.

    The kernel has a clock for each process: clock_getcpuclockid(3).
    """
    (command,) = _children(child.leash)
    return sum(time.clock_gettime((~it << 3) | 2) for it in (command, *_children(command)))


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(number) for path in listed for number in path.read_text().split()]


class Servers:
    """The processes of one side, each on a port of its own."""

    def __init__(self, side: Side, mongo: str, folder: Path, count: int, threads: int = 16) -> None:
        self.side = side
        self.ports: list[int] = []
        self._processes = []
        app = "generated-async" if side.environment.get("GENERATED") else "generated"
        environment = {
            **os.environ,
            **side.environment,
            "MONGO_URI": f"{mongo}estoque",
            "SECRET_KEY": "benchmark",
            "UPLOAD_FOLDER": str(folder / "uploads"),
            "PYTHONPATH": str(folder / app),
        }
        for number in range(count):
            with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
                listener.set_inheritable(True)
                self.ports.append(listener.getsockname()[1])
                script = [sys.executable, str(HERE / "serve_estoque.py"), side.kind]
                self._processes.append(
                    Child(
                        [*script, str(listener.fileno()), str(threads)],
                        folder / f"{app}-{side.kind}-{number}.log",
                        env=environment,
                        cwd=folder,
                        sockets=[listener],
                    )
                )

    def stop(self) -> None:
        """End them all."""
        for process in self._processes:
            process.stop()

    def ask(self, method: str, path: str, fields=None, headers=None, server: int = 0) -> Answered:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[server], timeout=60)
        body = urlencode(fields) if fields is not None else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body, {**kind, **(headers or {})})
        response = connection.getresponse()
        answer = Answered(response.status, response.headers, response.read())
        connection.close()
        return answer


class Visitor:
    """Somebody who is logged in on a side, and the requests they make."""

    def __init__(self, servers: Servers) -> None:
        page = servers.ask("GET", "/login")
        self._anonymous, self._token = _cookie(page), _TOKEN.search(page.body)[1].decode()
        login = {**ADMIN, "_csrf": self._token}
        entered = servers.ask("POST", "/login", login, {"Cookie": self._anonymous})
        assert entered.status == 302, entered
        first = servers.ask("GET", "/produtos", headers={"Cookie": _cookie(entered)})
        assert first.status == 200, first
        self._own = _cookie(first) or _cookie(entered)
        self._own_token = _TOKEN.search(first.body)[1].decode()

    def wants(self, name: str) -> tuple[str, str, dict[str, str] | None, dict[str, str]]:
        """Method, path, fields and headers of a route."""
        method, path, fields = ROUTES[name]
        cookie, token = self._own, self._own_token
        if path == "/login":
            cookie, token = self._anonymous, self._token
        if fields is not None:
            fields = {**fields, "_csrf": token}
        return method, path, fields, {"Cookie": cookie}

    def ask_of(self, servers: Servers, name: str) -> tuple[Ask, Answered]:
        """The request of a route as bytes, with the answer that it gets now."""
        method, path, fields, headers = self.wants(name)
        answer = servers.ask(method, path, fields, headers)
        body = urlencode(fields).encode() if fields is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "Host: estoque.local", f"Cookie: {headers['Cookie']}"]
        if body:
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append(f"Content-Length: {len(body)}")
        request = "\r\n".join((*lines, "", "")).encode() + body
        return Ask(request, answer.status, len(answer.body)), answer


def _cookie(answer: Answered) -> str:
    """The cookies that an answer sets, as they are sent back."""
    return "; ".join(
        value.partition(";")[0] for value in answer.headers.get_all("Set-Cookie") or []
    )


def comparable(answer: Answered) -> tuple[int, bytes]:
    """What all sides must have in common: status and body, of a redirect where it leads."""
    if answer.status == 302:
        return 302, answer.headers["Location"].encode()
    return answer.status, _NEVER_THE_SAME.sub(rb"\1", answer.body)


def prepare(folder: Path, sides: Sequence[Side]) -> Path:
    """Generate the apps, record the answers that all sides get; the file that can be played.

    Raises:
        AssertionError: two sides answer a request in different ways.
    """
    (folder / "generated").mkdir(parents=True)
    shutil.copytree(ROOT / "generated_app", folder / "generated" / "generated_app")
    if any(side.environment.get("GENERATED") for side in sides):
        scaffold_for_async(folder / "generated-async")
    file = folder / "answers.ndjson"
    with embedded_server(folder / "mongo") as server:
        seed = {**os.environ, "MONGO_URI": server.database_uri("estoque")}
        subprocess.run(
            [sys.executable, "seed.py"], cwd=EXAMPLE, env=seed, check=True, capture_output=True
        )
        asked_once(sides[0], server.uri, folder)  # what they write is there from here on
        words = ["record", "--to", f"127.0.0.1:{server.port}", "--file", str(file)]
        with wire_process(words, folder / "record.log") as recorder:
            found = [asked_once(side, uri_of(recorder), folder) for side in sides]
    for side, answers in zip(sides, found, strict=True):
        for name, answer in answers.items():
            assert answer == found[0][name], (side.name, name, answer, found[0][name])
    return file


def uri_of(wire: WireProcess) -> str:
    """Where drivers find it."""
    return f"mongodb://127.0.0.1:{wire.port}/"


def scaffold_for_async(folder: Path) -> None:
    """The example's translation for PyMongo's own async API."""
    ignored = shutil.ignore_patterns("__pycache__", "uploads", ".pytest_cache", "tests")
    shutil.copytree(EXAMPLE, folder / "examples" / "estoque", ignore=ignored)
    shutil.copy2(ROOT / "pyproject.toml", folder / "pyproject.toml")
    for words in (["inspect"], ["scaffold", "--driver", "pymongo-async"]):
        subprocess.run(
            [sys.executable, "-m", "migrator", *words], cwd=folder, check=True, capture_output=True
        )


def asked_once(side: Side, uri: str, folder: Path) -> dict[str, tuple[int, bytes]]:
    """What a side answers to every route."""
    with ExitStack() as stack:
        servers = Servers(side, uri, folder, 1)
        stack.callback(servers.stop)
        visitor = Visitor(servers)
        return {name: comparable(visitor.ask_of(servers, name)[1]) for name in ROUTES}
