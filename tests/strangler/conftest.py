"""Real servers for the strangler: uvicorn on a thread of the test, gunicorn as a child."""

import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

SITE = Path(__file__).parent / "site"


@contextmanager
def uvicorn_on_a_thread(app):
    config = uvicorn.Config(app, port=0, log_level="warning", server_header=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def gunicorn(import_string, log):
    command = [sys.executable, "-m", "gunicorn", import_string]
    options = ["--bind=127.0.0.1:0", "--worker-class=gthread", "--threads=4"]
    with log.open("wb") as output:
        child = subprocess.Popen([*command, *options], cwd=SITE, stdout=output, stderr=output)
    try:
        yield f"http://127.0.0.1:{_port_of(child, log)}"
    finally:
        child.terminate()
        child.wait(10)


def _port_of(child, log):
    deadline = time.monotonic() + 20
    while child.poll() is None and time.monotonic() < deadline:
        text = log.read_text()
        if "Listening at: http://127.0.0.1:" in text and "Booting worker" in text:
            return int(text.partition("Listening at: http://127.0.0.1:")[2].split()[0])
        time.sleep(0.02)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def flask_url(tmp_path_factory):
    """The Flask application behind gunicorn."""
    with gunicorn("loja:app", tmp_path_factory.mktemp("gunicorn") / "log") as url:
        yield url


@pytest.fixture
def serve():
    """Serve ASGI apps until the end of the test: ``serve(app)`` gives the address."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda app: stack.enter_context(uvicorn_on_a_thread(app))


@pytest.fixture
def site(monkeypatch):
    """The folder of the Flask application, as current folder and on the path."""
    monkeypatch.chdir(SITE)
    monkeypatch.syspath_prepend(str(SITE))
    return SITE
