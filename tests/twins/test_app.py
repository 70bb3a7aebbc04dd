import http.client
import json
from dataclasses import replace
from pathlib import Path

import pytest
from pymongo import MongoClient

from migrator.errors import ExitCode, TwinFailed
from migrator.twins.app import legacy_twin, new_twin

EPOCH = 1_764_000_000.25


pytestmark = pytest.mark.usefixtures("client")


def test_frozen_twins_draw_the_same_values_for_the_same_exchange(project, server, ask, client):
    with (
        legacy_twin(project, server.database_uri("one"), epoch=EPOCH) as legacy,
        new_twin(project, server.database_uri("two"), epoch=EPOCH) as new,
    ):
        old = [ask(legacy, "/values", f"{n};{EPOCH + n}") for n in (1, 2, 1)]
        young = [ask(new, "/values", f"{n};{EPOCH + n}") for n in (1, 2, 1)][:2]

    assert old[:2] == young
    first, second = json.loads(old[0]), json.loads(old[1])
    assert first["time"] == EPOCH + 1
    assert first["timer"] == 0
    assert first["started"]["at"] == EPOCH
    assert "x-migrator-exchange" not in first["headers"]
    assert {first[key] == second[key] for key in ("uuid", "old", "token", "made", "dice")} == {
        False
    }
    assert list(client.one.things.find())[:2] == list(client.two.things.find())[:2]


def test_a_twin_that_is_not_frozen_tells_the_real_time(project, server, ask):
    with legacy_twin(project, server.database_uri("one")) as legacy:
        one, two = (json.loads(ask(legacy, "/values", f"1;{EPOCH}")) for _ in range(2))

    assert one["time"] != two["time"]
    assert one["uuid"] != two["uuid"]


def test_a_twin_has_its_own_scratch_folder_and_the_same_secret(project, server, ask, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with legacy_twin(project, server.database_uri("one"), name="a") as one:
        first = json.loads(ask(one, "/who"))
    with legacy_twin(project, server.database_uri("one"), name="b") as two:
        second = json.loads(ask(two, "/who"))

    assert first["greeting"] == "oi"
    assert first["key"] == second["key"]
    assert Path(first["scratch"]).parent.is_dir()
    assert first["scratch"] != second["scratch"]


def test_an_app_that_fails_at_import_is_said_with_its_last_words(project, server, ask, monkeypatch):
    monkeypatch.setenv("BROKEN", "1")

    with pytest.raises(TwinFailed, match="no settings for BROKEN") as failed:
        legacy_twin(project, server.database_uri("one")).__enter__()

    assert failed.value.exit_code == ExitCode.COULD_NOT_RUN
    assert "legacy.log" in failed.value.hint


def test_a_generated_app_that_fails_at_import_is_said_with_its_last_words(project, server, ask):
    (project.out / "main.py").write_text("import nothing_of_that_name")

    with pytest.raises(TwinFailed, match="nothing_of_that_name"):
        new_twin(project, server.database_uri("one")).__enter__()


def test_a_missing_generated_app_is_said_with_the_verb_that_makes_it(project, server, ask):
    (project.out / "main.py").unlink()

    with pytest.raises(TwinFailed) as failed:
        new_twin(project, server.database_uri("one")).__enter__()

    assert "migrator scaffold" in failed.value.hint


def test_a_killed_twin_is_noticed_and_its_workers_are_gone(project, server, ask):
    with legacy_twin(project, server.database_uri("one")) as legacy:
        with pytest.raises((http.client.HTTPException, OSError)):
            ask(legacy, "/die")
        legacy.process.stop()

        with pytest.raises(TwinFailed, match="the legacy app stopped"):
            legacy.check()

    with pytest.raises(ConnectionError):
        ask(legacy, "/who")


def test_an_app_that_never_answers_is_given_up(project, server, ask, monkeypatch):
    (project.root / "app.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr("migrator.twins.app._START_SECONDS", 0.5)
    project = replace(project, settings=replace(project.settings, import_timeout=0.5))
    monkeypatch.setattr("migrator.twins.process._GRACE_SECONDS", 0.5)

    with pytest.raises(TwinFailed, match="did not answer within"):
        legacy_twin(project, server.database_uri("one")).__enter__()


@pytest.mark.parametrize("start", [legacy_twin, new_twin])
def test_an_address_in_the_code_is_answered_by_the_twins_own_database(project, server, ask, start):
    for file in (project.root / "app.py", project.out / "main.py"):
        there = "'mongodb+srv://me:secret@nowhere.invalid/shop?w=1'"
        file.write_text(file.read_text().replace('os.environ["MONGO_URI"]', there))

    with start(project, server.database_uri("one")) as twin:
        assert b"made" in ask(twin, "/values")
        assert "nowhere.invalid is answered by our own" in twin.process.last_lines()

    with MongoClient(server.uri) as client:
        assert client.shop.things.count_documents({}) == 1
