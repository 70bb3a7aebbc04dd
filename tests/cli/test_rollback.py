"""``migrator rollback`` always works: no evidence, no specs, not even a readable table is needed."""

import json
import shutil

import pytest


@pytest.fixture
def moved(migration, migrator):
    assert migrator("cutover", "--without-bench").code == 0
    return migration


@pytest.mark.parametrize(
    ("words", "left"),
    [
        pytest.param(["/p"], {"/p/<int:pid>"}, id="rule"),
        pytest.param(["main.listar"], {"/p/<int:pid>"}, id="endpoint"),
        pytest.param(["/p/7"], {"/p"}, id="path"),
        pytest.param(["/p*"], set(), id="glob"),
        pytest.param(["main.*"], set(), id="glob of endpoints"),
        pytest.param(["--all"], set(), id="all"),
        pytest.param(["main.criar"], {"/p", "/p/<int:pid>"}, id="on Flask already"),
    ],
)
def test_what_is_named_goes_back_to_flask(moved, migrator, words, left):
    ran = migrator("rollback", *words)

    assert ran.code == 0
    assert set(moved.table) == left


def test_a_rollback_is_an_event_of_the_ledger(moved, migrator):
    migrator("rollback", "/p")

    event = moved.events[-1]
    assert (event["kind"], event["subject"]) == ("rollback", "/p")
    assert event["detail"] == {"from": "live", "stage": "legacy"}


def test_stale_evidence_does_not_hold_a_rollback_up(moved, migrator):
    moved.edit_code()
    moved.project.verdict_file.write_text("{")

    assert migrator("rollback", "main.listar").code == 0
    assert set(moved.table) == {"/p/<int:pid>"}


def test_no_specs_are_needed_to_go_back(moved, migrator):
    shutil.rmtree(moved.project.route_specs)

    assert migrator("rollback", "/p").code == 0
    assert set(moved.table) == {"/p/<int:pid>"}


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 1, "patterns": {"/p": {"stage": "x"}}}'])
def test_all_goes_back_even_when_the_table_is_broken(moved, migrator, text):
    moved.project.cutover_file.write_text(text)

    assert migrator("rollback", "--all").code == 0
    assert json.loads(moved.project.cutover_file.read_text()) == {"format": 1, "patterns": {}}


def test_without_words_it_says_what_could_go_back_and_does_nothing(moved, migrator):
    ran = migrator("rollback")

    assert ran.code == 2
    assert "/p, /p/<int:pid>" in ran.err
    assert len(moved.table) == 2


def test_an_unknown_word_names_the_closest_and_rolls_nothing_back(moved, migrator):
    ran = migrator("rollback", "/p", "main.listrar")

    assert ran.code == 2
    assert "main.listar" in ran.err
    assert len(moved.table) == 2


def test_a_dry_run_writes_nothing(moved, migrator):
    events = len(moved.events)

    ran = migrator("rollback", "--all", "--dry-run")

    assert "2 would go back" in ran.out
    assert '-    "/p": {' in ran.err
    assert len(moved.table) == 2
    assert len(moved.events) == events


def test_json_names_what_went_back(moved, migrator):
    ran = migrator("rollback", "/p", "--json")

    assert ran.json == {"format": 1, "rolled_back": [{"pattern": "/p", "from": "live"}]}
