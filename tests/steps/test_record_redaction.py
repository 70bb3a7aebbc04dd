"""Nothing that was sent stands on the disk: not while it is recorded, not after, not after kill -9."""

import http.client
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from migrator.errors import CouldNotRun
from migrator.steps.record import Plan, record
from migrator.steps.scrub import check
from migrator.traffic.recording import read_exchanges, read_head
from migrator.traffic.redaction.sealed import Seal
from tests.steps.conftest import FLASK_APP, now
from tests.traffic import planted

ECHO = """

@app.post("/a")
def echo():
    body = request.get_data().decode("latin-1")
    print("got", request.full_path, dict(request.headers), body, flush=True)
    db.said.insert_one({"body": body, "raw": request.get_data(), "target": request.full_path})
    answer = jsonify(body=body, headers=dict(request.headers), target=request.full_path)
    answer.set_cookie("session", request.cookies.get("session", "none"))
    return answer
"""


@pytest.fixture
def echoing(shop):
    """The shop with a view that says, logs and stores whatever it is sent."""
    (shop.root / "shop.py").write_text(FLASK_APP + ECHO)
    shutil.rmtree(shop.state)
    return shop


class Recorder:
    """``migrator record`` as its user runs it, and a client of its proxy."""

    def __init__(self, project, *words):
        command = [sys.executable, "-m", "migrator", "record", "shop:app", *words]
        self.process = subprocess.Popen(
            command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        heard = []
        for line in self.process.stderr:
            heard.append(line)
            if line.startswith("recording http"):
                port = int(line.split()[1].rstrip(";").rpartition(":")[2])
                self.client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                return
        raise AssertionError("".join(heard))

    def send(self, sown):
        for number, secret in sown:
            target, headers, body = planted.sent(number, secret)
            self.client.request("POST", target, body, headers)
            answer = self.client.getresponse()
            answer.read()
            assert answer.status == 200

    def end(self, number):
        self.client.close()
        self.process.send_signal(number)
        said = self.process.communicate(timeout=120)
        return self.process.returncode, *said


def on_disk(root):
    """Every byte under a project, the tools' own hidden files too; one may go while we read."""
    found = []
    for path in root.rglob("*"):
        try:
            found.append(path.read_bytes() if path.is_file() else b"")
        except FileNotFoundError:
            continue
    return b"".join(found)


@pytest.mark.slow
def test_of_500_secrets_none_is_on_disk_while_they_are_recorded_and_after(echoing):
    sown = list(enumerate(planted.secrets()))
    recorder = Recorder(echoing)
    try:
        for part in (sown[:150], sown[150:350], sown[350:]):
            recorder.send(part)
            assert planted.left(on_disk(echoing.root)) == []
        code, said, complained = recorder.end(signal.SIGINT)
    finally:
        recorder.process.kill()

    assert code == 0, complained
    assert said.startswith("500 exchanges")
    assert len(list(read_exchanges(echoing.recording_file))) == 500
    assert read_head(echoing.recording_file).notes["redacted"] == "yes"
    assert planted.left(planted.haystack(echoing.recordings)) == []
    assert planted.left(on_disk(echoing.root)) == []
    assert (
        "POST /a" in (echoing.logs / "recorded.log").read_text()
        or "got /a" in (echoing.logs / "recorded.log").read_text()
    )
    assert check(echoing).findings == ()


@pytest.mark.slow
def test_a_recording_that_is_killed_leaves_no_secret_and_no_process(echoing):
    sown = list(enumerate(planted.secrets()))[:120]
    recorder = Recorder(echoing)
    recorder.send(sown)
    code, _, _ = recorder.end(signal.SIGKILL)

    assert code == -signal.SIGKILL
    assert planted.left(on_disk(echoing.root)) == []
    assert not echoing.recording_file.exists()

    again = Recorder(echoing)  # the next one clears away what is left, and records
    again.send(sown[:3])
    code, said, complained = again.end(signal.SIGINT)
    assert code == 0, complained
    assert said.startswith("3 exchanges")
    assert {path.name for path in echoing.recordings.iterdir()} == {
        "recording.ndjson",
        "snapshot",
        "stand-ins.txt",
    }


def test_without_redaction_it_is_said_not_to_be_shared(echoing):
    recorder = Recorder(echoing, "--no-redaction")
    recorder.send(list(enumerate(planted.secrets()))[:3])
    code, _, complained = recorder.end(signal.SIGINT)

    assert code == 0
    assert "do not share" in complained
    assert len(planted.left(planted.haystack(echoing.recordings))) == 3
    assert check(echoing).findings


def test_a_full_disk_ends_the_recording_and_keeps_the_old_one(shop, monkeypatch):
    before, opened = shop.recording_file.read_bytes(), Seal.open

    def full(self, path, mode):
        file = opened(self, path, mode)
        if mode == "wb" and "recording.ndjson" in path.name:

            def write(_data):
                raise OSError(28, "No space left on device")

            file.raw.write = write
        return file

    monkeypatch.setattr(Seal, "open", full)
    with pytest.raises(CouldNotRun, match="cannot be written: No space left on device"):
        record(shop, Plan(drive=shop.root / "day.py"), now, lambda _: None)

    assert shop.recording_file.read_bytes() == before
    assert not [path for path in shop.recordings.iterdir() if path.name.startswith(".")]


def test_a_really_full_disk_ends_the_recording(echoing):
    """A file system of its own, where the system lets us make one."""
    echoing.recordings.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(echoing.recordings)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        recorder = Recorder(echoing)
        with suppress(OSError, http.client.HTTPException):  # it ends in the middle of them
            for _ in range(20):
                recorder.send(list(enumerate(planted.secrets()))[:50])
        _, complained = recorder.process.communicate(timeout=60)
        assert recorder.process.returncode == 5, complained
        assert "cannot be written: No space left on device" in complained
        assert "Traceback" not in complained
        assert list(echoing.recordings.iterdir()) == []
    finally:
        subprocess.run(["umount", str(echoing.recordings)], check=True)


def test_a_port_that_is_taken_is_said(shop):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CouldNotRun, match=f"port {port} cannot be used"):
            record(shop, Plan(port=port), now, lambda _: None)


def test_the_recorded_app_works_in_memory_and_its_place_is_gone(echoing):
    memory = Path("/dev/shm")
    if not memory.is_dir():
        pytest.skip("this system has no file system in memory")
    recorder = Recorder(echoing)
    during = set(memory.glob(f"migrator-*-{recorder.process.pid}-*"))
    recorder.send(list(enumerate(planted.secrets()))[:2])
    recorder.end(signal.SIGINT)

    assert len(during) == 1
    assert not (echoing.state / "databases").exists()
    assert not set(memory.glob(f"migrator-*-{recorder.process.pid}-*"))
