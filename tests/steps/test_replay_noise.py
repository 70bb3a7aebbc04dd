"""What Flask does to itself on clocks that run is learned, excused and counted; faults are not."""

from datetime import UTC, datetime

import pytest

from migrator.model.verdict import Outcome
from migrator.steps.noise import load_noise
from migrator.steps.replay import Order, replay


def play(project, **order):
    wanted = Order(is_frozen=False, **order)
    verdict = replay(project, wanted, lambda: datetime.now(UTC), lambda *_: None)
    return {item.endpoint: item for item in verdict.routes}


def test_one_run_is_too_few_and_the_verdict_says_how_many_would_tell(shop):
    routes = play(shop, learn=1)

    assert routes["orders"].outcome is Outcome.SAME, routes["orders"].differences
    assert routes["order"].outcome is Outcome.UNKNOWN
    assert "Flask differed from itself here in 2 of 2 exchanges, FastAPI in 2 of 2" in (
        routes["order"].why
    )
    assert "--learn-noise 9" in routes["order"].why
    noise = load_noise(shop, shop.recording_file, frozen=False)
    # Two times may be of one millisecond, and then the documents are equal.
    assert {"body"} <= {place.aspect for place in noise.places} <= {"body", "database"}


@pytest.mark.slow
def test_noise_that_was_learned_is_excused_and_a_fault_beside_it_is_not(shop, monkeypatch):
    routes = play(shop, learn=10)

    assert not [item for item in routes.values() if item.outcome is Outcome.DIFFERENT]
    assert {excuse.name for excuse in routes["order"].excuses} >= {
        "noise in body /key",
    }  # two times may be of one millisecond, and then nobody is sure of them

    monkeypatch.setenv("FAULT", "lost write")
    assert play(shop)["order"].outcome is Outcome.DIFFERENT
    monkeypatch.setenv("FAULT", "double write")
    assert play(shop)["order"].outcome is Outcome.DIFFERENT
