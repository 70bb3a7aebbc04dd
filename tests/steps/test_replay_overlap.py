"""Exchanges that overlap, on real apps: the same verdict as one by one, or races found."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from migrator.model.verdict import Outcome
from migrator.steps.pace import Pace
from migrator.steps.replay import Order
from migrator.steps.replay import replay as replay_recording
from migrator.steps.verdicts import load_verdict

READERS = [
    f"{name} GET {path} 1" for name in ("bia", "caio", "eva") for path in ("/orders", "/kill")
]


def play(project, order=None):
    said = []

    def progress(what, *_):
        said.append(what)

    verdict = replay_recording(project, order or Order(), lambda: datetime.now(UTC), progress)
    return replace(verdict, seconds=0), list(dict.fromkeys(said))


def by_endpoint(verdict):
    return {item.endpoint: item for item in verdict.routes}


def aspects(verdict, endpoint):
    return {item.aspect for item in by_endpoint(verdict)[endpoint].differences}


def test_a_read_that_writes_is_played_anew_alone_and_the_verdict_is_that_of_one_job(shop, crowd):
    crowd(shop, *READERS, "bia GET /seen 2", "eva GET /seen 2", *READERS)

    verdict, said = play(shop, Order(pace=Pace(4)))

    assert said == [
        "starting both apps",
        "replaying",
        "playing anew: GET /seen writes",
    ]
    assert verdict.outcome is Outcome.SAME
    assert verdict.compared == 7 + 2 * len(READERS) + 2
    kept = load_verdict(shop).verdict
    assert kept.routes == verdict.routes


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["", "wrong field", "lost write", "n+1"])
def test_eight_jobs_say_what_one_job_says(shop, crowd, monkeypatch, fault):
    monkeypatch.setenv("FAULT", fault)
    crowd(shop, *READERS, "bia POST /stock 2", *READERS, "caio GET /seen 3", *READERS)

    one, _ = play(shop)
    eight, _ = play(shop, Order(pace=Pace(8)))

    assert eight == one


@pytest.mark.slow
def test_a_race_of_the_new_app_is_found_in_time_and_not_one_by_one(shop, crowd, monkeypatch):
    monkeypatch.setenv("FAULT", "race")
    crowd(shop, "bia POST /stock 1", "eva POST /stock 1.1")

    one, _ = play(shop)
    in_time, _ = play(shop, Order(pace=Pace(speed=1.0)))

    assert "database" not in aspects(one, "stock")
    assert "database" in aspects(in_time, "stock")
    assert by_endpoint(in_time)["order"].outcome is Outcome.SAME
    assert load_verdict(shop).verdict.routes == one.routes


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 4])
def test_apps_that_are_not_frozen_are_followed_through_their_own_ids(shop, crowd, jobs):
    crowd(shop, "bia GET /kill 1", "eva GET /kill 1")

    verdict, _ = play(shop, Order(pace=Pace(jobs), is_frozen=False))

    assert aspects(verdict, "show") == set()
    assert aspects(verdict, "order") == {"body", "database"}  # a key and a time, both real
    assert by_endpoint(verdict)["show"].strayed == 0
