"""The ledger is append-only, and a stage is a fold over it."""

import pytest

from migrator.errors import UsageError
from migrator.model.ledger import Event, Stage
from migrator.project.project import Project
from migrator.steps.ledger import append_events, read_ledger


@pytest.fixture
def project(tmp_path):
    return Project.here(tmp_path)


def moved(pattern, stage):
    return Event("2026-11-23T12:00:00+00:00", "cutover", pattern, {"stage": stage})


def test_an_empty_ledger_leaves_every_pattern_on_legacy(project):
    assert read_ledger(project).stage("/x") is Stage.LEGACY


def test_events_come_back_in_the_order_they_were_written(project):
    events = [moved("/a", "live"), Event("later", "rollback", "/a"), moved("/é", "shadow")]

    append_events(project, events[:1])
    append_events(project, events[1:])

    assert list(read_ledger(project).events) == events


@pytest.mark.parametrize(
    ("events", "stage"),
    [
        pytest.param([moved("/a", "canary")], Stage.CANARY, id="one move"),
        pytest.param([moved("/a", "canary"), moved("/a", "live")], Stage.LIVE, id="widened"),
        pytest.param([moved("/a", "live"), Event("t", "rollback", "/a")], Stage.LEGACY, id="back"),
        pytest.param([moved("/b", "live")], Stage.LEGACY, id="another pattern"),
        pytest.param([moved("/a", "live"), Event("t", "replayed", "/a")], Stage.LIVE, id="no move"),
        pytest.param(
            [moved("/a", "live"), Event("t", "teleported", "/a")], Stage.LIVE, id="a newer kind"
        ),
        pytest.param([moved("/a", "live"), moved("/a", "orbit")], Stage.LIVE, id="a newer stage"),
    ],
)
def test_the_last_move_decides_the_stage(project, events, stage):
    append_events(project, events)

    assert read_ledger(project).stage("/a") is stage


@pytest.mark.parametrize(
    "line", ["{", "[]", "7", '{"at": "x"}', '{"at":1,"kind":2,"subject":3,"detail":4}']
)
def test_a_broken_line_is_named(project, line):
    append_events(project, [moved("/a", "live")])
    with project.ledger_file.open("a") as file:
        file.write(line + "\n")

    with pytest.raises(UsageError, match=r"migration-ledger\.ndjson:2"):
        read_ledger(project)


def test_unknown_keys_of_a_newer_version_are_passed_over(project):
    project.ledger_file.write_text(
        '{"format": 2, "at": "t", "kind": "cutover", "subject": "/a", "detail": {"stage": "live"},'
        ' "signature": "x"}\n'
    )

    assert read_ledger(project).stage("/a") is Stage.LIVE
