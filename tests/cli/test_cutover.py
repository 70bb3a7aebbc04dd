"""``migrator cutover`` moves what is proven, and says why the rest stays."""

import json

import pytest

LIVE = {"stage": "live", "percent": 100}


def test_without_words_every_proven_pattern_goes_live(migration, migrator):
    ran = migrator("cutover", "--without-bench")

    assert ran.code == 0
    assert migration.table == {"/p": LIVE, "/p/<int:pid>": LIVE}
    assert "main.criar differs: status status: 201 became 500" in ran.out
    assert "main.ws stays on Flask: views.py:41 flask_sock.Sock" in ran.out


def test_a_benchmark_is_asked_for_unless_one_does_without(migration, migrator):
    assert migrator("cutover").code == 0

    assert migration.table == {"/p": LIVE}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(["main.listar"], 0, id="endpoint"),
        pytest.param(["/p/12", "--without-bench"], 0, id="path"),
        pytest.param(["/p/<int:pid>"], 4, id="not benchmarked"),
        pytest.param(["main.nunca", "--without-bench"], 4, id="not compared"),
        pytest.param(["main.criar", "--without-bench"], 1, id="different"),
        pytest.param(["main.ws"], 1, id="refused"),
        pytest.param(
            ["main.criar", "main.ver"], 4, id="different and not benchmarked: the worse code wins"
        ),
        pytest.param(["main.listar", "main.criar", "--without-bench"], 1, id="one of two"),
        pytest.param(["main.listrar"], 2, id="unknown"),
        pytest.param(["main.listar", "--to", "legacy"], 2, id="no stage to cut over to"),
        pytest.param(["main.listar", "--to", "prod"], 2, id="no stage"),
        pytest.param(["main.listar", "--percent", "5"], 2, id="a percentage of live"),
        pytest.param(["main.listar", "--to", "canary", "--percent", "0"], 2, id="nobody"),
        pytest.param(["main.listar", "--to", "canary", "--percent", "101"], 2, id="more than all"),
        pytest.param(["main.criar", "--to", "shadow"], 0, id="shadow needs a translation only"),
        pytest.param(["main.ws", "--to", "shadow"], 1, id="refused even for shadow"),
    ],
)
def test_the_exit_code_says_how_it_went(migration, migrator, words, code):
    assert migrator("cutover", *words).code == code


def test_what_is_proven_moves_even_when_something_else_that_was_asked_stays(migration, migrator):
    ran = migrator("cutover", "main.listar", "main.criar", "--without-bench")

    assert ran.code == 1
    assert migration.table == {"/p": LIVE}


def test_an_unknown_route_names_the_three_closest_and_moves_nothing(migration, migrator):
    ran = migrator("cutover", "main.listar", "main.listrar")

    assert ran.code == 2
    assert "main.listrar" in ran.err
    assert "main.listar" in ran.err.partition("hint")[2]
    assert migration.table == {}


def test_an_edit_of_the_code_makes_the_evidence_stale(migration, migrator):
    migration.edit_code()

    ran = migrator("cutover", "main.listar", "--without-bench")

    assert ran.code == 4
    assert "the replay is stale: code changed since" in ran.out
    assert migration.table == {}


def test_with_nothing_replayed_nothing_moves(migration, migrator):
    migration.project.verdict_file.unlink()

    ran = migrator("cutover", "--without-bench")

    assert ran.code == 4
    assert "nothing was replayed yet" in ran.out
    assert not migration.project.cutover_file.exists()


def test_a_project_that_was_never_inspected_says_so(tmp_path, monkeypatch, migrator):
    monkeypatch.chdir(tmp_path)

    ran = migrator("cutover")

    assert ran.code == 4
    assert "migrator inspect" in ran.err


def test_a_canary_takes_ten_percent_unless_told_and_can_be_widened(migration, migrator):
    migrator("cutover", "main.listar", "--to", "canary")
    assert migration.table == {"/p": {"stage": "canary", "percent": 10}}

    migrator("cutover", "main.listar", "--to", "canary", "--percent", "50")
    assert migration.table == {"/p": {"stage": "canary", "percent": 50}}
    assert [event["detail"]["from"] for event in migration.events] == ["legacy", "canary 10%"]


def test_every_move_is_an_event_of_the_ledger_and_a_second_run_adds_none(migration, migrator):
    migrator("cutover", "main.listar")
    (event,) = migration.events

    assert (event["kind"], event["subject"]) == ("cutover", "/p")
    assert event["detail"] == {"from": "legacy", "stage": "live", "percent": "100"}

    again = migrator("cutover", "main.listar")
    assert again.code == 0
    assert "is live already" in again.out
    assert len(migration.events) == 1


def test_a_dry_run_shows_the_change_and_writes_nothing(migration, migrator):
    ran = migrator("cutover", "main.listar", "--dry-run")

    assert ran.code == 0
    assert '+    "/p": {' in ran.err
    assert "1 would move" in ran.out
    assert not migration.project.cutover_file.exists()
    assert migration.events == []


def test_an_error_budget_in_the_table_is_kept(migration, migrator):
    budget = {"errors": 3, "window": 100}
    migration.project.cutover_file.write_text(
        json.dumps({"format": 1, "patterns": {}, "budget": budget})
    )

    migrator("cutover", "main.listar")

    assert json.loads(migration.project.cutover_file.read_text())["budget"] == budget


def test_a_broken_table_is_not_overwritten(migration, migrator):
    migration.project.cutover_file.write_text('{"format": 1, "patterns": {"/p": {"stage": "x"}}}')

    ran = migrator("cutover", "main.listar")

    assert ran.code == 2
    assert "rollback --all" in ran.err
    assert '"x"' in migration.project.cutover_file.read_text()


def test_json_has_the_moves_and_every_reason(migration, migrator):
    ran = migrator("cutover", "main.listar", "main.criar", "main.ver", "--json")

    assert ran.json["moves"] == [
        {"pattern": "/p", "from": "legacy", "to": "live", "percent": 100.0, "changed": True}
    ]
    reads, writes = ran.json["stays"]
    assert reads == {
        "pattern": "/p/<int:pid>",
        "reasons": [],
        "missing": ["it was not benchmarked"],
    }
    assert writes["reasons"][0].startswith("main.criar differs")
