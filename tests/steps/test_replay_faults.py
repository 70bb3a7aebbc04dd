"""What breaks in the middle of a replay is said, and leaves neither process nor half a file."""

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from migrator import cli
from migrator.errors import CouldNotRun, DatabaseUnreachable, ExitCode, TwinFailed
from migrator.model.exchange import Answer, Exchange, RecordingHead, Request
from migrator.model.verdict import Outcome, ReplayVerdict, RouteVerdict
from migrator.steps.pace import Pace
from migrator.steps.record import Plan, record
from migrator.steps.replay import Order, replay
from migrator.steps.verdicts import load_verdict, save_verdict
from migrator.traffic.recording import RecordingWriter
from migrator.traffic.replay import Side

BEFORE = ReplayVerdict(Outcome.SAME, 3, (RouteVerdict("order", "/orders", Outcome.SAME, 3),))
CROWD = [f"{name} GET /orders 1" for name in ("bia", "caio", "eva") * 4]


def processes(root, word=""):
    """The running processes that were started for a project: command line by number."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            about = line + (process / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(root) in about and word in about and int(process.name) != os.getpid():
            found[int(process.name)] = line
    return found


def play(project, word, number, jobs=1):
    """Replay; what ``word`` tells of the processes gets a signal after the third exchange."""

    def progress(what, done, _):
        if (what, done) == ("replaying", 3):
            victims = [
                pid for pid, line in processes(project.root, word).items() if "leash.py" not in line
            ]
            assert victims
            for pid in victims:
                os.kill(pid, number)

    replay(project, Order(pace=Pace(jobs)), lambda: datetime.now(UTC), progress)


@pytest.fixture
def kept(shop, crowd):
    """The shop with a verdict from before, and more traffic."""
    crowd(shop, *CROWD)
    save_verdict(shop, BEFORE, "before", {})
    return shop


def is_whole(project):
    saved = load_verdict(project)
    hidden = (path.name for path in project.state.rglob(".*") if path.is_file())
    leftovers = [name for name in hidden if name != ".gitignore"]  # Hypothesis writes one
    assert (saved.verdict, saved.at, leftovers) == (BEFORE, "before", [])
    return True


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 4])
@pytest.mark.parametrize(
    ("word", "error", "message"),
    [
        ("/logs/legacy-commands", TwinFailed, "the legacy app (stopped|did not answer)"),
        ("/logs/new-commands", TwinFailed, "the new app (stopped|did not answer)"),
        ("/databases/legacy", DatabaseUnreachable, "the database"),
        ("/databases/new", DatabaseUnreachable, "the database"),
    ],
    ids=["Flask", "FastAPI", "the database of Flask", "the database of FastAPI"],
)
def test_what_is_killed_is_said_and_nothing_is_left(kept, word, error, message, jobs):
    with pytest.raises(error, match=message) as failed:
        play(kept, word, signal.SIGKILL, jobs)

    assert failed.value.exit_code == ExitCode.COULD_NOT_RUN
    assert processes(kept.root) == {}
    assert is_whole(kept)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["legacy", "new"])
def test_a_twin_that_hangs_is_given_up_and_ended(kept, monkeypatch, name):
    monkeypatch.setattr(Side.__init__, "__defaults__", (1.0,))
    monkeypatch.setattr("migrator.twins.process._GRACE_SECONDS", 0.5)

    with pytest.raises(TwinFailed, match=f"the {name} app did not answer .* within 1 s"):
        play(kept, f"/logs/{name}-commands", signal.SIGSTOP)

    assert processes(kept.root) == {}
    assert is_whole(kept)


def interrupted(project, asks, *words):
    """What a verb says that gets Ctrl-C as soon as the new app was asked for what ``asks`` names."""
    command = [sys.executable, "-m", "migrator", *words]
    environ = {**os.environ, "MIGRATOR_APP": "shop:app"}
    with subprocess.Popen(
        command, cwd=project.root, env=environ, stderr=subprocess.PIPE
    ) as running:
        asked = project.logs / "new-commands.ndjson"
        while running.poll() is None and not (asked.is_file() and asks in asked.read_bytes()):
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        said = running.stderr.read().decode()
    assert running.returncode == ExitCode.INTERRUPTED, said
    return said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "asks"),
    [
        (("replay", "--jobs", "1"), b'"12"'),
        (("replay", "--jobs", "4"), b'"12"'),
        (("explore", "kill", "--examples", "5000"), b'"createIndexes"'),
        (("explore", "orders", "--examples", "5000"), b'"find"'),
    ],
    ids=["replay", "replay of several at once", "explore, at its begin", "explore"],
)
def test_ctrl_c_in_the_middle_exits_130_and_leaves_nothing(kept, crowd, words, asks):
    crowd(kept, *CROWD * 30)

    said = interrupted(kept, asks, *words)

    assert "Traceback" not in said
    assert processes(kept.root) == {}
    assert is_whole(kept)
    assert not (kept.root / ".hypothesis").exists()
    assert not kept.explored_file.exists()


@pytest.mark.slow
def test_a_disk_that_is_full_ends_a_recording_and_the_old_one_stays(shop, monkeypatch):
    before = shop.recording_file.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(RecordingWriter, "write", full)

    with pytest.raises(CouldNotRun, match="No space left") as failed:
        record(shop, Plan(drive=shop.root / "day.py"), lambda: datetime.now(UTC), lambda _: None)

    assert failed.value.exit_code == ExitCode.COULD_NOT_RUN
    assert shop.recording_file.read_bytes() == before
    assert processes(shop.root) == {}


@pytest.fixture
def small_disk():
    """No file may grow beyond 2,000 bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_verdict_that_does_not_fit_leaves_the_one_of_before(tmp_path, request):
    from migrator.project.project import Project

    project = Project.here(tmp_path)
    save_verdict(project, BEFORE, "before", {})
    request.getfixturevalue("small_disk")
    routes = tuple(RouteVerdict(f"e{n}", f"/{n}", Outcome.SAME, 1) for n in range(200))

    with pytest.raises(OSError, match="File too large"):
        save_verdict(project, ReplayVerdict(Outcome.SAME, 200, routes), "now", {})

    assert is_whole(project)


