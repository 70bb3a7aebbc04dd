"""The two servers, started once and stopped by their ids."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from pairs import Pair, Side


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(process, port):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("server did not start")


def _write_files(folder):
    contents = {
        "a.txt": "hello, file é\n".encode(),
        "empty.txt": b"",
        "noext": b"bytes",
        "x.tar.gz": b"\x1f\x8b",
        "big.bin": bytes(range(256)) * 4000,
        "static/s.css": b"body { color: red }\n",
        "static/sub/x.js": b"alert(1)\n",
        "static/noext": b"?",
        "static/\u00e9.txt": b"name",
        **{
            f"templates/page.{kind}": "<p>{{ name }} {{ who }}é</p>\n".encode()
            for kind in ("html", "txt", "svg", "xml", "xhtml", "htm", "j2")
        },
        "templates/sub/page.html": b"in a folder {{ name }}",
        "templates/both.html": b"of the application",
        "templates/part.html": b"part {{ x }} {{ who }}",
        "templates/macros.html": (
            b"{% macro link(e) %}{{ url_for(e) }} {{ request.path }} {{ session.get('a') }}{% endmacro %}"
            b"{% macro plain(x) %}plain {{ x }}{% endmacro %}"
        ),
        "templates/base.html": b"<html>{% block body %}base {{ name }}{% endblock %}</html>",
        "bp_templates/both.html": b"of the blueprint",
        "bp_templates/only_bp.html": b"only bp {{ x }} {{ who }}",
    }
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder


@pytest.fixture(scope="session")
def launch(tmp_path_factory):
    """A function that starts a script with words and a port, and returns the process and port.

    TEST_HTTP names the parser of uvicorn, h11 unless told otherwise.
    """
    folder = tmp_path_factory.mktemp("servers")
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    environ["TEST_FILES"] = str(_write_files(folder / "files"))
    started = []

    def start(script, *words, **more):
        port = _free_port()
        with (folder / f"{len(started)}.log").open("wb") as log:
            command = [sys.executable, str(script), *words, str(port)]
            process = subprocess.Popen(command, stdout=log, stderr=log, env={**environ, **more})
        started.append(process)
        return process, port

    try:
        yield start
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(timeout=10)


@pytest.fixture(scope="session")
def server_ports(launch):
    script = Path(__file__).with_name("servers.py")
    started = {flavour: launch(script, flavour) for flavour in ("flask", "compat")}
    for process, port in started.values():
        _wait_for(process, port)
    return {flavour: port for flavour, (_, port) in started.items()}


@pytest.fixture(scope="session")
def flask_on_uvicorn(launch):
    """The port of the witness: the same Flask applications on the server of the new side."""
    process, port = launch(Path(__file__).parent / "edge" / "flask_on_uvicorn.py")
    _wait_for(process, port)
    return port


@pytest.fixture(scope="session")
def uvicorn_ports(launch, server_ports, flask_on_uvicorn):
    """The ports of compat and of the witness for each parser that uvicorn may have."""
    folder = Path(__file__).parent
    others = [
        launch(folder / "servers.py", "compat", TEST_HTTP="httptools"),
        launch(folder / "edge" / "flask_on_uvicorn.py", TEST_HTTP="httptools"),
    ]
    for process, port in others:
        _wait_for(process, port)
    return {
        "h11": [server_ports["compat"], flask_on_uvicorn],
        "httptools": [port for _, port in others],
    }


@pytest.fixture(scope="session")
def strangled(launch, server_ports):
    """Flask, and the strangler with compat and that Flask behind it; it marks who answered."""
    script = Path(__file__).with_name("strangled_server.py")
    process, port = launch(script, f"http://127.0.0.1:{server_ports['flask']}")
    _wait_for(process, port)
    both = Pair(Side(server_ports["flask"]), Side(port))
    yield both
    both.close()


@pytest.fixture(scope="session")
def wait_for():
    """A function that returns when a process listens on a port."""
    return _wait_for


@pytest.fixture(scope="session")
def pair(server_ports):
    both = Pair(Side(server_ports["flask"]), Side(server_ports["compat"]))
    yield both
    both.close()
