"""A Flask project of one module, scaffolded and served for a benchmark."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FLASK = (
    *("gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "16"),
    *("--keep-alive", "75", "--timeout", "0", "--backlog", "512"),
    *("--log-level", "error", "app:app", "--bind", "127.0.0.1:{port}"),
)
FASTAPI = (
    *("uvicorn", "generated_app.main:app", "--http", "httptools", "--ws", "none"),
    *("--no-access-log", "--no-server-header", "--timeout-keep-alive", "75"),
    # By number: uvicorn takes an inherited socket for a Unix one and leaves Nagle's algorithm on.
    *("--log-level", "warning", "--port", "{port}"),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: status and body."""

    status: int
    body: bytes


def scaffold(folder: Path, source: str, driver: str, *options: str) -> Path:
    """A folder of its own with the module and its translation."""
    project = folder / f"{driver}{''.join(options)}"
    project.mkdir()
    (project / "app.py").write_text(source)
    words = ["scaffold", "app:app", "--driver", driver, *options]
    subprocess.run(
        [sys.executable, "-m", "migrator", *words], cwd=project, check=True, capture_output=True
    )
    return project


@contextmanager
def served(project: Path, server: Sequence[str], uri: str, first: str) -> Iterator[int]:
    """The port of a server that answers ``first``; it is stopped when the block is left."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [word.format(port=port) for word in server]
    environment = {**os.environ, "MONGO_URI": uri}
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=project, env=environment)
    try:
        _wait(process, port, first)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen, port: int, path: str) -> None:
    while True:
        try:
            answer = ask(port, "GET", path)
        except OSError:
            if process.poll() is not None:
                raise SystemExit("the application does not start") from None
            time.sleep(0.05)
        else:
            assert answer.status == 200, answer
            return


def ask(port: int, method: str, path: str) -> Answered:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path)
    response = connection.getresponse()
    answer = Answered(response.status, response.read())
    connection.close()
    return answer
