import signal
import subprocess
import sys
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from migrator.errors import CouldNotRun, ExitCode, TwinFailed, UsageError
from migrator.steps.record import Plan, record
from migrator.traffic.recording import read_exchanges, read_head
from migrator.twins.app import legacy_twin
from migrator.twins.mongo import embedded_server
from migrator.twins.snapshot import snapshot_databases, snapshot_digest


def now():
    return datetime.now(UTC)


def test_a_scenario_is_recorded_with_its_rules_and_the_database_it_began_with(recorded_shop):
    project, found = recorded_shop

    head = read_head(project.recording_file)
    exchanges = list(read_exchanges(project.recording_file))
    assert (found.exchanges, found.sessions, found.unmatched, found.lost) == (7, 1, 0, 0)
    assert [(e.request.method, e.rule) for e in exchanges[:3]] == [
        ("GET", "/orders"),
        ("POST", "/orders"),
        ("GET", "/orders/<oid>"),
    ]
    assert exchanges[0].answer.body.count(b"seed") == 1
    assert head.notes["frozen"] == "yes"
    assert head.snapshot == snapshot_digest(project.snapshot)
    assert project.recording_file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("scenario", "said"),
    [("raise SystemExit('no more tea')", "no more tea"), ("pass", "nothing was recorded")],
)
def test_a_failed_recording_leaves_the_old_one_in_place(shop, scenario, said):
    (shop.root / "bad.py").write_text(scenario)
    before = shop.recording_file.read_bytes(), snapshot_digest(shop.snapshot)

    with pytest.raises(CouldNotRun, match=said):
        record(shop, Plan(drive=shop.root / "bad.py"), now, lambda _: None)

    assert before == (shop.recording_file.read_bytes(), snapshot_digest(shop.snapshot))
    assert {path.name for path in shop.recordings.iterdir()} == {
        "recording.ndjson",
        "snapshot",
        "stand-ins.txt",
    }


def test_a_missing_scenario_is_a_usage_error(shop):
    with pytest.raises(UsageError, match="there is no scenario"):
        record(shop, Plan(drive=shop.root / "none.py"), now, lambda _: None)


def test_a_seed_command_that_fails_is_said_with_its_last_lines(shop):
    plan = Plan(drive=shop.root / "day.py", seed="python -c 'raise SystemExit(\"no seeds\")'")

    with pytest.raises(CouldNotRun, match="no seeds"):
        record(shop, plan, now, lambda _: None)


def test_a_seed_command_that_does_not_exist_is_said(shop):
    plan = Plan(drive=shop.root / "day.py", seed="no-such-program")

    with pytest.raises(CouldNotRun, match="cannot be run"):
        record(shop, plan, now, lambda _: None)


def test_an_app_that_does_not_start_is_said_with_its_last_lines(shop):
    (shop.root / "shop.py").write_text("raise RuntimeError('closed today')")

    with pytest.raises(TwinFailed, match="closed today"):
        record(shop, Plan(drive=shop.root / "day.py"), now, lambda _: None)


@pytest.mark.parametrize("url", ["https://x", "http://x/path", "ftp://x"])
def test_an_address_that_cannot_be_recorded_is_a_usage_error(shop, url):
    with pytest.raises(UsageError, match="not an address"):
        record(shop, Plan(proxy=url), now, lambda _: None)


def test_an_app_that_already_runs_is_recorded_with_its_database(shop, tmp_path):
    with embedded_server(tmp_path / "mongo") as server:
        uri = server.database_uri("shop")
        settings = replace(shop.settings, mongo_uri=uri)
        with legacy_twin(shop, uri) as app:
            plan = Plan(drive=shop.root / "day.py", proxy=f"127.0.0.1:{app.port}")
            found = record(replace(shop, settings=settings), plan, now, lambda _: None)

    assert found.exchanges == 7
    assert read_head(shop.recording_file).notes["frozen"] == "no"
    assert snapshot_databases(shop.snapshot) == ("shop",)


def test_ctrl_c_ends_a_recording_well(shop):
    command = [sys.executable, "-m", "migrator", "record", "shop:app", "--project", str(shop.root)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said = next(line for line in running.stderr if line.startswith("recording http"))
        url = said.split()[1].rstrip(";")
        urllib.request.urlopen(f"{url}/orders", timeout=20).read()
        running.send_signal(signal.SIGINT)
        output, _ = running.communicate(timeout=30)
    finally:
        running.kill()

    assert running.returncode == ExitCode.PASSED
    assert output.startswith("1 exchanges of 1 sessions recorded")
    assert len(list(read_exchanges(shop.recording_file))) == 1
