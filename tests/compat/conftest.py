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
    deadline = time.monotonic() + 20
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


@pytest.fixture(scope="session")
def server_ports(tmp_path_factory):
    script = Path(__file__).with_name("servers.py")
    folder = tmp_path_factory.mktemp("servers")
    started = {}
    for flavour in ("flask", "compat"):
        port = _free_port()
        with (folder / f"{flavour}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, str(script), flavour, str(port)],
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            )
        started[flavour] = (process, port)
    try:
        for process, port in started.values():
            _wait_for(process, port)
        yield {flavour: port for flavour, (_, port) in started.items()}
    finally:
        for process, _ in started.values():
            process.send_signal(signal.SIGTERM)
        for process, _ in started.values():
            process.wait(timeout=10)


@pytest.fixture(scope="session")
def pair(server_ports):
    both = Pair(Side(server_ports["flask"]), Side(server_ports["compat"]))
    yield both
    both.close()