def test_a_recording_that_does_not_fit_leaves_the_one_of_before(tmp_path, request):
    file, head = tmp_path / "recording.ndjson", RecordingHead(1, "app", "now")
    exchange = Exchange(1, "ana", 0.0, Request("GET", "/"), Answer(200, (), b"x" * 900))
    with RecordingWriter(file, head) as writer:
        writer.write(exchange)
    before = file.read_bytes()
    request.getfixturevalue("small_disk")

    def record_much():
        with RecordingWriter(file, head) as writer:
            for _ in range(20):
                writer.write(exchange)

    with pytest.raises(OSError, match="File too large"):
        record_much()

    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["recording.ndjson"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EROFS])
def test_a_full_disk_is_one_sentence_and_could_not_run(monkeypatch, capsys, number):
    def full(**_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("migrator.cli.app.app", full)

    with pytest.raises(SystemExit) as left:
        cli.main()

    assert left.value.code == ExitCode.COULD_NOT_RUN
    said = capsys.readouterr().err
    assert os.strerror(number) in said
    assert "Traceback" not in said


def test_another_error_of_the_system_is_a_bug_and_shows_itself(monkeypatch):
    def broken(**_):
        raise FileNotFoundError(errno.ENOENT, "gone")

    monkeypatch.setattr("migrator.cli.app.app", broken)

    with pytest.raises(FileNotFoundError):
        cli.main()


@pytest.mark.slow
def test_a_port_that_is_taken_is_said_with_the_way_out(shop):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        plan = Plan(drive=shop.root / "day.py", port=taken.getsockname()[1])
        with pytest.raises(CouldNotRun, match="cannot be used") as failed:
            record(shop, plan, lambda: datetime.now(UTC), lambda _: None)

    assert "--port" in failed.value.hint
    assert processes(shop.root) == {}


def test_a_damaged_line_in_the_middle_is_named_before_anything_starts(kept):
    lines = kept.recording_file.read_bytes().splitlines(keepends=True)
    lines[4] = lines[4].replace(b"{", b"[", 1)
    kept.recording_file.write_bytes(b"".join(lines))

    from migrator.errors import RecordingBroken

    with pytest.raises(RecordingBroken, match=":5 is not valid JSON"):
        play(kept, "", signal.SIGKILL)

    assert not (kept.state / "databases").exists()
    assert is_whole(kept)
    assert json.loads(kept.verdict_file.read_text())["at"] == "before"
