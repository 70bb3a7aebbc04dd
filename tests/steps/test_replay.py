import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from migrator.compare.verdict import part_of
from migrator.errors import (
    DatabaseUnreachable,
    EvidenceMissing,
    ExitCode,
    RecordingBroken,
    RecordingMissing,
    RouteUnknown,
    SpecStale,
    TwinFailed,
)
from migrator.model.verdict import Outcome, ReplayVerdict, RouteVerdict
from migrator.steps.record import Plan, record
from migrator.steps.replay import Order, exit_code
from migrator.steps.replay import replay as replay_recording
from migrator.steps.verdicts import load_verdict, save_verdict
from migrator.twins.app import legacy_twin
from migrator.twins.mongo import embedded_server


def play(project, order=None):
    return replay_recording(project, order or Order(), lambda: datetime.now(UTC), lambda *_: None)


def by_endpoint(verdict):
    return {item.endpoint: item for item in verdict.routes}


def test_equal_apps_are_the_same_in_answers_and_end_states_and_the_verdict_is_kept(shop):
    verdict = play(shop)

    assert verdict.outcome is Outcome.SAME
    assert exit_code(verdict) == ExitCode.PASSED
    assert verdict.compared == 7
    assert verdict.end_state == ()
    assert load_verdict(shop).verdict == verdict
    assert by_endpoint(verdict)["static"].outcome is Outcome.UNKNOWN


def test_flask_against_itself_is_the_same_and_leaves_the_verdict_alone(shop):
    verdict = play(shop, Order(against_itself=True))

    assert verdict.outcome is Outcome.SAME
    assert not shop.verdict_file.exists()


def test_a_recording_of_an_app_that_was_not_frozen_is_followed_through_its_ids(shop, tmp_path):
    with embedded_server(tmp_path / "mongo") as server:
        uri = server.database_uri("shop")
        there = replace(shop, settings=replace(shop.settings, mongo_uri=uri))
        with legacy_twin(shop, uri) as app:
            plan = Plan(drive=shop.root / "day.py", proxy=f"http://127.0.0.1:{app.port}")
            record(there, plan, lambda: datetime.now(UTC), lambda _: None)

    verdict = play(shop)

    assert verdict.outcome is Outcome.SAME
    assert by_endpoint(verdict)["show"].compared == 1


def test_a_wrong_field_is_named_with_its_route_only(shop, monkeypatch):
    monkeypatch.setenv("FAULT", "wrong field")

    verdict = play(shop)

    assert exit_code(verdict) == ExitCode.DIFFERENT
    different = [item.endpoint for item in verdict.routes if item.outcome is Outcome.DIFFERENT]
    assert different == ["show"]
    assert by_endpoint(verdict)["show"].source.startswith("shop.py:")
    assert exit_code(part_of(verdict, {("orders", "/orders")})) == ExitCode.PASSED


def test_a_lost_write_is_named_with_the_route_that_lost_it_only(shop, monkeypatch):
    monkeypatch.setenv("FAULT", "lost write")

    verdict = play(shop)

    different = [item for item in verdict.routes if item.outcome is Outcome.DIFFERENT]
    assert [item.endpoint for item in different] == ["order"]
    assert {difference.aspect for difference in different[0].differences} == {"database"}
    assert by_endpoint(verdict)["orders"].outcome is Outcome.SAME


@pytest.mark.parametrize(
    ("fault", "endpoint", "command", "actual"),
    [
        ("double write", "order", "update", "once"),
        ("n+1", "orders", "find", "twice"),
    ],
)
def test_what_only_the_database_hears_of_is_named_with_its_route(
    shop, monkeypatch, fault, endpoint, command, actual
):
    monkeypatch.setenv("FAULT", fault)

    verdict = play(shop)

    different = [item for item in verdict.routes if item.outcome is Outcome.DIFFERENT]
    assert [item.endpoint for item in different] == [endpoint]
    found = different[0].differences[0]
    assert (found.aspect, found.actual) == ("commands", actual)
    assert re.fullmatch(rf"{command} \w+\.orders", found.where)


