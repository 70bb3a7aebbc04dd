import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from pymongo import MongoClient

from migrator.errors import DatabaseUnreachable, ExitCode
from migrator.twins import mongo
from migrator.twins.mongo import embedded_server, external_server, server_for


def test_the_embedded_server_stores_documents_and_stops_with_its_block(tmp_path):
    with embedded_server(tmp_path) as server, MongoClient(server.uri) as client:
        client.estoque.produtos.insert_one({"_id": 1})
        assert client.estoque.produtos.count_documents({}) == 1

    assert not server.is_alive
    with pytest.raises(ConnectionRefusedError):
        _connect(server.port)


def test_a_database_uri_keeps_the_options_of_the_server():
    server = mongo.MongoServer("mongodb://u:p@h:1/?authSource=admin", 1)

    assert server.database_uri("estoque") == "mongodb://u:p@h:1/estoque?authSource=admin"


def test_two_servers_listen_on_two_ports(tmp_path):
    with embedded_server(tmp_path / "one") as one, embedded_server(tmp_path / "two") as two:
        assert one.port != two.port


def test_a_server_that_cannot_use_its_folder_is_said_with_its_last_words(tmp_path):
    (tmp_path / "data").write_text("not a folder")

    with pytest.raises(DatabaseUnreachable, match="did not start") as failed:
        embedded_server(tmp_path).__enter__()

    assert "server.log" in failed.value.hint


def test_a_missing_server_is_said_with_the_way_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setattr(mongo.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(mongo, "which", lambda _: None)
    monkeypatch.setattr(mongo, "find_spec", lambda _: None)

    with pytest.raises(DatabaseUnreachable) as failed, embedded_server(tmp_path):
        pass

    assert "migrator[embedded]" in failed.value.hint
    assert failed.value.exit_code == ExitCode.COULD_NOT_RUN


def test_an_external_server_is_pinged_and_used_as_it_is(tmp_path):
    with embedded_server(tmp_path) as own, server_for(own.uri, tmp_path) as server:
        assert server.port == own.port
        assert server.process is None


def test_an_external_server_that_does_not_answer_is_named_without_its_password(monkeypatch):
    monkeypatch.setattr(mongo, "_EXTERNAL_SECONDS", 0.2)

    with pytest.raises(DatabaseUnreachable) as failed:
        external_server(f"mongodb://ana:segredo@127.0.0.1:{_nobody()}/x").__enter__()

    assert "127.0.0.1" in failed.value.message
    assert "segredo" not in failed.value.message


def test_a_malformed_uri_is_said():
    with pytest.raises(DatabaseUnreachable, match="no MongoDB answers at"):
        external_server("postgres://x").__enter__()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_server_dies_with_a_toolkit_that_is_killed(tmp_path, number):
    script = """
        import sys, time
        from pathlib import Path
        from migrator.twins.mongo import embedded_server
        with embedded_server(Path(sys.argv[1])) as server:
            print(server.port, flush=True)
            time.sleep(60)
    """
    toolkit = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    port = int(toolkit.stdout.readline())
    _connect(port)

    os.kill(toolkit.pid, number)
    toolkit.wait(10)

    assert _falls_silent(port, seconds=10)
    toolkit.stdout.close()


def _connect(port):
    import socket

    socket.create_connection(("127.0.0.1", port), 1).close()


def _falls_silent(port, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            _connect(port)
        except OSError:
            return True
        time.sleep(0.05)
    return False


def _nobody():
    """A port on which nobody listens."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
