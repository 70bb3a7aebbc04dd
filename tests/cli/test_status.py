"""``migrator status`` shows where every rule stands."""

import json

import pytest


def row(ran, endpoint):
    return next(line.split() for line in ran.out.splitlines() if endpoint in line)


def test_every_rule_has_a_row_with_grade_replay_bench_and_stage(migration, migrator):
    migrator("cutover", "main.listar", "--to", "canary", "--percent", "25")

    ran = migrator("status")

    assert ran.code == 0
    assert row(ran, "main.listar")[2:] == [
        "main.listar",
        "async",
        "same",
        "(7)",
        "pass",
        "p95",
        "x0.50",
        "canary",
        "25%",
    ]
    assert row(ran, "main.criar")[2:] == ["main.criar", "async", "different", "(2)", "-", "legacy"]
    assert row(ran, "main.ws")[3] == "refused"


def test_the_last_line_is_the_progress(migration, migrator):
    migrator("cutover", "main.listar")

    last = migrator("status").out.splitlines()[-1]

    assert last == "6 found -> 5 scaffolded -> 3 verified -> 1 benchmarked -> 1 live"


def test_stale_evidence_is_marked_and_counts_for_nothing(migration, migrator):
    migration.edit_code()

    ran = migrator("status")

    assert "same (7) stale" in ran.out
    assert "code changed since" in ran.out
    assert "0 verified -> 0 benchmarked" in ran.out


def test_json_has_one_entry_a_rule(migration, migrator):
    facts = migrator("status", "--json").json

    assert facts["format"] == 1
    assert facts["progress"] == {
        "found": 6,
        "scaffolded": 5,
        "verified": 3,
        "benchmarked": 1,
        "live": 0,
    }
    assert facts["routes"][0] == {
        "endpoint": "main.listar",
        "rule": "/p",
        "methods": ["GET", "HEAD", "OPTIONS"],
        "grade": "async",
        "replay": {"outcome": "same", "compared": 7, "differences": 0, "stale": []},
        "bench": {"outcome": "pass", "ratios": {"p50": 0.4, "p95": 0.5}, "stale": []},
        "stage": "legacy",
        "percent": 0.0,
    }


def test_a_route_can_be_picked(migration, migrator):
    facts = migrator("status", "/p/7", "--json").json

    assert [route["endpoint"] for route in facts["routes"]] == ["main.ver", "main.apagar"]


def test_before_scaffold_and_replay_there_are_only_rules(migration, migrator):
    for path in ("scaffold_file", "verdict_file", "benchmark_file"):
        getattr(migration.project, path).unlink()

    facts = migrator("status", "--json").json

    assert {(r["grade"], r["replay"], r["bench"]) for r in facts["routes"]} == {(None, None, None)}
    assert facts["progress"]["found"] == 6


@pytest.mark.parametrize(
    ("written", "wanted", "words"),
    [
        (True, "true", "gather: independent reads wait together\n"),
        (False, "true", "wait together (not yet: run `migrator scaffold`)\n"),
        (True, "false", "wait together (no longer wanted: run `migrator scaffold`)\n"),
        (False, "false", ""),
    ],
)
def test_that_reads_are_gathered_is_told(migration, migrator, monkeypatch, written, wanted, words):
    file = migration.project.scaffold_file
    file.write_text(json.dumps({**json.loads(file.read_text()), "gather": written}))
    monkeypatch.setenv("MIGRATOR_GATHER", wanted)

    said = migrator("status").out

    assert words in said
    assert ("gather" in said) is bool(words)
    assert migrator("status", "--json").json["gather"] is written


def test_a_pattern_that_the_app_no_longer_has_is_named(migration, migrator):
    migration.project.cutover_file.write_text(
        '{"format": 1, "patterns": {"/velho": {"stage": "live", "percent": 100}}}'
    )

    assert "/velho is live in cutover.json, but the app has no such rule" in migrator("status").out


@pytest.mark.parametrize(
    ("path", "code"), [("ledger_file", 2), ("verdict_file", 2), ("cutover_file", 2)]
)
def test_a_broken_file_is_one_clear_sentence(migration, migrator, path, code):
    getattr(migration.project, path).write_text("{\n")

    ran = migrator("status")

    assert ran.code == code
    assert getattr(migration.project, path).name in ran.err