def test_a_route_that_stays_on_flask_is_answered_by_it_and_not_compared(shop, refuse, monkeypatch):
    monkeypatch.setenv("FAULT", "wrong field")
    refuse(shop, "show")

    verdict = play(shop)

    assert verdict.outcome is Outcome.SAME
    assert by_endpoint(verdict)["show"].compared == 0
    assert "stays on Flask" in by_endpoint(verdict)["show"].why


def test_a_new_app_that_does_not_start_could_not_run(shop, monkeypatch):
    monkeypatch.setenv("FAULT", "import")

    with pytest.raises(TwinFailed, match="this app is broken") as failed:
        play(shop)

    assert failed.value.exit_code == ExitCode.COULD_NOT_RUN
    assert not shop.verdict_file.exists()


@pytest.mark.parametrize(
    ("fault", "error", "message"),
    [
        ("die", TwinFailed, "the new app (stopped|did not answer)"),
        ("database", DatabaseUnreachable, "the database of the new side stopped"),
    ],
)
def test_what_is_killed_in_the_middle_is_said_and_leaves_nothing_behind(
    shop, monkeypatch, fault, error, message
):
    monkeypatch.setenv("FAULT", fault)

    with pytest.raises(error, match=message) as failed:
        play(shop)

    assert failed.value.exit_code == ExitCode.COULD_NOT_RUN
    assert not shop.verdict_file.exists()
    assert _processes_of(shop.root) == []


def test_a_missing_recording_is_missing_evidence(shop):
    shop.recording_file.unlink()

    with pytest.raises(RecordingMissing):
        play(shop)


def test_a_recording_that_is_cut_off_is_said_before_anything_starts(shop):
    shop.recording_file.write_bytes(shop.recording_file.read_bytes()[:-10])

    with pytest.raises(RecordingBroken, match=":8 is cut off"):
        play(shop)

    assert not (shop.state / "databases").exists()


def test_a_snapshot_of_another_recording_is_refused(shop):
    next(shop.snapshot.rglob("*.bson")).write_bytes(b"")

    with pytest.raises(EvidenceMissing, match="is not the database"):
        play(shop)


def test_a_project_that_was_not_scaffolded_is_refused(shop):
    shop.scaffold_file.unlink()

    with pytest.raises(EvidenceMissing, match="nothing was scaffolded"):
        play(shop)


def test_a_project_that_was_not_inspected_is_refused(shop):
    (shop.route_specs / "app.json").unlink()

    with pytest.raises(SpecStale):
        play(shop)


def test_a_route_alone_is_played_until_its_last_request_and_leaves_the_others_as_old(shop):
    whole = ReplayVerdict(Outcome.SAME, 3, (RouteVerdict("order", "/orders", Outcome.SAME, 3),))
    save_verdict(shop, whole, "long ago", {"code": "old"})

    verdict = play(shop, Order(words=("show",)))

    assert (verdict.outcome, verdict.compared, verdict.left_out) == (Outcome.SAME, 1, 4)
    assert [item.endpoint for item in verdict.routes] == ["show"]
    saved = load_verdict(shop)
    assert saved.origin(("order", "/orders")) == ("long ago", {"code": "old"})
    assert saved.origin(("show", "/orders/<oid>"))[1]["code"] != "old"
    assert sorted(path.name for path in shop.verdicts.iterdir()) == ["order.json", "show.json"]


def test_a_route_that_was_never_recorded_is_unknown_without_starting_anything(shop):
    verdict = play(shop, Order(words=("static",)))

    assert exit_code(verdict) == ExitCode.INCONCLUSIVE
    assert (verdict.compared, verdict.left_out) == (0, 7)
    assert not (shop.state / "databases").exists()


def test_an_unknown_route_is_said_before_the_work(shop):
    with pytest.raises(RouteUnknown):
        play(shop, Order(words=("ordres",)))


def _processes_of(root):
    """Command lines of running processes that name the folder, or run in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            where = str((process / "cwd").readlink())
        except OSError:
            continue
        if str(root) in line or str(root) in where:
            found.append(line)
    return found
