"""The two servers of the extensions' applications, started once and stopped by their ids."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pairs import Pair, Side
from pymongo import MongoClient

from migrator.twins.mongo import embedded_server

HERE = Path(__file__).parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(process, port, log):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"server ended with {process.returncode}: {log.read_text()[-2000:]}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("server did not start")


@pytest.fixture(scope="session")
def mongo_server(tmp_path_factory):
    with embedded_server(tmp_path_factory.mktemp("mongo")) as server:
        yield server.uri.rstrip("/")


@pytest.fixture(scope="session")
def mongo_client(mongo_server):
    client = MongoClient(mongo_server, tz_aware=True)
    yield client
    client.close()


@pytest.fixture(scope="session")
def extension_ports(tmp_path_factory, mongo_server):
    folder = tmp_path_factory.mktemp("extensions")
    started = []
    try:
        for flavour in ("flask", "compat"):
            port, log = free_port(), folder / f"{flavour}.log"
            with log.open("wb") as output:
                process = subprocess.Popen(
                    [sys.executable, str(HERE / "extension_servers.py"), flavour, str(port)],
                    stdout=output,
                    stderr=output,
                    env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "TEST_MONGO": mongo_server},
                )
            started.append((process, port, log))
        for server in started:
            wait_for(*server)
        yield [port for _, port, _ in started]
    finally:
        for process, _, _ in started:
            process.send_signal(signal.SIGTERM)
        for process, _, _ in started:
            process.wait(timeout=10)


@pytest.fixture(scope="session")
def extensions(extension_ports):
    """Both sides of the applications that use extensions."""
    both = Pair(*(Side(port) for port in extension_ports))
    yield both
    both.close()
